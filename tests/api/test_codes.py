"""Code sets over the API: what a code means on a day, and what a release changes here."""

from collections.abc import Callable
from datetime import date

import pytest

from domain.services.commands import draft_template, publish_template
from domain.services.shipped import shipped_definition
from tenants.database import TenantDatabase
from tests.api.conftest import Browser
from tests.builders import a_service, an_encounter

pytestmark = pytest.mark.usefixtures("embedded_codes")

CODE = """query($on: Date!) { code(system: ICD10CM, code: "Z68.1", on: $on) { isBillable } }"""
RELEASES = """{ codeReleases(system: ICD10CM, on: "2026-10-01") {
  id version state isInForce changes { added lostBillable } } }"""
IMPACT = """query($id: ID!) {
  codeImpact(releaseId: $id) { encounters { id code kind } services { name code } }
  codeRelease(releaseId: $id, on: "2026-09-30") { version isInForce }
  codeChanges(releaseId: $id, kind: LOST_BILLABLE) { code }
  worded: codeChanges(releaseId: $id, words: "body mass 19.9") { code text textBefore }
  next: codeChanges(releaseId: $id, words: "z68", after: "Z681", first: 1) { code } }"""


def test_a_code_is_asked_about_a_day(signed_in: Callable[..., Browser]) -> None:
    browser = signed_in()

    before = browser.ask(CODE, on="2026-09-30")["code"]
    after = browser.ask(CODE, on="2026-10-01")["code"]

    assert (before["isBillable"], after["isBillable"]) == (True, False)


def test_a_release_tells_what_it_changes_and_what_it_touches_here(
    signed_in: Callable[..., Browser], tenant: TenantDatabase
) -> None:
    with tenant.transaction() as session:
        an_encounter(
            session,
            status="draft",
            served_on=date(2026, 10, 2),
            answers={"diagnosis_codes": ["Z68.1"]},
        )
        service = a_service(session, name="Weight talk")
        definition = shipped_definition("tobacco_cessation")
        publish_template(
            session, draft_template(session, service.id, definition).id, date(2026, 1, 1)
        )
    browser = signed_in()

    releases = browser.ask(RELEASES)["codeReleases"]
    newest = next(one for one in releases if one["version"] == "FY2027")
    told = browser.ask(IMPACT, id=newest["id"])

    assert newest["changes"]["lostBillable"] == 15
    assert told["codeRelease"] == {"version": "FY2027", "isInForce": False}
    assert [one["version"] for one in releases if one["isInForce"]] == ["FY2027"]
    worded = next(one for one in told["worded"] if one["code"] == "Z681")
    assert "19.9" in worded["text"]
    assert "19.9" in worded["textBefore"]
    assert [one["code"] for one in told["next"]] != ["Z681"]
    assert [one["code"][:3] for one in told["next"]] == ["Z68"]
    assert "Z681" in {one["code"] for one in told["codeChanges"]}
    assert [one["code"] for one in told["codeImpact"]["encounters"]] == ["Z681"]
    assert told["codeImpact"]["services"] == []


def test_the_ndcs_that_are_a_vaccines_are_found_together(signed_in: Callable[..., Browser]) -> None:
    asked = "query ($ndcs: [String!]!) { vaccineProducts(ndcs: $ndcs) { ndc cvxCodes unit } }"

    found = signed_in().ask(asked, ndcs=["19515-0904-41", "19515090441", "00000000000", "x"])

    assert found["vaccineProducts"] == [{"ndc": "19515090441", "cvxCodes": ["140"], "unit": "use"}]
