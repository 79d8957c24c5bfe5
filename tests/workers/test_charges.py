"""What could not be coded is coded by itself once what it lacked is there."""

from collections.abc import Callable
from datetime import date
from uuid import UUID

import pytest
from sqlalchemy import select

from domain.charges.commands import CODING_JOB
from domain.charges.queries import charges_of
from domain.outbox.models import FailedJob
from domain.services.pricing import Price, set_price
from tenants.database import TenantDatabase
from tests.encounters.documents import a_signed_encounter
from tests.workers.conftest import Works
from workers.charges import code_encounter
from workers.pipeline import PIPELINE

EVENTS = ("EncounterSigned", "PriceSet", "CodingMended", "ChargesReady")
CODING = {event: PIPELINE[event] for event in EVENTS}


def open_failures(tenant: TenantDatabase) -> list[str]:
    with tenant.transaction() as session:
        return list(session.scalars(select(FailedJob.job).where(FailedJob.resumed_at.is_(None))))


def codes_of(tenant: TenantDatabase, encounter_id: UUID) -> list[str]:
    with tenant.transaction() as session:
        return [charge.procedure_code for charge in charges_of(session, encounter_id)]


@pytest.mark.usefixtures("embedded_codes")
def test_a_price_has_coded_what_waited_for_it(
    tenant: TenantDatabase, start_works: Callable[..., Works]
) -> None:
    assert code_encounter.name == CODING_JOB
    with tenant.transaction() as session:
        encounter_id = a_signed_encounter(session).id
    works = start_works(CODING)
    works.drain(lambda: open_failures(tenant) == [CODING_JOB])

    with tenant.transaction() as session:
        set_price(session, Price("99406", "Tobacco counselling", 20_00, date(2026, 1, 1)))
    works.drain(lambda: codes_of(tenant, encounter_id) == ["99406"])

    assert open_failures(tenant) == []
