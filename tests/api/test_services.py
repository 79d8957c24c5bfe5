"""The catalogue over the API: copies, drafts thrown away, prices, and what is wrong with a template."""

import re
from collections.abc import Callable
from typing import Any

import pytest

from tests.api.conftest import Browser

REFUSED = "... on Refusal { code path message }"
ADOPT = f"""mutation {{
  adoptShippedTemplate(kind: "tobacco_cessation", effectiveFromOn: "2026-01-01") {{
    ... on Service {{ id name templates {{ id version definition }} }} {REFUSED} }} }}"""
COPY = f"""mutation ($id: ID!, $name: String!) {{ copyService(serviceId: $id, name: $name) {{
  ... on Service {{ id name kind templates {{ id version effectiveFromOn }} }} {REFUSED} }} }}"""
DISCARD = f"""mutation ($id: ID!) {{ discardTemplate(templateId: $id) {{
  ... on Service {{ templates {{ version }} }} {REFUSED} }} }}"""
BEGIN = f"""mutation ($id: ID!) {{ draftTemplate(serviceId: $id) {{
  ... on ServiceTemplate {{ id revision definition }} {REFUSED} }} }}"""
CHANGE = f"""mutation ($id: ID!, $revision: Int!, $definition: JSON!) {{
  changeTemplate(templateId: $id, revision: $revision, definition: $definition) {{
    ... on ServiceTemplate {{ revision definition changedBy }} {REFUSED} }} }}"""
DISCARD_AT = f"""mutation ($id: ID!, $revision: Int!) {{
  discardTemplate(templateId: $id, revision: $revision) {{ {REFUSED} }} }}"""
PUBLISH_AT = f"""mutation ($id: ID!, $revision: Int!) {{
  publishTemplate(templateId: $id, effectiveFromOn: "2026-07-01", revision: $revision) {{
    ... on ServiceTemplate {{ effectiveFromOn }} {REFUSED} }} }}"""
PRICE = f"""mutation {{ setServicePrice(price: {{
  procedureCode: "99406", label: "Counselling", priceCents: 2000, effectiveFromOn: "2026-01-01"
}}) {{ ... on ServicePrice {{ id }} {REFUSED} }} }}"""
UNPRICE = f"""mutation ($id: ID!) {{ removeServicePrice(priceId: $id) {{
  ... on ServicePriceRemoved {{ procedureCode }} {REFUSED} }} }}"""
PRICING = """{ servicePricing(on: "2026-06-01") { serviceId procedureCodes unpricedCodes } }"""
FINDINGS = """query ($definition: JSON!) {
  templateFindings(definition: $definition) { code path message } }"""


@pytest.fixture
def browser(signed_in: Callable[..., Browser]) -> Browser:
    return signed_in()


@pytest.fixture
def service(browser: Browser) -> Any:
    return browser.ask(ADOPT)["adoptShippedTemplate"]


def test_a_service_is_copied_and_the_copys_draft_thrown_away(
    browser: Browser, service: Any
) -> None:
    copy = browser.ask(COPY, id=service["id"], name="Stop smoking")["copyService"]
    (draft,) = copy["templates"]

    discarded = browser.ask(DISCARD, id=draft["id"])["discardTemplate"]
    refused = browser.ask(DISCARD, id=service["templates"][0]["id"])["discardTemplate"]
    twin = browser.ask(COPY, id=service["id"], name="Stop smoking")["copyService"]

    assert (copy["kind"], draft["version"]) == ("tobacco_cessation", 1)
    assert draft["effectiveFromOn"] is None
    assert discarded == {"templates": []}
    assert refused["code"] == "wrong_state"
    assert (twin["code"], twin["path"]) == ("already_exists", "name")


def test_nobody_overwrites_what_somebody_else_changed_in_a_draft(
    browser: Browser, service: Any, signed_in: Callable[..., Browser]
) -> None:
    draft = browser.ask(BEGIN, id=service["id"])["draftTemplate"]
    theirs = draft["definition"] | {"attestation": "Theirs."}
    mine = draft["definition"] | {"attestation": "Mine."}
    signed_in().ask(CHANGE, id=draft["id"], revision=1, definition=theirs)

    refused = browser.ask(CHANGE, id=draft["id"], revision=1, definition=mine)["changeTemplate"]
    others = [
        browser.ask(act, id=draft["id"], revision=1)[field]
        for act, field in ((DISCARD_AT, "discardTemplate"), (PUBLISH_AT, "publishTemplate"))
    ]
    over = browser.ask(CHANGE, id=draft["id"], revision=2, definition=mine)["changeTemplate"]
    published = browser.ask(PUBLISH_AT, id=draft["id"], revision=3)["publishTemplate"]

    assert [each["code"] for each in (refused, *others)] == ["edited_meanwhile"] * 3
    assert refused["path"] == "revision"
    assert re.fullmatch(
        r"Uma Invented changed this draft on [\d-]{10} \d\d:\d\d UTC, after you opened it\.",
        refused["message"],
    )
    assert (over["revision"], over["definition"]["attestation"]) == (3, "Mine.")
    assert published == {"effectiveFromOn": "2026-07-01"}


def test_what_has_no_price_is_told_until_it_has_one(browser: Browser, service: Any) -> None:
    price = browser.ask(PRICE)["setServicePrice"]
    priced = browser.ask(PRICING)["servicePricing"]
    removed = browser.ask(UNPRICE, id=price["id"])["removeServicePrice"]
    bare = browser.ask(PRICING)["servicePricing"]

    codes = {"serviceId": service["id"], "procedureCodes": ["99406", "99407"]}
    assert priced == [codes | {"unpricedCodes": ["99407"]}]
    assert removed == {"procedureCode": "99406"}
    assert bare == [codes | {"unpricedCodes": ["99406", "99407"]}]


def test_all_that_is_wrong_with_a_template_is_told_by_place(browser: Browser, service: Any) -> None:
    definition = service["templates"][0]["definition"]
    definition["questions"][0]["label"] = ""
    definition["coding"][0]["when"]["fact"] = "mood"

    found = browser.ask(FINDINGS, definition=definition)["templateFindings"]

    assert [(each["code"], each["path"]) for each in found] == [
        ("template.words", "questions.0.label"),
        ("template.fact", "coding.0.when"),
    ]
    assert browser.codes(FINDINGS, definition=[]) == ["invalid"]


@pytest.mark.parametrize(("letters", "count"), [("TOBACCO cess", 1), ("%", 0), ("flu", 0)])
def test_services_are_found_by_letters_of_their_name(
    browser: Browser, service: Any, letters: str, count: int
) -> None:
    asked = """query ($letters: String!) {
      services(filter: { name: { contains: $letters } }) { nodes { id } totalCount } }"""

    found = browser.ask(asked, letters=letters)["services"]

    assert found["nodes"] == [{"id": service["id"]}] * count
    assert found["totalCount"] == count
