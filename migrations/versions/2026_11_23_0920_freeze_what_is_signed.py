"""Let nobody change what was signed or published, whatever the code above does.

Revision ID: 0920_freeze_signed
Revises: 0919_roll_up_reports
"""

from alembic import op

from migrations.tenancy import begin

revision = "0920_freeze_signed"
down_revision = "0919_roll_up_reports"

REFUSE_TEMPLATE = """
create function refuse_change_of_published_template() returns trigger language plpgsql as $$
begin
    raise exception 'a published template never changes' using errcode = 'check_violation';
end $$
"""

REFUSE_ENCOUNTER = """
create function refuse_change_of_signed_encounter() returns trigger language plpgsql as $$
begin
    raise exception 'a signed encounter never changes' using errcode = 'check_violation';
end $$
"""

# Only the status, and the reason for a void, may still move.
SIGNED_CONTENT = (
    "store_id", "patient_id", "service_id", "template_id", "provider_id", "served_on", "answers",
    "amends_id", "amendment_reason", "signed_at",
)  # fmt: skip


def upgrade() -> None:
    begin()
    old = ", ".join(f"old.{column}" for column in SIGNED_CONTENT)
    new = ", ".join(f"new.{column}" for column in SIGNED_CONTENT)
    op.execute(REFUSE_TEMPLATE)
    op.execute(
        "create trigger published_templates_stay before update on service_templates for each row"
        " when (old.effective_from_on is not null)"
        " execute function refuse_change_of_published_template()"
    )
    op.execute(REFUSE_ENCOUNTER)
    op.execute(
        "create trigger signed_encounters_stay before update on encounters for each row"
        f" when (old.signed_at is not null and (({old}) is distinct from ({new})))"
        " execute function refuse_change_of_signed_encounter()"
    )


def downgrade() -> None:
    begin()
    op.execute("drop trigger signed_encounters_stay on encounters")
    op.execute("drop function refuse_change_of_signed_encounter()")
    op.execute("drop trigger published_templates_stay on service_templates")
    op.execute("drop function refuse_change_of_published_template()")
