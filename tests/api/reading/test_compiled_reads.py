"""A compiled query answers exactly as the executor does, field by field."""

from datetime import date
from typing import Any
from uuid import uuid4

import pytest

from tenants.actor import Actor, ActorKind
from tenants.database import TenantDatabase
from tenants.permissions import EVERYTHING, Permission
from tests.api.reading.conftest import Reader
from tests.api.reading.records import a_claim, a_claim_with_everything, a_service_line
from tests.builders import a_coverage, a_patient, a_store

EVERYTHING_OF_A_CLAIM = """
query Claim($id: ID!) {
  claim(id: $id) {
    __typename id patientControlNumber claimFrequencyCode payerClaimControlNumber payerSequence
    servedOn placeOfServiceCode diagnosisCodes chargeCents expectedCents paidCents
    patientResponsibilityCents note displayStatus readiness transport adjudication money work
    submittedAt adjudicatedAt createdAt
    encounter {
      id status answers revision signedAt service { id name kind isActive templates { version definition } }
      template { version } provider { npi lastName } amends { id } signature { contentHash }
      immunizations { cvxCode doseQuantity } observations { name } interventions { minutes } charges { units }
      claims { id }
    }
    store { id name addressLine2 }
    patient { id firstName middleName birthOn isActive identifiers { system value } }
    coverage { memberId priority effectiveToOn payer { name } patient { id } }
    payer { id name timelyFilingDays tradingPartner { name isProduction lastControlNumber } contractRates { allowedCents } }
    provider { id kind }
    replaces { id }
    serviceLines { id lineNumber modifiers units chargeCents expectedCents diagnosisPointers ndc ndcQuantity }
    findings { code severity message overriddenBy }
    holds { reason createdAt releasedAt }
    events { kind happenedAt changes rawSegments }
  }
}
"""


def test_one_claim_with_everything(tenant: TenantDatabase, reader: Reader) -> None:
    with tenant.transaction() as session:
        claim = a_claim_with_everything(session)

    found = reader.ask(EVERYTHING_OF_A_CLAIM, id=f"Claim_{claim.id}")["claim"]

    assert found["__typename"] == "Claim"
    assert found["note"] == claim.note
    assert found["expectedCents"] == 4_000_000_000_00
    assert found["submittedAt"] == "2026-10-16T08:30:00.12+00:00"
    assert [line["units"] for line in found["serviceLines"]] == ["1.5", "1"]
    assert found["replaces"] is None
    assert found["findings"][0]["severity"] == "ERROR"


def test_nothing_is_found_by_an_id_of_nothing(reader: Reader) -> None:
    assert reader.ask(EVERYTHING_OF_A_CLAIM, id=f"Claim_{uuid4()}") == {"claim": None}


def test_another_tenants_claim_is_not_there(other_tenant: TenantDatabase, reader: Reader) -> None:
    with other_tenant.transaction() as session:
        claim = a_claim(session)

    assert reader.ask(EVERYTHING_OF_A_CLAIM, id=f"Claim_{claim.id}") == {"claim": None}


def test_an_id_of_another_type_finds_nothing(tenant: TenantDatabase, reader: Reader) -> None:
    with tenant.transaction() as session:
        claim = a_claim(session)

    assert reader.ask(EVERYTHING_OF_A_CLAIM, id=f"Payer_{claim.id}") == {"claim": None}


def test_a_node_is_what_its_id_says(tenant: TenantDatabase, reader: Reader) -> None:
    with tenant.transaction() as session:
        claim = a_claim(session)
    query = """query N($id: ID!) { node(id: $id) {
        id __typename ... on Claim { chargeCents } ... on Payer { name } ... on Node { key: id } } }"""

    assert reader.ask(query, id=f"Claim_{claim.id}")["node"] == {
        "id": f"Claim_{claim.id}",
        "__typename": "Claim",
        "chargeCents": 67_50,
        "key": f"Claim_{claim.id}",
    }
    payer = reader.ask(query, id=f"Payer_{claim.payer_id}")["node"]
    assert payer["name"] == "Invented Health Plan"
    assert reader.ask(query, id=f"Nonsense_{claim.id}") == {"node": None}


SELECTIONS = """
query S($yes: Boolean!, $no: Boolean = false) {
  first: claims(first: 2) { ...Page nodes { ...Money } }
  again: claims(last: 1) { ...Page t: __typename }
  payers { nodes { name } edges @skip(if: $no) { cursor node { id @include(if: $yes) } } }
  __typename
}
fragment Page on ClaimConnection {
  nodes { id, patient { ...Name }, patient { last: lastName } }
  pageInfo { hasNextPage hasPreviousPage startCursor endCursor __typename }
}
fragment Name on Patient { lastName ... { first: firstName } ... @include(if: $yes) { sex } }
fragment Money on Claim { chargeCents ... on Node { id } serviceLines { chargeCents } }
"""


@pytest.mark.parametrize("yes", [True, False])
@pytest.mark.parametrize("no", [True, False])
def test_fragments_aliases_and_directives(
    tenant: TenantDatabase, reader: Reader, yes: bool, no: bool
) -> None:
    with tenant.transaction() as session:
        for _ in range(3):
            a_service_line(session, a_claim(session))

    found = reader.ask(SELECTIONS, yes=yes, no=no)

    assert len(found["first"]["nodes"]) == 2
    assert len(found["again"]["nodes"]) == 1
    assert ("sex" in found["first"]["nodes"][0]["patient"]) is yes
    assert ("edges" in found["payers"]) is not no


PAGE = """
query P($first: Int, $after: String, $last: Int, $before: String, $by: ClaimOrderBy, $filter: ClaimFilter) {
  claims(first: $first, after: $after, last: $last, before: $before, orderBy: $by, filter: $filter) {
    edges { cursor node { id servedOn } }
    pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
    totalCount totalCountIsCapped
  }
}
"""
ORDERS = [
    None,
    {"by": "SERVED_ON"},
    {"by": "SERVED_ON", "direction": "ASCENDING"},
    {"by": "CREATED", "direction": "DESCENDING"},
    {"by": "CREATED", "direction": "ASCENDING"},
]


@pytest.mark.parametrize("by", ORDERS)
def test_pages_follow_one_another_in_both_directions(
    tenant: TenantDatabase, reader: Reader, by: Any
) -> None:
    with tenant.transaction() as session:
        for day in (3, 1, 2, 2, 2, 5, 4):
            a_claim(session, served_on=f"2026-10-0{day}")
    whole = reader.ask(PAGE, first=100, by=by)["claims"]["edges"]

    forward, after = [], None
    while page := reader.ask(PAGE, first=3, after=after, by=by)["claims"]:
        forward += page["edges"]
        after = page["pageInfo"]["endCursor"]
        if not page["pageInfo"]["hasNextPage"]:
            break
    backward, before = [], None
    while page := reader.ask(PAGE, last=3, before=before, by=by)["claims"]:
        backward = page["edges"] + backward
        before = page["pageInfo"]["startCursor"]
        if not page["pageInfo"]["hasPreviousPage"]:
            break

    assert len(whole) == 7
    assert forward == whole
    assert backward == whole


def test_a_page_between_two_cursors(tenant: TenantDatabase, reader: Reader) -> None:
    with tenant.transaction() as session:
        for day in range(1, 8):
            a_claim(session, served_on=f"2026-10-0{day}")
    cursors = [edge["cursor"] for edge in reader.ask(PAGE)["claims"]["edges"]]

    between = reader.ask(PAGE, after=cursors[1], before=cursors[5])["claims"]["edges"]

    assert [edge["cursor"] for edge in between] == cursors[2:5]


FILTERS: list[tuple[Any, int]] = [
    ({}, 4),
    ({"displayStatus": {"equals": "PAID"}}, 1),
    ({"displayStatus": {"in": ["PAID", "SENT"]}}, 4),
    ({"displayStatus": {"in": []}}, 0),
    ({"displayStatus": None}, 4),
    ({"servedOn": {"from": "2026-10-02", "to": "2026-10-03"}}, 2),
    ({"chargeCents": {"from": 5_000_000_000}}, 1),
    ({"patientControlNumber": {"in": ["FIRST", 'it\'s "odd" \\ {x,y}']}}, 2),
    ({"payerClaimControlNumber": {"equals": "nobody's"}}, 0),
    ({"transport": {"equals": "SENT"}, "displayStatus": {"equals": "SENT"}}, 3),
]


@pytest.mark.parametrize(("wanted", "count"), FILTERS)
def test_filters_narrow_and_totals_follow(
    tenant: TenantDatabase, reader: Reader, wanted: Any, count: int
) -> None:
    with tenant.transaction() as session:
        a_claim(session, served_on="2026-10-01", patient_control_number="FIRST")
        a_claim(session, served_on="2026-10-02", charge_cents=5_000_000_000)
        a_claim(session, served_on="2026-10-03", patient_control_number='it\'s "odd" \\ {x,y}')
        a_claim(session, served_on="2026-10-04", display_status="paid")

    page = reader.ask(PAGE, filter=wanted)["claims"]

    assert (len(page["edges"]), page["totalCount"]) == (count, count)
    assert page["totalCountIsCapped"] is False


def test_a_filter_by_ids(tenant: TenantDatabase, reader: Reader) -> None:
    with tenant.transaction() as session:
        claim = a_claim(session)
        a_claim(session)
    payer, store = f"Payer_{claim.payer_id}", f"Store_{claim.store_id}"

    wanted = {"payerId": {"equals": payer}, "storeId": {"in": [store]}}

    assert reader.ask(PAGE, filter=wanted)["claims"]["totalCount"] == 1
    assert reader.ask(PAGE, filter={"storeId": {"in": [store]}})["claims"]["totalCount"] == 1


def test_literals_and_variables_may_be_mixed(tenant: TenantDatabase, reader: Reader) -> None:
    with tenant.transaction() as session:
        claim = a_claim(session, served_on="2026-10-02")
        a_claim(session)
    query = """query M($from: Date, $size: Int = 5) {
        claims(first: $size, orderBy: {by: SERVED_ON, direction: ASCENDING}, filter: {
          servedOn: {from: $from, to: "2026-10-04"}, displayStatus: {in: [SENT, PAID]}, payerId: null
        }) { nodes { id } totalCount } }"""

    found = reader.ask(query, **{"from": "2026-10-01"})["claims"]

    assert found == {"nodes": [{"id": f"Claim_{claim.id}"}], "totalCount": 1}


def test_patients_are_found_by_the_beginnings_of_their_names_newest_first(
    tenant: TenantDatabase, reader: Reader
) -> None:
    with tenant.transaction() as session:
        for last in ("SMITH", "Smithers", "SMYTHE", "O'NEIL", "ÉTÉ", "Garcia-Smith"):
            a_patient(session, first_name="John" if last == "SMITH" else "Ava", last_name=last)
    query = """query B($name: String!) { patients(filter: {name: {startsWith: $name}}) {
        nodes { lastName } totalCount } }"""

    names = {
        beginning: [
            node["lastName"] for node in reader.ask(query, name=beginning)["patients"]["nodes"]
        ]
        for beginning in (
            "sMi",
            "smi joh",
            "JOHN smith",
            "o'ne",
            "ét",
            "smithers x",
            "xy",
            "av smyt",
        )
    }

    assert names == {
        "sMi": ["Garcia-Smith", "Smithers", "SMITH"],
        "smi joh": ["SMITH"],
        "JOHN smith": ["SMITH"],
        "o'ne": ["O'NEIL"],
        "ét": ["ÉTÉ"],
        "smithers x": ["Smithers"],
        "xy": [],
        "av smyt": ["SMYTHE"],
    }


@pytest.mark.parametrize("typed", ["", "s", "%", "! ?", "s j"])
def test_a_search_for_less_than_two_letters_is_refused(reader: Reader, typed: str) -> None:
    query = (
        "query B($name: String!) { patients(filter: {name: {startsWith: $name}}) { totalCount } }"
    )

    assert reader.compiled_answer(query, name=typed) is None
    assert reader.plain_answer(query, name=typed)["errors"][0]["extensions"]["code"] == "invalid"


def test_patients_are_found_by_what_they_can_be_reached_by_and_were_born_on(
    tenant: TenantDatabase, reader: Reader
) -> None:
    with tenant.transaction() as session:
        a_patient(session, last_name="ONE", phone="6515550101", email="One@Example.com")
        a_patient(session, last_name="TWO", phone="6515550102", birth_on=date(1990, 1, 2))
    query = (
        """query P($filter: PatientFilter!) { patients(filter: $filter) { nodes { lastName } } }"""
    )

    def found(**wanted: Any) -> list[str]:
        nodes = reader.ask(query, filter=wanted)["patients"]["nodes"]
        return [node["lastName"] for node in nodes]

    assert found(phone={"equals": "6515550101"}) == ["ONE"]
    assert found(phone={"in": ["6515550102", "6515550199"]}) == ["TWO"]
    assert found(email={"equals": "one@example.COM"}) == ["ONE"]
    assert found(birthOn={"equals": "1990-01-02"}) == ["TWO"]
    assert found(birthOn={"equals": "1990-01-03"}) == []


def test_connections_within_connections(tenant: TenantDatabase, reader: Reader) -> None:
    with tenant.transaction() as session:
        for _ in range(2):
            coverage = a_coverage(session)
            for day in (1, 2, 3):
                a_service_line(
                    session, a_claim(session, coverage=coverage, served_on=f"2026-10-0{day}")
                )
    query = """{ patients { totalCount nodes { lastName coverages { payer { name } }
        claims(first: 2) { totalCount totalCountIsCapped pageInfo { hasNextPage endCursor }
          edges { cursor node { servedOn serviceLines { lineNumber } payer { name } } } } } } }"""

    found = reader.ask(query)["patients"]

    assert found["totalCount"] == 2
    for patient in found["nodes"]:
        assert patient["claims"]["totalCount"] == 3
        assert patient["claims"]["pageInfo"]["hasNextPage"] is True
        assert [edge["node"]["servedOn"] for edge in patient["claims"]["edges"]] == [
            "2026-10-03",
            "2026-10-02",
        ]


def test_a_member_of_one_store_counts_and_sees_that_store(
    tenant: TenantDatabase, reader: Reader
) -> None:
    with tenant.transaction() as session:
        mine = a_store(session).id
        a_claim(session, store_id=mine)
        a_claim(session)
    member = Actor(tenant.actor.tenant_id, ActorKind.USER, "1", EVERYTHING, frozenset({mine}))

    page = reader.as_actor(member).ask(PAGE)["claims"]

    assert (len(page["edges"]), page["totalCount"]) == (1, 1)


REFUSED: list[tuple[str, dict[str, Any], str]] = [
    (PAGE, {"first": 101}, "invalid"),
    (PAGE, {"first": 0}, "invalid"),
    (PAGE, {"first": 1, "last": 1}, "invalid"),
    (PAGE, {"after": "nonsense"}, "invalid"),
    (PAGE, {"after": "c2VydmVkX29ufDIwMjYtMTAtMDF8eA=="}, "invalid"),
    (PAGE, {"filter": {"patientControlNumber": {"equals": "a\0b"}}}, "invalid"),
    (PAGE, {"filter": {"payerId": {"equals": "17"}}}, "invalid"),
    (PAGE, {"filter": {"patientControlNumber": {"in": ["x"] * 201}}}, "invalid"),
    (EVERYTHING_OF_A_CLAIM, {"id": "17"}, "invalid"),
]


@pytest.mark.parametrize(("query", "variables", "code"), REFUSED)
def test_what_cannot_be_asked_is_left_to_the_executor_which_refuses(
    reader: Reader, query: str, variables: dict[str, Any], code: str
) -> None:
    assert reader.compiled_answer(query, **variables) is None
    errors = reader.plain_answer(query, **variables)["errors"]
    assert [error["extensions"]["code"] for error in errors] == [code]


def test_a_cursor_of_another_order_is_refused(tenant: TenantDatabase, reader: Reader) -> None:
    with tenant.transaction() as session:
        a_claim(session)
    cursor = reader.ask(PAGE)["claims"]["edges"][0]["cursor"]

    assert reader.compiled_answer(PAGE, after=cursor, by={"by": "CREATED"}) is None
    assert "errors" in reader.plain_answer(PAGE, after=cursor, by={"by": "CREATED"})


@pytest.mark.parametrize("lacking", [Permission.READ_CLAIMS, Permission.READ_PATIENTS])
def test_what_is_not_permitted_is_refused_by_the_executor(
    tenant: TenantDatabase, reader: Reader, lacking: Permission
) -> None:
    with tenant.transaction() as session:
        a_claim(session)
    permissions = EVERYTHING - {lacking}
    member = Actor(tenant.actor.tenant_id, ActorKind.USER, "1", permissions, store_ids=None)
    query = "{ claims { nodes { patient { id } } } }"

    assert reader.as_actor(member).compiled_answer(query) is None
    errors = reader.as_actor(member).plain_answer(query)["errors"]
    assert errors[0]["extensions"]["code"] == "forbidden"


@pytest.mark.parametrize(
    "query", ["{ me { id } }", "{ __schema { queryType { name } } }", "{ nodes(ids: []) { id } }"]
)
def test_what_has_no_declaration_is_left_to_the_executor(reader: Reader, query: str) -> None:
    assert reader.compiled_answer(query) is None
