"""What may be asked about charges; nothing here changes anything."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from domain.charges.coding import Coding, code
from domain.charges.models import Charge
from domain.codes.in_memory import codebook
from domain.encounters.models import Encounter, EncounterStatus
from domain.encounters.queries import documentation_of
from domain.services.models import ServiceTemplate
from domain.services.queries import price_list
from tenants.database import find

MOST_UNCODED = 500


def charges_of(session: Session, encounter_id: UUID) -> Sequence[Charge]:
    """An encounter's lines, in order."""
    return session.scalars(
        select(Charge).where(Charge.encounter_id == encounter_id).order_by(Charge.position)
    ).all()


def preview_coding(session: Session, encounter_id: UUID) -> Coding:
    """What an encounter would bill as it stands, also while it is a draft.

    Raises:
        NotFound: this tenant has no such encounter.
    """
    encounter = find(session, Encounter, encounter_id)
    template = find(session, ServiceTemplate, encounter.template_id)
    return code(
        documentation_of(session, encounter),
        template.version,
        price_list(session),
        codebook(session),
    )


def uncoded_encounters(session: Session) -> Sequence[Encounter]:
    """Signed encounters without a charge, the oldest first: coding found something to fix."""
    return session.scalars(
        select(Encounter)
        .where(
            Encounter.status == EncounterStatus.SIGNED,
            ~select(Charge.id).where(Charge.encounter_id == Encounter.id).exists(),
        )
        .order_by(Encounter.served_on, Encounter.id)
        .limit(MOST_UNCODED)
    ).all()
