"""Runs the migrations as the owner role. `migrate` and the tests hand over the connection."""

from alembic import context

import tenants.audit
import tenants.chain.blocks
import tenants.models
import tenants.provider_models
import tenants.provisioned_models  # noqa: F401  the imports above fill the metadata
from tenants.records import Record

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Record.metadata,
)
context.run_migrations()
