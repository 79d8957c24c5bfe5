"""Commands about a tenant as a whole."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated

import typer

from infra.settings import Settings
from tenants.refusals import Invalid, NotFound

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from tenants.database import TenantDatabase
    from tenants.rotation_models import KeyRotation

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
def found(
    slug: Slug,
    name: Annotated[str, typer.Argument(help="What it is called.")],
    email: Annotated[str, typer.Argument(help="Of its first admin.")],
) -> None:
    """Make an empty tenant and invite its first admin: the guided set-up does the rest.

    The invitation is shown this once; it is good for a week.
    """
    from mortar.database import running_database
    from mortar.founding import found_tenant

    with running_database(Settings.from_environment()) as database:
        invitation = found_tenant(database.settings, slug, name, email)
    typer.echo(f"{database.settings.public_url}/invitation#{invitation}")


@commands.command()
def shred(slug: Slug, confirmed: Confirmed) -> None:
    """Destroy a tenant's keys: nothing that names its patients opens again, here or in a copy.

    What stands in the clear stays: amounts, codes, days, staff. Whoever reads or writes what was
    sealed is told that it was destroyed. Processes that run forget the keys within five minutes.
    Backups hold the wrapped keys until they expire: keep them no longer than you must.
    """
    if confirmed != slug:
        raise Invalid("The slugs differ: nothing was destroyed.", "slug")
    with _tenant(slug, "shredding") as tenant:
        destroyed = tenant.shred()
    typer.echo(f"Destroyed {destroyed} keys of {slug}.")


@commands.command()
def rotate_keys(slug: Slug) -> None:
    """Make a new key for a tenant; jobs then seal with it what older ones sealed.

    The key is used some minutes from now, once every process knows it. Older keys stay, to open
    what may not be changed. Follow the work with `mortar tenants key-rotation`.
    """
    from domain.outbox.key_rotations import rotate_keys as rotate

    with _tenant(slug, "rotate_keys", with_keys=True) as tenant, tenant.transaction() as session:
        rotate(session)
    typer.echo(f"A new key for {slug} is being made.")


@commands.command()
def key_rotation(
    slug: Slug,
    cancel: Annotated[bool, typer.Option("--cancel", help="Seal no more rows again.")] = False,
    resume: Annotated[bool, typer.Option("--resume", help="Go on where it stopped.")] = False,
) -> None:
    """Show how far a tenant's newest rotation of keys has come, cancel it, or take it up again."""
    from sqlalchemy import select

    from domain.outbox.key_rotations import cancel_key_rotation, resume_key_rotation
    from tenants.rotation_models import KeyRotation

    if cancel and resume:
        raise Invalid("Either cancel it or take it up again.", "cancel")
    newest = select(KeyRotation).order_by(KeyRotation.id.desc()).limit(1)
    with _tenant(slug, "key_rotation") as tenant, tenant.transaction() as session:
        rotation = session.scalar(newest)
        if rotation is None:
            raise NotFound(f"No key of {slug} was ever rotated.")
        if cancel:
            cancel_key_rotation(session, rotation.id)
        if resume:
            resume_key_rotation(session, rotation.id)
        for line in _progress(session, rotation):
            typer.echo(line)


def _progress(session: "Session", rotation: "KeyRotation") -> Iterator[str]:
    from sqlalchemy import select

    from tenants.rotation_models import ResealedTable

    if rotation.version is None:
        yield f"{rotation.state}: the key is being made."
        return
    yield f"{rotation.state}: version {rotation.version}, used from {rotation.used_from_at:%F %T %Z}."
    tables = (
        select(ResealedTable)
        .where(ResealedTable.rotation_id == rotation.id)
        .order_by(ResealedTable.table_name)
    )
    for table in session.scalars(tables):
        unopened = f", {table.unopened_count} do not open" if table.unopened_count else ""
        yield f"{table.table_name:<24} {table.resealed_count:>10} of {table.row_count}{unopened}"


@contextmanager
def _tenant(slug: str, purpose: str, *, with_keys: bool = False) -> Iterator["TenantDatabase"]:
    """Raises: NotFound."""
    from infra.database import make_engine
    from infra.master_keys import master_keys
    from mortar.database import running_database
    from tenants.actor import job
    from tenants.context import ContextSigner
    from tenants.database import TenantDatabase, tenant_by_slug
    from tenants.keyring import Keyring, entrust

    with running_database(Settings.from_environment()) as database:
        settings = database.settings
        engine = make_engine(settings.database_url, pool_size=1)
        if with_keys:
            engine = entrust(engine, Keyring(master_keys(settings)))
        try:
            tenant_id = tenant_by_slug(engine, slug)
            if tenant_id is None:
                raise NotFound("There is no tenant of this slug.", "slug")
            signer = ContextSigner(settings.context_key_file.read_bytes())
            yield TenantDatabase(engine, signer, job(tenant_id, purpose))
        finally:
            engine.dispose()
