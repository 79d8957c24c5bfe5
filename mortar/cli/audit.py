"""Commands about the audit log: prove it, and show the key that signs its heads."""

from typing import Annotated

import typer

from infra.settings import Settings

commands = typer.Typer(no_args_is_help=True)

Tenant = Annotated[str, typer.Option("--tenant", help="Only this tenant's, by its slug.")]
Heads = Annotated[
    str, typer.Option("--heads", help="Where heads were exported to; else what AUDIT_HEADS says.")
]
MOST_TOLD = 50


@commands.command()
def verify(tenant: Tenant = "", heads: Heads = "") -> None:
    """Prove that nothing was changed, removed or added since; name the first break and exit 1."""
    from sqlalchemy import select

    from infra.database import make_engine
    from infra.head_stores import head_signer, head_store
    from mortar.database import running_database
    from tenants.chain.heads import exports
    from tenants.chain.verification import verify as proved
    from tenants.database import platform_transaction
    from tenants.models import Tenant
    from tenants.refusals import NotFound

    with running_database(Settings.from_environment()) as database:
        settings = database.settings
        engine = make_engine(settings.platform_database_url, pool_size=1)
        try:
            with platform_transaction(engine) as session:
                tenant_id = session.scalar(select(Tenant.id).where(Tenant.slug == tenant))
            if tenant and tenant_id is None:
                raise NotFound(f"There is no tenant {tenant}.")
            key = head_signer(settings).public_key()
            found = list(exports(head_store(heads or settings.audit_heads), key))
            verdict = proved(engine, found, tenant_id)
        finally:
            engine.dispose()
    typer.echo(
        f"{verdict.event_count} events in {verdict.block_count} blocks of"
        f" {verdict.chain_count} chains; {len(found)} exports of heads."
    )
    for broken in verdict.breaks[:MOST_TOLD]:
        typer.echo(f"broken: {broken}")
    if verdict.breaks:
        typer.echo(f"First break: {verdict.breaks[0]}. {len(verdict.breaks)} in all.", err=True)
        raise typer.Exit(1)
    typer.echo("Everything is as it was sealed.")


@commands.command()
def key() -> None:
    """Show the fingerprint of the key that signs heads, to be written down elsewhere."""
    from infra.head_stores import head_signer
    from tenants.chain.heads import fingerprint

    settings = Settings.from_environment()
    typer.echo(fingerprint(head_signer(settings).public_key()))
