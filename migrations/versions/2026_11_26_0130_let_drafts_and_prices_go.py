"""Let drafts of templates be thrown away, and prices taken back; what is published stays.

Revision ID: 0130_drafts_and_prices_go
Revises: 0120_chain_checks
"""

from alembic import op

from migrations.tenancy import begin

revision = "0130_drafts_and_prices_go"
down_revision = "0120_chain_checks"


def upgrade() -> None:
    begin()
    op.execute("grant delete on service_templates, service_prices to mortar_app")
    op.execute(
        "create policy drafts_alone_go on service_templates as restrictive for delete to mortar_app"
        " using (effective_from_on is null)"
    )


def downgrade() -> None:
    begin()
    op.execute("drop policy drafts_alone_go on service_templates")
    op.execute("revoke delete on service_templates, service_prices from mortar_app")
