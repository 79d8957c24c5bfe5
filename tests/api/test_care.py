"""Care over GraphQL: from a new patient to a signed encounter, and every polite no between."""

import base64
from datetime import date
from typing import Any

import pytest

from api.ids import global_id
from domain.patients.import_files import HEADER
from domain.services.pricing import Price, set_price
from domain.services.shipped import shipped_definition
from domain.services.templates import DEEPEST
from tenants.permissions import Permission
from tests.builders import a_payer, a_provider, a_store, an_organization

REFUSED = "... on Refusal { code path message }"
PATIENT = {
    "firstName": "Ava",
    "lastName": "Sample",
    "birthOn": "1958-04-12",
    "sex": "F",
    "addressLine": "12 Elm Ave",
    "city": "Saint Paul",
    "state": "MN",
    "zipCode": "55102",
}
ADD_PATIENT = f"""
mutation ($details: PatientInput!, $coverages: [CoverageInput!], $notSameAs: [ID!]) {{
  addPatient(details: $details, coverages: $coverages, notSameAs: $notSameAs) {{
    ... on Patient {{ id lastName coverages {{ priority memberId payer {{ name }} }} }}
    ... on PossibleDuplicates {{ message candidates {{ reasons patient {{ id firstName }} }} }}
    {REFUSED}
  }}
}}
"""
START = f"""
mutation ($details: EncounterInput!) {{
  startEncounter(details: $details) {{
    ... on Encounter {{ id status revision answers }} {REFUSED}
  }}
}}
"""
SAVE = f"""
mutation ($id: ID!, $revision: Int!, $answers: JSON!) {{
  saveAnswers(encounterId: $id, revision: $revision, answers: $answers) {{
    ... on Encounter {{ revision answers }} {REFUSED}
  }}
}}
"""
COMPLETE = f"""
mutation ($id: ID!) {{
  completeEncounter(encounterId: $id) {{ ... on Encounter {{ status }} {REFUSED} }}
}}
"""
SIGN = f"""
mutation ($id: ID!) {{
  signEncounter(encounterId: $id) {{
    ... on Encounter {{
      status signature {{ signedBy contentHash }} interventions {{ kind minutes }}
    }}
    {REFUSED}
  }}
}}
"""
LIVE = """
query ($id: ID!) {
  encounterFindings(encounterId: $id) { code path message }
  claimPreview(encounterId: $id) {
    chargeCents
    findings { code path }
    lines { procedureCode units chargeCents rule explanation }
    claims { chargeCents lineCount payer { name } findings { code } }
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
def browser(signed_in):
    return signed_in()


@pytest.fixture
def store_id(tenant) -> str:
    with tenant.transaction() as session:
        return f"Store_{a_store(session).id}"


@pytest.fixture
def provider_id(tenant) -> str:
    with tenant.transaction() as session:
        return f"Provider_{a_provider(session).id}"


@pytest.fixture
def payer_id(tenant) -> str:
    with tenant.transaction() as session:
        return f"Payer_{a_payer(session).id}"


def covered_by(payer_id: str) -> list[dict[str, str]]:
    return [{"payerId": payer_id, "memberId": "W100", "effectiveFromOn": "2024-01-01"}]


@pytest.fixture
def visit(browser, store_id, provider_id, payer_id) -> dict[str, Any]:
    """A store that counsels about tobacco for twenty dollars, and a patient with coverage."""
    adopted = browser.ask(
        f"""mutation {{
          adoptShippedTemplate(kind: "tobacco_cessation", effectiveFromOn: "2026-01-01") {{
            ... on Service {{ id templates {{ version effectiveFromOn }} }} {REFUSED}
          }}
          setServicePrice(price: {{
            procedureCode: "99406", label: "Counselling", priceCents: 2000,
            effectiveFromOn: "2026-01-01"
          }}) {{ ... on ServicePrice {{ priceCents }} {REFUSED} }}
        }}"""
    )
    service = adopted["adoptShippedTemplate"]
    assert service["templates"] == [{"version": 1, "effectiveFromOn": "2026-01-01"}]
    patient = browser.ask(ADD_PATIENT, details=PATIENT, coverages=covered_by(payer_id))
    return {
        "storeId": store_id,
        "patientId": patient["addPatient"]["id"],
        "serviceId": service["id"],
        "providerId": provider_id,
        "servedOn": "2026-10-15",
    }


def test_a_coverage_says_why_medicare_pays_later(browser, payer_id):
    (covered,) = covered_by(payer_id)
    added = browser.ask(
        ADD_PATIENT, details=PATIENT, coverages=[covered | {"insuranceTypeCode": "12"}]
    )
    wrong = browser.ask(
        ADD_PATIENT, details=PATIENT, coverages=[covered | {"insuranceTypeCode": "99"}]
    )

    kept = browser.ask(
        "query ($id: ID!) { patient(id: $id) { coverages { insuranceTypeCode } } }",
        id=added["addPatient"]["id"],
    )
    assert kept["patient"]["coverages"] == [{"insuranceTypeCode": "12"}]
    assert wrong["addPatient"]["path"] == "coverages.0.insuranceTypeCode"


def test_a_patient_is_added_with_coverage(browser, payer_id):
    answer = browser.ask(ADD_PATIENT, details=PATIENT, coverages=covered_by(payer_id))

    assert answer["addPatient"]["lastName"] == "Sample"
    assert answer["addPatient"]["coverages"] == [
        {"priority": 1, "memberId": "W100", "payer": {"name": "Invented Health Plan"}}
    ]


def test_a_possible_duplicate_is_shown_and_told_apart(browser):
    first = browser.ask(ADD_PATIENT, details=PATIENT)["addPatient"]["id"]

    again = browser.ask(ADD_PATIENT, details=PATIENT)["addPatient"]
    apart = browser.ask(ADD_PATIENT, details=PATIENT, notSameAs=[first])["addPatient"]

    assert again["candidates"] == [
        {
            "reasons": ["same birth date and a similar name"],
            "patient": {"id": first, "firstName": "Ava"},
        }
    ]
    assert apart["id"] != first


def test_a_refusal_names_the_input_as_the_schema_does(browser, payer_id):
    wrong_zip = browser.ask(ADD_PATIENT, details=PATIENT | {"zipCode": "1"})
    wrong_member = browser.ask(
        ADD_PATIENT,
        details=PATIENT,
        coverages=[{"payerId": payer_id, "memberId": "", "effectiveFromOn": "2024-01-01"}],
    )

    assert wrong_zip["addPatient"]["path"] == "zipCode"
    assert wrong_member["addPatient"]["path"] == "coverages.0.memberId"


def test_a_file_of_patients_is_tried_and_loaded(browser):
    row = "dispensing,1,Ava,Sample,1958-04-12,F,12 Elm Ave,Saint Paul,MN,55102"
    content = f"{','.join(HEADER[:10])}\n{row}\n{row.replace('F', '?', 1)}\n"
    load = f"""
    mutation ($content: Base64!, $dryRun: Boolean!) {{
      importPatients(fileName: "p.csv", content: $content, dryRun: $dryRun) {{
        ... on PatientImport {{ status patientCount problems {{ row column message }} }} {REFUSED}
      }}
    }}
    """

    wrong = browser.ask(load, content=base64.b64encode(content.encode()).decode(), dryRun=True)
    good = content.rpartition("dispensing")[0]
    right = browser.ask(load, content=base64.b64encode(good.encode()).decode(), dryRun=False)

    assert [problem["column"] for problem in wrong["importPatients"]["problems"]] == ["sex", "sex"]
    assert right["importPatients"] == {"status": "loaded", "patientCount": 1, "problems": []}


def test_a_draft_says_what_is_missing_and_what_it_would_bill(browser, visit):
    draft = browser.ask(START, details=visit)["startEncounter"]
    empty = browser.ask(LIVE, id=draft["id"])
    saved = browser.ask(SAVE, id=draft["id"], revision=1, answers=TOBACCO)["saveAnswers"]
    full = browser.ask(LIVE, id=draft["id"])

    assert [finding["path"] for finding in empty["encounterFindings"]] == [
        "product",
        "minutes",
        "readiness",
        "advice",
    ]
    assert empty["claimPreview"]["findings"] == [
        {"code": "coding.nothing_to_bill", "path": "answers"}
    ]
    assert saved == {"revision": 2, "answers": TOBACCO}
    assert full["encounterFindings"] == []
    assert full["claimPreview"]["lines"] == [
        {
            "procedureCode": "99406",
            "units": 1,
            "chargeCents": 2000,
            "rule": "tobacco_cessation@1/intermediate",
            "explanation": "7 minutes: more than three, up to ten.",
        }
    ]
    (claim,) = full["claimPreview"]["claims"]
    assert (claim["chargeCents"], claim["lineCount"], claim["payer"]) == (
        2000,
        1,
        {"name": "Invented Health Plan"},
    )


def test_an_encounter_is_signed(browser, visit):
    draft = browser.ask(START, details=visit | {"answers": TOBACCO})["startEncounter"]

    completed = browser.ask(COMPLETE, id=draft["id"])["completeEncounter"]
    signed = browser.ask(SIGN, id=draft["id"])["signEncounter"]

    assert completed == {"status": "COMPLETED"}
    assert signed["status"] == "SIGNED"
    assert signed["signature"]["signedBy"].startswith("user:")
    assert signed["interventions"] == [{"kind": "tobacco_cessation", "minutes": 7}]


def test_an_incomplete_draft_is_refused_with_the_question(browser, visit):
    answers = {"minutes": 7}
    draft = browser.ask(START, details=visit | {"answers": answers})["startEncounter"]

    refused = browser.ask(COMPLETE, id=draft["id"])["completeEncounter"]

    assert (refused["code"], refused["path"]) == ("incomplete", "answers.product")


@pytest.mark.parametrize("answers", [[], "text", 7, {"unheard_of": 1}])
def test_answers_that_are_none_are_refused(browser, visit, answers):
    draft = browser.ask(START, details=visit)["startEncounter"]

    refused = browser.ask(SAVE, id=draft["id"], revision=1, answers=answers)["saveAnswers"]

    assert refused["code"] == "invalid"


def test_a_technician_documents_and_does_not_sign(browser, signed_in, visit):
    technician = signed_in(Permission.READ_ENCOUNTERS, Permission.WRITE_ENCOUNTERS)
    draft = technician.ask(START, details=visit | {"answers": TOBACCO})["startEncounter"]
    technician.ask(COMPLETE, id=draft["id"])

    refused = technician.ask(SIGN, id=draft["id"])["signEncounter"]

    assert refused["code"] == "forbidden"


def test_an_encounter_of_another_tenant_is_not_found(signed_in, browser, visit, other_tenant):
    draft = browser.ask(START, details=visit)["startEncounter"]
    stranger = signed_in(of=other_tenant)

    refused = stranger.ask(SAVE, id=draft["id"], revision=1, answers={})["saveAnswers"]

    assert refused["code"] == "not_found"
    assert stranger.codes(LIVE, id=draft["id"]) == ["not_found"]


def test_a_template_is_tried_on_sample_answers(browser):
    trial = """
    query ($definition: JSON!, $answers: JSON!) {
      templateTrial(
        definition: $definition, answers: $answers,
        circumstances: {servedOn: "2026-10-15", birthOn: "1990-01-01", storeState: "MN"}
      ) { missing { path } findings { code } lines { procedureCode } }
    }
    """
    shipped = browser.ask("{ shippedTemplates { kind definition } }")["shippedTemplates"]
    definition = next(each for each in shipped if each["kind"] == "tobacco_cessation")["definition"]

    tried = browser.ask(trial, definition=definition, answers={"minutes": 7})["templateTrial"]

    assert [finding["path"] for finding in tried["missing"]] == ["product", "readiness", "advice"]
    assert {finding["code"] for finding in tried["findings"]} == {"coding.no_price"}
    assert browser.codes(trial, definition={"kind": "x"}, answers={}) == ["invalid"]
    assert browser.codes(trial, definition=[], answers={}) == ["invalid"]


def test_a_template_is_tried_as_a_payer_and_a_store_would_have_it(browser, tenant):
    trial = """
    query ($definition: JSON!, $payer: ID, $store: ID) {
      templateTrial(
        definition: $definition, answers: {minutes: 12, product: "cigarettes"},
        circumstances: {
          servedOn: "2026-10-15", birthOn: "1990-01-01", payerId: $payer, storeId: $store
        }
      ) {
        chargeCents
        lines { procedureCode modifiers unitPriceCents }
        prices { procedureCode priceCents effectiveFromOn payer { name } store { name } }
        claims {
          payer { name } chargeCents expectedCents diagnosisCodes lineCount
          findings { code path message fix severity }
        }
      }
    }
    """
    definition = shipped_definition("tobacco_cessation")
    of_the_payer = {"fact": "payer.payer_number", "is": "MN123"}
    modifier = {"code": "U7", "because": "The payer wants it.", "when": of_the_payer}
    definition["coding"] = [rule | {"modifiers": [modifier]} for rule in definition["coding"]]
    with tenant.transaction() as session:
        payer = a_payer(
            session, name="Plan", payer_number="MN123", is_active=False, timely_filing_days=100_000
        )
        store = a_store(session, name="Corner")
        for cents, of in ((20_00, ()), (18_00, (payer.id,))):
            set_price(session, Price("99407", "Counselling", cents, date(2026, 1, 1), *of))
        theirs = {"payer": global_id("Payer", payer.id), "store": global_id("Store", store.id)}

    tried = browser.ask(trial, definition=definition, **theirs)["templateTrial"]
    anybody = browser.ask(trial, definition=definition, store=theirs["store"])["templateTrial"]

    assert tried["lines"] == [
        {"procedureCode": "99407", "modifiers": ["U7"], "unitPriceCents": 18_00}
    ]
    assert (tried["chargeCents"], anybody["chargeCents"]) == (18_00, 20_00)
    assert anybody["claims"] == []
    assert tried["claims"] == [
        {
            "payer": {"name": "Plan"},
            "chargeCents": 18_00,
            "expectedCents": None,
            "diagnosisCodes": ["F17210"],
            "lineCount": 1,
            "findings": [
                {
                    "code": "payer.route",
                    "path": "payer.trading_partner_id",
                    "message": "There is no way to send claims to Plan.",
                    "fix": "Give the payer a trading partner, or choose another payer.",
                    "severity": "ERROR",
                }
            ],
        }
    ]
    assert tried["prices"] == [
        {
            "procedureCode": "99407",
            "priceCents": 18_00,
            "effectiveFromOn": "2026-01-01",
            "payer": {"name": "Plan"},
            "store": None,
        }
    ]
    assert (anybody["lines"][0]["modifiers"], anybody["lines"][0]["unitPriceCents"]) == ([], 20_00)
    assert [each["payer"] for each in anybody["prices"]] == [None]
    assert browser.codes(trial, definition=definition) == ["invalid"]
    nobody = theirs["store"].replace("Store", "Payer")
    assert browser.codes(trial, definition=definition, payer=nobody) == ["not_found"]


def test_a_template_nested_without_end_is_refused(browser):
    condition: dict[str, Any] = {}
    for _ in range(DEEPEST):
        condition = {"not": condition}
    add = f"""mutation {{ addService(name: "Own", kind: "own") {{
      ... on Service {{ id }} {REFUSED} }} }}"""
    draft = f"""mutation ($id: ID!, $definition: JSON!) {{
      draftTemplate(serviceId: $id, definition: $definition) {{
        ... on ServiceTemplate {{ version }} {REFUSED} }} }}"""
    service_id = browser.ask(add)["addService"]["id"]
    definition = {
        "kind": "own", "name": "Own", "attestation": "Mine.", "codes": {"one": "99406"},
        "coding": [{"id": "one", "explanation": "One.", "procedure": {"slot": "one"},
                    "when": condition}],
    }  # fmt: skip

    drafted = browser.ask(draft, id=service_id, definition=definition)["draftTemplate"]

    assert drafted["code"] == "invalid"


def test_payers_stores_and_providers_are_added(browser, tenant):
    with tenant.transaction() as session:
        parent = f"OrganizationUnit_{an_organization(session).id}"
    answer = browser.ask(
        f"""mutation ($parent: ID!) {{
          addPayer(details: {{
            name: "Invented Plan", payerNumber: "INV77", claimFilingIndicatorCode: "CI"
          }}) {{ ... on Payer {{ id payerNumber }} {REFUSED} }}
          addStore(parentId: $parent, details: {{
            name: "Elm", legalName: "ELM LLC", npi: "1234567893", taxId: "41-1234567",
            taxonomyCode: "3336C0003X", addressLine: "1 ELM", city: "SAINT PAUL", state: "MN",
            zipCode: "55101-0001", phone: "651-555-0100", timeZone: "America/Chicago"
          }}) {{ ... on Store {{ npi zipCode }} {REFUSED} }}
          addProvider(details: {{
            firstName: "ROSA", lastName: "FICTIVE", kind: "pharmacist", npi: "1234567890",
            taxonomyCode: "183500000X"
          }}) {{ ... on Provider {{ id }} {REFUSED} }}
        }}""",
        parent=parent,
    )
    rate = browser.ask(
        f"""mutation ($payer: ID!) {{
          setContractRate(payerId: $payer, terms: {{
            procedureCode: "90471", allowedCents: 1800, effectiveFromOn: "2026-01-01"
          }}) {{ ... on ContractRate {{ allowedCents modifiers }} {REFUSED} }}
        }}""",
        payer=answer["addPayer"]["id"],
    )

    assert answer["addPayer"]["payerNumber"] == "INV77"
    assert answer["addStore"] == {"npi": "1234567893", "zipCode": "551010001"}
    assert (answer["addProvider"]["code"], answer["addProvider"]["path"]) == ("invalid", "npi")
    assert rate["setContractRate"] == {"allowedCents": 1800, "modifiers": []}
