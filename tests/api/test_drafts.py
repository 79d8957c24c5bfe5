"""Many encounters at once over GraphQL: kept, looked at and signed, each on its own."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from sqlalchemy import select

from domain.services.commands import adopt_shipped_template
from domain.services.pricing import Price, set_price
from tenants.audit import AuditEvent
from tenants.database import TenantDatabase
from tenants.identifiers import new_id
from tests.api.conftest import Browser
from tests.builders import a_coverage, a_patient, a_provider, a_store

KEEP = """
mutation ($drafts: [DraftInput!]!) {
  keepDrafts(drafts: $drafts) {
    ... on EncounterOutcomes {
      outcomes { encounterId status revision refusal { code path message } }
    }
    ... on Refusal { code message }
  }
}
"""
SIGN = """
mutation ($ids: [ID!]!) {
  signEncounters(encounterIds: $ids) {
    ... on EncounterOutcomes { outcomes { encounterId status refusal { code } } }
  }
}
"""
OUTLOOKS = """
query ($ids: [ID!]!) {
  encounterOutlooks(encounterIds: $ids) {
    encounterId
    missing { path }
    preview { chargeCents claims { expectedCents } }
  }
}
"""
TOBACCO = {
    "product": "cigarettes",
    "minutes": 7,
    "readiness": "ready",
    "advice": "Nicotine patch.",
}


@pytest.fixture
def browser(signed_in: Callable[..., Browser]) -> Browser:
    return signed_in()


@pytest.fixture
def drafts(tenant: TenantDatabase) -> list[dict[str, Any]]:
    """Two patients of one day, to be begun: only the first is documented completely."""
    with tenant.transaction() as session:
        store, provider = a_store(session), a_provider(session, kind="pharmacist")
        service = adopt_shipped_template(session, "tobacco_cessation", date(2026, 1, 1))
        set_price(session, Price("99406", "Counselling", 2000, date(2026, 1, 1)))
        patients = [a_patient(session) for _ in range(2)]
        a_coverage(session, patient_id=patients[0].id)
        return [
            {
                "begun": {
                    "storeId": f"Store_{store.id}",
                    "serviceId": f"Service_{service.id}",
                    "patientId": f"Patient_{patient.id}",
                },
                "providerId": f"Provider_{provider.id}",
                "servedOn": "2026-10-15",
                "answers": answers,
            }
            for patient, answers in zip(patients, (TOBACCO, {}), strict=True)
        ]


def kept(browser: Browser, drafts: list[dict[str, Any]]) -> list[dict[str, Any]]:
    outcomes: list[dict[str, Any]] = browser.ask(KEEP, drafts=drafts)["keepDrafts"]["outcomes"]
    return outcomes


def test_drafts_are_begun_and_kept_together_each_on_its_own(
    browser: Browser, drafts: list[dict[str, Any]]
) -> None:
    first, second = kept(browser, drafts)
    changed, stale, nonsense = kept(
        browser,
        [
            {"encounterId": first["encounterId"], "revision": 1, "answers": {"minutes": 9}},
            {"encounterId": first["encounterId"], "revision": 1, "answers": {"minutes": 11}},
            {"encounterId": second["encounterId"], "revision": 1, "answers": {"nothing": 1}},
        ],
    )

    assert (first["status"], second["status"]) == ("DRAFT", "DRAFT")
    assert (changed["revision"], changed["refusal"]) == (2, None)
    assert stale["refusal"]["code"] == "edited_meanwhile"
    assert nonsense["refusal"]["path"] == "answers.nothing"
    read = "query ($id: ID!) { encounter(id: $id) { answers revision } }"
    assert browser.ask(read, id=first["encounterId"])["encounter"] == {
        "answers": TOBACCO | {"minutes": 9},
        "revision": 2,
    }
    assert browser.ask(read, id=second["encounterId"])["encounter"]["revision"] == 1


def test_a_draft_may_change_its_day_with_its_answers(
    browser: Browser, drafts: list[dict[str, Any]]
) -> None:
    (first, _) = kept(browser, drafts)

    (moved,) = kept(
        browser,
        [
            {
                "encounterId": first["encounterId"],
                "revision": 1,
                "servedOn": "2026-10-16",
                "providerId": drafts[0]["providerId"],
                "answers": {"minutes": 8},
            }
        ],
    )

    read = "query ($id: ID!) { encounter(id: $id) { servedOn revision } }"
    assert browser.ask(read, id=first["encounterId"])["encounter"] == {
        "servedOn": "2026-10-16",
        "revision": moved["revision"],
    }


def test_the_same_drafts_sent_twice_are_begun_once(
    browser: Browser, drafts: list[dict[str, Any]]
) -> None:
    sent = [
        browser.post(KEEP, {"drafts": drafts}, **{"idempotency-key": "clinic-1"}).json()["data"]
        for _ in range(2)
    ]

    assert sent[0] == sent[1]
    assert browser.ask("{ encounters { totalCount } }")["encounters"]["totalCount"] == 2


def test_it_is_told_of_each_what_it_lacks_and_would_bill(
    browser: Browser, drafts: list[dict[str, Any]]
) -> None:
    ids = [each["encounterId"] for each in kept(browser, drafts)]

    whole, bare = browser.ask(OUTLOOKS, ids=ids)["encounterOutlooks"]

    assert whole["encounterId"] == ids[0]
    assert whole["missing"] == []
    assert whole["preview"] == {"chargeCents": 2000, "claims": [{"expectedCents": None}]}
    assert {"path": "minutes"} in bare["missing"]
    assert bare["preview"]["claims"] == []


def test_many_are_signed_and_what_lacks_something_is_not(
    browser: Browser, drafts: list[dict[str, Any]], tenant: TenantDatabase
) -> None:
    ids = [each["encounterId"] for each in kept(browser, drafts)]

    whole, bare = browser.ask(SIGN, ids=ids)["signEncounters"]["outcomes"]

    assert (whole["status"], whole["refusal"]) == ("SIGNED", None)
    assert bare["refusal"]["code"] == "incomplete"
    listed = browser.ask("{ encounters(first: 5) { nodes { id status } } }")["encounters"]["nodes"]
    assert {each["id"]: each["status"] for each in listed} == {ids[0]: "SIGNED", ids[1]: "DRAFT"}
    with tenant.transaction() as session:
        events = session.scalars(
            select(AuditEvent).where(AuditEvent.action == "signEncounters").order_by(AuditEvent.id)
        )
        assert [event.outcome for event in events][:2] == ["done", "refused"]


def test_more_than_fit_are_refused(browser: Browser, drafts: list[dict[str, Any]]) -> None:
    answer = browser.ask(KEEP, drafts=drafts[:1] * 101)["keepDrafts"]

    assert answer["code"] == "invalid"
    assert browser.ask("{ encounters { totalCount } }")["encounters"]["totalCount"] == 0


def test_more_than_fit_are_refused_and_not_cut(signed_in: Callable[..., Browser]) -> None:
    query = "query ($ids: [ID!]!) { encounterOutlooks(encounterIds: $ids) { encounterId } }"

    assert signed_in().codes(query, ids=[f"Encounter_{new_id()}"] * 101) == ["invalid"]
