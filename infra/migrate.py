"""Brings a database to the newest schema, and tells it the key of the signed context."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, create_engine, text

MIGRATIONS = Path(__file__).parent.parent / "migrations"
# One migrator at a time, whoever starts together: the number means nothing else.
MIGRATION_LOCK = text("select pg_advisory_xact_lock(7041776)")
KEEP_KEY = text(
    "insert into security.context_keys (id, inner_pad, outer_pad) values (1, :inner, :outer)"
    " on conflict (id) do update set inner_pad = excluded.inner_pad, outer_pad = excluded.outer_pad"
)


def upgrade(owner_url: str, revision: str = "head") -> None:
    """Run what is missing, as the owner role."""
    _run(owner_url, "upgrade", revision)


def downgrade(owner_url: str, revision: str) -> None:
    _run(owner_url, "downgrade", revision)


def newest_revision() -> str:
    """The schema that this code was written for."""
    revision = ScriptDirectory(str(MIGRATIONS)).get_current_head()
    assert revision is not None
    return revision


def install_context_key(owner_url: str, pads: tuple[bytes, bytes]) -> None:
    """Let the database verify contexts signed with this key (`tenants.context.pads`)."""
    with _owner(owner_url) as connection:
        connection.execute(KEEP_KEY, {"inner": pads[0], "outer": pads[1]})


def _run(owner_url: str, direction: str, revision: str) -> None:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.set_main_option("path_separator", "os")
    with _owner(owner_url) as connection:
        config.attributes["connection"] = connection
        getattr(command, direction)(config, revision)


@contextmanager
def _owner(url: str) -> Iterator[Connection]:
    """One transaction as the owner, alone with the migration lock."""
    engine = create_engine(url, hide_parameters=True)
    try:
        with engine.begin() as connection:
            connection.execute(MIGRATION_LOCK)
            yield connection
    finally:
        engine.dispose()
