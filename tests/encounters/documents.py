"""A store that counsels about tobacco, and what is answered there."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from domain.encounters.commands import complete_encounter, sign_encounter, start_draft
from domain.encounters.models import Encounter
from domain.services.commands import adopt_shipped_template
from tests.builders import a_patient, a_provider, a_store

SERVED_ON = date(2026, 10, 15)

TOBACCO = {
    "product": "cigarettes",
    "minutes": 7,
    "readiness": "ready",
    "advice": "Nicotine patch, and a call in a week.",
}
FLU = {
    "cvx_code": "140",
    "ndc": "49281042588",
    "lot_number": "U8765AB",
    "expires_on": "2027-06-30",
    "site_code": "LD",
    "route_code": "IM",
    "dose_quantity": "0.5",
    "dose_unit_code": "ML",
    "funding_source": "private",
    "statement_given_on": "2026-10-15",
}
FLU_SHOT = {"screened": True, "vaccines": [FLU]}


@dataclass(frozen=True)
class Visit:
    """Where, for whom, what, by whom: what a draft begins with."""

    store_id: UUID
    patient_id: UUID
    service_id: UUID
    provider_id: UUID
    served_on: date = SERVED_ON


def a_visit(session: Session, kind: str = "tobacco_cessation", **given: Any) -> Visit:
    built = {
        "store_id": given.get("store_id") or a_store(session).id,
        "patient_id": given.get("patient_id") or a_patient(session).id,
        "provider_id": given.get("provider_id") or a_provider(session).id,
        "service_id": given.get("service_id")
        or adopt_shipped_template(session, kind, date(2026, 1, 1)).id,
    }
    return Visit(**{**given, **built})


def a_draft(session: Session, visit: Visit | None = None, **answers: Any) -> Encounter:
    """A complete draft of tobacco counselling, unless other answers are given."""
    return start_draft(session, **vars(visit or a_visit(session)), answers=answers or TOBACCO)


def a_signed_encounter(session: Session, visit: Visit | None = None, **answers: Any) -> Encounter:
    encounter = a_draft(session, visit, **answers)
    complete_encounter(session, encounter.id)
    return sign_encounter(session, encounter.id)
