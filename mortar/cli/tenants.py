"""Commands about a tenant as a whole."""

from typing import Annotated

import typer

from infra.settings import Settings
from tenants.refusals import Invalid, NotFound

commands = typer.Typer(no_args_is_help=True)

Slug = Annotated[str, typer.Argument(help="What its people type at sign-in.")]
Confirmed = Annotated[
    str,
    typer.Option("--confirm", prompt="Type the slug again to destroy it", help="The slug again."),
]


@commands.callback()
def whole() -> None:
    """What is done to a tenant as a whole."""


@commands.command()
def shred(slug: Slug, confirmed: Confirmed) -> None:
    """Destroy a tenant's keys: nothing that names its patients opens again, here or in a copy.

    What stands in the clear stays: amounts, codes, days, staff. Whoever reads or writes what was
    sealed is told that it was destroyed. Processes that run forget the keys within five minutes.
    Backups hold the wrapped keys until they expire: keep them no longer than you must.
    """
    from infra.database import make_engine
    from mortar.database import running_database
    from tenants.actor import job
    from tenants.context import ContextSigner
    from tenants.database import TenantDatabase, tenant_by_slug

    if confirmed != slug:
        raise Invalid("The slugs differ: nothing was destroyed.", "slug")
    with running_database(Settings.from_environment()) as database:
        engine = make_engine(database.settings.database_url, pool_size=1)
        try:
            tenant_id = tenant_by_slug(engine, slug)
            if tenant_id is None:
                raise NotFound("There is no tenant of this slug.", "slug")
            signer = ContextSigner(database.settings.context_key_file.read_bytes())
            destroyed = TenantDatabase(engine, signer, job(tenant_id, "shredding")).shred()
        finally:
            engine.dispose()
    typer.echo(f"Destroyed {destroyed} keys of {slug}.")
