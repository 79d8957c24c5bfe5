"""The catalogue over the API: copies, drafts thrown away, prices, and what is wrong with a template."""

import re
from collections.abc import Callable
from typing import Any

import pytest

from api.ids import global_id
from tenants.database import TenantDatabase
from tests.api.conftest import Browser
from tests.builders import a_payer, a_store

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
END = f"""mutation ($id: ID!, $on: Date) {{ endServicePrice(priceId: $id, effectiveToOn: $on) {{
  ... on ServicePrice {{ effectiveToOn }} {REFUSED} }} }}"""
UNPRICE = f"""mutation ($id: ID!) {{ removeServicePrice(priceId: $id) {{
  ... on ServicePriceRemoved {{ procedureCode }} {REFUSED} }} }}"""
PRICE_FOR = f"""mutation ($payer: ID, $store: ID, $cents: Cents!) {{ setServicePrice(price: {{
  procedureCode: "99406", label: "Counselling", priceCents: $cents,
  effectiveFromOn: "2026-01-01", payerId: $payer, storeId: $store
}}) {{ ... on ServicePrice {{ id }} {REFUSED} }} }}"""
PRICES = """query ($filter: ServicePriceFilter) {
  servicePrices(filter: $filter, orderBy: { by: PRICE, direction: DESCENDING }) {
    nodes { priceCents payer { name } store { name } } } }"""
FITTING = """query ($payer: ID, $store: ID) {
  fittingPrices(procedureCode: "99406", on: "2026-06-01", payerId: $payer, storeId: $store) {
    priceCents } }"""
IMPORT = f"""mutation ($file: String!, $dryRun: Boolean!) {{
  importServicePrices(file: $file, dryRun: $dryRun) {{
    ... on PriceImport {{ status priceCount problems {{ row column message }} }} {REFUSED} }} }}"""
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
    ended = browser.ask(END, id=price["id"], on="2026-05-31")["endServicePrice"]
    over = browser.ask(PRICING)["servicePricing"]
    refused = browser.ask(END, id=price["id"], on="2025-05-31")["endServicePrice"]
    removed = browser.ask(UNPRICE, id=price["id"])["removeServicePrice"]
    bare = browser.ask(PRICING)["servicePricing"]

    codes = {"serviceId": service["id"], "procedureCodes": ["99406", "99407"]}
    assert priced == [codes | {"unpricedCodes": ["99407"]}]
    assert ended == {"effectiveToOn": "2026-05-31"}
    assert (over, refused["code"], refused["path"]) == (bare, "invalid", "effectiveToOn")
    assert removed == {"procedureCode": "99406"}
    assert bare == [codes | {"unpricedCodes": ["99406", "99407"]}]


def test_prices_of_a_payer_and_a_store_are_set_found_and_told(
    browser: Browser, tenant: TenantDatabase
) -> None:
    with tenant.transaction() as session:
        payer = global_id("Payer", a_payer(session, name="Plan").id)
        store = global_id("Store", a_store(session, name="Corner").id)
    for whom, cents in (({}, 2000), ({"payer": payer}, 1800), ({"store": store}, 1900)):
        browser.ask(PRICE_FOR, cents=cents, **whom)

    every = browser.ask(PRICES, filter={})["servicePrices"]["nodes"]
    theirs = browser.ask(PRICES, filter={"payerId": {"equals": payer}})["servicePrices"]["nodes"]
    fitting = [
        [each["priceCents"] for each in browser.ask(FITTING, **whom)["fittingPrices"]]
        for whom in ({"payer": payer, "store": store}, {"store": store}, {})
    ]
    nobody = browser.ask(PRICE_FOR, cents=1, payer=store.replace("Store", "Payer"))

    assert [each["priceCents"] for each in every] == [2000, 1900, 1800]
    assert theirs == [{"priceCents": 1800, "payer": {"name": "Plan"}, "store": None}]
    assert fitting == [[1800, 1900, 2000], [1900, 2000], [2000]]
    assert nobody["setServicePrice"]["code"] == "not_found"


def test_a_file_of_prices_is_checked_loaded_and_exported(browser: Browser) -> None:
    header = "procedure_code,label,price,effective_from_on"
    good, bad = f"{header}\n99406,Counselling,20,2026-01-01\n", f"{header}\n9940,,x,never\n"

    checked = browser.ask(IMPORT, file=good, dryRun=True)["importServicePrices"]
    loaded = browser.ask(IMPORT, file=good, dryRun=False)["importServicePrices"]
    refused = browser.ask(IMPORT, file=bad, dryRun=False)["importServicePrices"]
    sheet = browser.ask("{ priceSheet { content rowCount isCut } }")["priceSheet"]

    assert checked == {"status": "checked", "priceCount": 1, "problems": []}
    assert loaded == {"status": "loaded", "priceCount": 1, "problems": []}
    assert [each["column"] for each in refused["problems"]] == [
        "price", "effective_from_on", "procedure_code", "label",
    ]  # fmt: skip
    assert sheet["content"].splitlines()[1:] == ["99406,Counselling,20.00,2026-01-01,,,"]
    assert (sheet["rowCount"], sheet["isCut"]) == (1, False)


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
