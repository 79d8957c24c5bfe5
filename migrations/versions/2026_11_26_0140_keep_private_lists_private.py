"""Keep a private list of claims from everybody but its owner.

Revision ID: 0140_private_lists
Revises: 0130_drafts_and_prices_go
"""

from alembic import op

from migrations.tenancy import begin

revision = "0140_private_lists"
down_revision = "0130_drafts_and_prices_go"

ASKING = "(select split_part(current_setting('app.context', true), '|', 2))"
"""Kind and id of who asks, from the context whose signature the other policies verify."""


def upgrade() -> None:
    begin()
    # Some databases have had it since the lists were kept, read anew for each row.
    op.execute("drop policy if exists private_lists on claim_views")
    op.execute(
        "create policy private_lists on claim_views as restrictive for select to mortar_app"
        f" using (is_shared or owner = {ASKING})"
    )


def downgrade() -> None:
    begin()
    op.execute("drop policy private_lists on claim_views")
