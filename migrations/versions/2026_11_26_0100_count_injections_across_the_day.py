"""Let templates of immunizations that counted the first injection within one encounter count the day's.

What is published never changes: the version in force, and those that are to follow it, are issued
once more, in their order, with the day's count. A draft moves behind them.

Revision ID: 0100_day_wide_counts
Revises: 0055_find_failed_jobs
"""

from alembic import op

from migrations.tenancy import begin

revision = "0100_day_wide_counts"
down_revision = "0055_find_failed_jobs"

COUNTED = ("injection_first", "nasal_or_oral_first")
"""The rules whose lines were counted."""

DAY_WIDE = "definition::text"
for _rule in COUNTED:
    DAY_WIDE = f"""replace({DAY_WIDE}, '"lines.{_rule}"', '"day.{_rule}"')"""

NARROW = f"definition->>'kind' = 'immunization' and definition::text <> {DAY_WIDE}"

ISSUE = f"""
with in_force as (
    select distinct on (tenant_id, service_id) tenant_id, service_id, version
    from service_templates where effective_from_on <= current_date
    order by tenant_id, service_id, version desc
), concerned as (
    select template.* from service_templates as template
    left join in_force using (tenant_id, service_id)
    where template.effective_from_on is not null
    and (template.version = in_force.version or template.effective_from_on > current_date
         and template.version > coalesce(in_force.version, 0))
), numbered as (
    select *, row_number() over (partition by tenant_id, service_id order by version) as place,
        (select max(version) from service_templates as every
         where every.tenant_id = concerned.tenant_id
         and every.service_id = concerned.service_id) as newest
    from concerned where exists (
        select from concerned as narrow where narrow.tenant_id = concerned.tenant_id
        and narrow.service_id = concerned.service_id and {NARROW.replace("definition", "narrow.definition")})
)
insert into service_templates (tenant_id, id, service_id, version, definition, effective_from_on)
select tenant_id, gen_random_uuid(), service_id, newest + place, ({DAY_WIDE})::jsonb,
    greatest(effective_from_on, current_date)
from numbered
"""

MOVE_DRAFTS = f"""
update service_templates as draft set definition = ({DAY_WIDE})::jsonb, version = (
    select max(version) + 1 from service_templates as every
    where every.tenant_id = draft.tenant_id and every.service_id = draft.service_id)
where effective_from_on is null and exists (
    select from service_templates as later where later.tenant_id = draft.tenant_id
    and later.service_id = draft.service_id and later.version > draft.version)
"""


def upgrade() -> None:
    begin()
    op.execute("alter table service_templates no force row level security")
    op.execute(ISSUE)
    op.execute(MOVE_DRAFTS)
    op.execute("alter table service_templates force row level security")


def downgrade() -> None:
    """A version that was issued stays: encounters may have been documented by it."""
