"""Makes a database ready to be served: schema, the key of signed contexts, code sets."""

import secrets

from domain.codes.commands import load_embedded
from infra.database import make_engine
from infra.migrate import install_context_key, upgrade
from infra.secret_files import secret_in
from infra.settings import Settings
from migrations.tenancy import HoldsRows
from mortar.supervisor import Tell
from tenants.context import pads
from tenants.database import platform_transaction


class CannotStart(RuntimeError):
    """Something is missing or in the way; the message says how to mend it."""


def prepare_schema(settings: Settings, tell: Tell) -> None:
    """Bring the schema up to date and let the database verify our signed contexts."""
    if not settings.owner_database_url:
        raise CannotStart("OWNER_DATABASE_URL is needed to change the schema.")
    tell("Bringing the database to the newest schema ...")
    try:
        upgrade(settings.owner_database_url)
    except HoldsRows as held:
        raise CannotStart(str(held)) from None
    key = secret_in(settings.context_key_file, lambda: secrets.token_hex(32))
    install_context_key(settings.owner_database_url, pads(key.encode()))


def load_codes(settings: Settings, tell: Tell) -> None:
    """Load the embedded code sets that this database lacks."""
    engine = make_engine(settings.platform_database_url, pool_size=1)
    try:
        with platform_transaction(engine) as session:
            loaded = load_embedded(session)
    finally:
        engine.dispose()
    if loaded:
        tell("Loaded code sets: " + ", ".join(f"{one.system} {one.version}" for one in loaded))
