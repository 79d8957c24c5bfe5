"""Commands about the master key, which wraps the keys of all tenants."""

from typing import TYPE_CHECKING

import typer

from infra.settings import Settings, WrongSetting

if TYPE_CHECKING:
    from tenants.database import TenantDatabase
    from tenants.keyring import KeyEncryption

commands = typer.Typer(no_args_is_help=True)
TELL_EVERY = 100


@commands.command()
def add() -> None:
    """Add a key to the file of master keys; it wraps from now on, the older ones still open.

    Processes that run read the file again when they meet the new key's name. Copy the file to every
    machine first, then have all tenants' keys wrapped with it: `mortar keys rewrap`.
    """
    from infra.key_encryption import KeyFile

    settings = Settings.from_environment()
    if settings.master_key:
        raise WrongSetting("MASTER_KEY names a key of AWS KMS: no key of a file wraps.")
    typer.echo(f"{KeyFile(settings.master_key_file).add_key().name} wraps from now on.")


@commands.command()
def rewrap() -> None:
    """Wrap every tenant's keys with the master key that the settings name.

    Nothing is sealed again, and everybody works on: both master keys open meanwhile. Stopped, it
    goes on where it was when it is run again; run twice, it does nothing more.
    """
    from sqlalchemy import select

    from infra.database import make_engine
    from infra.master_keys import master_keys
    from mortar.database import running_database
    from tenants.actor import job
    from tenants.context import ContextSigner
    from tenants.database import TenantDatabase, platform_transaction
    from tenants.models import Tenant

    with running_database(Settings.from_environment()) as database:
        settings = database.settings
        encryption = master_keys(settings)
        signer = ContextSigner(settings.context_key_file.read_bytes())
        engine = make_engine(settings.database_url, pool_size=1)
        platform = make_engine(settings.platform_database_url, pool_size=1)
        key_count = 0
        try:
            with platform_transaction(platform) as session:
                tenant_ids = session.scalars(select(Tenant.id).order_by(Tenant.id)).all()
            for number, tenant_id in enumerate(tenant_ids, 1):
                tenant = TenantDatabase(engine, signer, job(tenant_id, "rewrap_keys"))
                key_count += _rewrap(tenant, encryption)
                if number % TELL_EVERY == 0 or number == len(tenant_ids):
                    typer.echo(f"{number} of {len(tenant_ids)} tenants: {key_count} keys wrapped.")
        finally:
            engine.dispose()
            platform.dispose()
    typer.echo(f"{encryption.name} wraps the keys of every tenant.")


def _rewrap(tenant: "TenantDatabase", encryption: "KeyEncryption") -> int:
    """Returns how many keys of the tenant another key had wrapped."""
    from tenants import rewrapping

    name = encryption.name
    with tenant.transaction() as session:
        others = rewrapping.wrapped_otherwise(session, name)
    if not others:
        return 0
    found = [rewrapping.rewrapped(tenant.actor.tenant_id, key, encryption) for key in others]
    with tenant.transaction() as session:
        return sum(rewrapping.keep(session, each, name) for each in found)
