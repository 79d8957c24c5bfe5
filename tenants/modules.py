"""The modules of the product, which a tenant switches on and off; without a switch they are on."""

from datetime import UTC, datetime

from sqlalchemy import select
from sqlalchemy.dialects import postgresql
from sqlalchemy.orm import Session

from tenants.database import actor_of
from tenants.identifiers import new_id
from tenants.meanings import Module
from tenants.models import ModuleSwitch
from tenants.refusals import Invalid

SENTENCES = {
    Module.CLINICAL_SERVICES: "Document services and sign them.",
    Module.MEDICAL_BILLING: "Turn signed services into claims, send them and keep the books.",
    Module.REMITTANCE: "Take in what payers decided, match it and post it.",
    Module.ANALYTICS: "See what services earn and how payers pay.",
    Module.INTEROPERABILITY: "Let partners' programs in, with what they were granted.",
    Module.RULES_LAB: "Try templates and rules on sample answers before they count.",
}
"""For screens; the core is no module that anyone could do without."""


def switch_module(session: Session, module: Module, *, is_on: bool) -> ModuleSwitch:
    """Let a tenant use a module, or no longer; what it keeps stays and is there again later.

    Raises:
        Invalid: it is the core.
    """
    if module is Module.CORE:
        raise Invalid("The core cannot be switched off.", path="module")
    actor = actor_of(session)
    written = {
        "is_on": is_on,
        "switched_by": f"{actor.kind}:{actor.name}",
        "switched_at": datetime.now(UTC),
    }
    session.execute(
        postgresql.insert(ModuleSwitch)
        .values(id=new_id(), module=module, **written)
        .on_conflict_do_update(index_elements=["tenant_id", "module"], set_=written)
    )
    return session.scalars(
        select(ModuleSwitch)
        .where(ModuleSwitch.module == module)
        .execution_options(populate_existing=True)
    ).one()
