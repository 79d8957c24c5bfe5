"""A restricted patient in lists of others' things: without who it is, and alike both ways."""

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from domain.claims.models import Claim
from domain.patients.restrictions import break_glass, restrict_patient
from tenants.actor import Actor, ActorKind
from tenants.database import TenantDatabase
from tenants.identifiers import new_id
from tenants.permissions import EVERYTHING
from tests.api.reading.conftest import Reader
from tests.api.reading.records import a_claim
from tests.builders import an_encounter

CLAIMS = """{ claims { nodes { id chargeCents coverage { memberId }
    patient { __typename id firstName middleName lastName birthOn sex addressLine zipCode phone
        isActive isRestricted createdAt identifiers { value } coverages { memberId }
        claims { nodes { chargeCents } } encounters { nodes { id } } } } } }"""


@pytest.fixture
def user(tenant: TenantDatabase) -> Actor:
    tenant_id = tenant.actor.tenant_id
    return Actor(tenant_id, ActorKind.USER, str(new_id()), EVERYTHING, store_ids=None)


def a_restricted_claim(session: Session) -> Claim:
    claim = a_claim(session)
    an_encounter(session, patient_id=claim.patient_id)
    restrict_patient(session, claim.patient_id, "Neighbour of a member of staff.")
    return claim


def test_a_biller_sees_the_claim_and_not_the_patient(
    tenant: TenantDatabase, reader: Reader, user: Actor
) -> None:
    with tenant.transaction() as session:
        claim = a_restricted_claim(session)
        other = a_claim(session, charge_cents=1)

    nodes = reader.as_actor(user).ask(CLAIMS)["claims"]["nodes"]

    found = {node["id"]: node for node in nodes}
    hidden = found[f"Claim_{claim.id}"]
    assert hidden["chargeCents"] == claim.charge_cents
    assert hidden["coverage"] is None
    assert hidden["patient"] == {
        "__typename": "Patient",
        "id": f"Patient_{claim.patient_id}",
        "firstName": "RESTRICTED",
        "middleName": None,
        "lastName": "RESTRICTED",
        "birthOn": "1900-01-01",
        "sex": "U",
        "addressLine": "",
        "zipCode": "",
        "phone": None,
        "isActive": True,
        "isRestricted": True,
        "createdAt": "1900-01-01T00:00:00+00:00",
        "identifiers": [],
        "coverages": [],
        "claims": {"nodes": [{"chargeCents": claim.charge_cents}]},
        "encounters": {"nodes": []},
    }
    shown = found[f"Claim_{other.id}"]
    assert shown["patient"]["firstName"] == "AVA"
    assert shown["patient"]["isRestricted"] is False
    assert shown["coverage"]["memberId"]


def test_broken_glass_shows_the_patient(
    tenant: TenantDatabase, reader: Reader, user: Actor
) -> None:
    with tenant.transaction() as session:
        a_restricted_claim(session)
    as_user = reader.as_actor(user)
    before = as_user.ask("{ patients { nodes { id } } encounters { nodes { id } } }")

    with as_user.database.transaction() as session:
        patient_id = session.scalars(select(Claim.patient_id)).one()
        break_glass(session, patient_id, "Allergic reaction at the counter.")

    (node,) = as_user.ask(CLAIMS)["claims"]["nodes"]
    assert before == {"patients": {"nodes": []}, "encounters": {"nodes": []}}
    assert node["patient"]["firstName"] == "AVA"
    assert node["patient"]["isRestricted"] is True
    assert len(node["patient"]["encounters"]["nodes"]) == 1
    assert node["coverage"]["memberId"]


def test_a_hidden_patient_asked_for_by_id_is_not_there(
    tenant: TenantDatabase, reader: Reader, user: Actor
) -> None:
    with tenant.transaction() as session:
        claim = a_restricted_claim(session)

    found = reader.as_actor(user).ask(
        "query ($id: ID!) { patient(id: $id) { id } }", id=f"Patient_{claim.patient_id}"
    )

    assert found == {"patient": None}
