"""What is dangerous needs a recent proof of who one is; proving anew changes the session's tokens."""

from datetime import UTC, datetime, timedelta

from sqlalchemy import select, update

from api.doors import needs_recent_sign_in
from api.schema import core
from tenants.clients import ClientNumber, create_client
from tenants.models import AuthenticatorApp, Role, UserSession
from tenants.permissions import Permission
from tests.api.people import PASSWORD, Person, user_of
from tests.api.test_second_factors import enrol_app

CREATE = """
    mutation ($name: String!) { done: createRole(name: $name, permissions: ["claims:read"]) {
        __typename ... on Refusal { code } } }
"""
HARMLESS = {
    "documenting, which is signed, amended and voided in the open": {
        "amendEncounter",
        "changeVisit",
        "codeEncounter",
        "completeEncounter",
        "discardDraft",
        "keepDrafts",
        "reopenEncounter",
        "saveAnswers",
        "signEncounter",
        "signEncounters",
        "startEncounter",
        "voidEncounter",
    },
    "patients and their coverage": {
        "addCoverage",
        "addPatient",
        "addPatientIdentifier",
        "changePatient",
        "correctCoverage",
        "deactivatePatient",
        "endCoverage",
        "importPatients",
        "orderCoverages",
        "reactivatePatient",
        "removePatientIdentifier",
        "replaceCoverage",
    },
    "the day's work on claims, files and payments": {
        "buildClaim",
        "cancelBulkAct",
        "cancelClaim",
        "correctClaim",
        "holdClaim",
        "holdClaims",
        "holdSelectedClaims",
        "keepClaimView",
        "liftHold",
        "liftHolds",
        "liftSelectedHolds",
        "matchClaimPayment",
        "overrideFinding",
        "overrideFindings",
        "overrideSelectedFindings",
        "recheckClaim",
        "recheckClaims",
        "recheckSelectedClaims",
        "releaseClaim",
        "releaseClaims",
        "releaseSelectedClaims",
        "removeClaimView",
        "replaceClaim",
        "replayFile",
        "replayRemittance",
        "resubmitClaim",
        "resubmitClaims",
        "resubmitSelectedClaims",
        "resumeInterchange",
        "resumeJob",
        "resumeJobs",
        "retryBulkAct",
        "submitReleasedClaims",
        "voidClaim",
    },
    "what a tenant offers, and who renders it": {
        "addCredential",
        "addPayer",
        "addProvider",
        "addService",
        "addStore",
        "addUnit",
        "adoptShippedTemplate",
        "beginEnrollment",
        "changeEnrollment",
        "changePayer",
        "changeProvider",
        "changeStore",
        "changeTemplate",
        "closeStore",
        "copyService",
        "correctCredential",
        "discardTemplate",
        "draftTemplate",
        "endServicePrice",
        "importServicePrices",
        "instructPayer",
        "publishTemplate",
        "removeCredential",
        "removeServicePrice",
        "renameService",
        "renameUnit",
        "reopenStore",
        "scriptPayer",
        "setContractRate",
        "setPayerTerms",
        "setServiceActive",
        "setServicePrice",
        "withdrawPayerScripts",
    },
    "taking away, hiding or refusing": {
        "deactivateUser",
        "decline",
        "endUserSession",
        "endUserSessions",
        "restrictPatient",
        "reviewBreakGlass",
        "revokeMyToken",
        "revokePersonalToken",
        "withdraw",
        "withdrawInvitation",
    },
    "the accounting of disclosures, and what was unusual": {
        "liftSuspension",
        "makeAccounting",
        "markVip",
        "recordDisclosure",
        "reviewAnomaly",
        "suspendDisclosures",
        "withdrawDisclosure",
    },
    "proof that nothing was changed": {"checkChain"},
    "words alone": {"renameUser"},
}
"""Every mutation that asks for no recent proof, by why not."""


def long_ago(pharmacy):
    with pharmacy.transaction() as session:
        past = datetime.now(UTC) - timedelta(minutes=16)
        session.execute(update(UserSession).values(proved_at=past))


def create_role(person, name):
    return person.post("/graphql", query=CREATE, variables={"name": name})


def roles_named(pharmacy, name):
    with pharmacy.transaction() as session:
        return len(session.scalars(select(Role.id).where(Role.name == name)).all())


def test_what_asks_for_no_recent_proof_is_listed_as_harmless():
    root = core().mutation_type

    unmarked = {name for name, field in root.fields.items() if not needs_recent_sign_in(field)}

    assert unmarked == set().union(*HARMLESS.values())
    assert sum(len(names) for names in HARMLESS.values()) == len(unmarked)


def test_long_after_the_proof_nothing_dangerous_is_done(pharmacy, ada):
    long_ago(pharmacy)

    answer = create_role(ada, "Desk")

    assert answer.status_code == 403
    assert answer.json()["errors"][0]["extensions"]["code"] == "reauthentication_required"
    assert roles_named(pharmacy, "Desk") == 0
    assert ada.post("/graphql", query="{ me { id } }").status_code == 200


def test_hidden_in_a_fragment_it_needs_the_proof_too(pharmacy, ada):
    long_ago(pharmacy)

    answer = ada.post(
        "/graphql",
        query="""mutation { ...all } fragment all on Mutation {
            ... { x: createRole(name: "Desk", permissions: []) { __typename } } }""",
    )

    assert answer.status_code == 403


def test_once_proved_anew_the_same_request_is_done(http, pharmacy, ada):
    long_ago(pharmacy)
    key = {"idempotency-key": "one-role-please"}
    body = {"query": CREATE, "variables": {"name": "Desk"}}
    first = http.post("/graphql", json=body, headers=ada._headers() | key)
    before = (ada.cookie, ada.csrf_token)

    proved = ada.post("/auth/prove", password=PASSWORD)

    second = http.post("/graphql", json=body, headers=ada._headers() | key)
    assert (first.status_code, proved.status_code, second.status_code) == (403, 200, 200)
    assert roles_named(pharmacy, "Desk") == 1
    assert ada.cookie != before[0]
    assert ada.csrf_token != before[1]
    old = http.get("/auth/me", headers={"cookie": f"mortar={before[0]}"})
    assert old.status_code == 401


def test_a_wrong_password_proves_nothing_and_counts(pharmacy, ada):
    long_ago(pharmacy)

    answer = ada.post("/auth/prove", password="wrong")

    assert (answer.status_code, answer.json()["code"]) == (401, "wrong_proof")
    assert create_role(ada, "Desk").status_code == 403
    assert user_of(pharmacy).failed_sign_in_count == 1


def test_with_a_second_factor_the_password_alone_proves_nothing(pharmacy, ada, http):
    app = enrol_app(ada)
    with pharmacy.transaction() as session:
        session.execute(update(AuthenticatorApp).values(last_step=0))
    long_ago(pharmacy)
    begun = ada.post("/auth/prove", password=PASSWORD).json()
    refused = create_role(ada, "Desk").status_code

    elsewhere = Person(http, pharmacy).post(
        "/auth/second-factor", state=begun["state"], code=app.now()
    )
    done = ada.post("/auth/second-factor", state=begun["state"], code=app.now())

    assert begun["next"] == "second_factor"
    assert refused == 403
    assert elsewhere.json()["code"] == "sign_in_again"
    assert done.status_code == 200
    assert create_role(ada, "Desk").status_code == 200
    with pharmacy.transaction() as session:
        assert len(session.scalars(select(UserSession.id)).all()) == 1


def test_another_site_cannot_prove_for_a_visitor(http, ada):
    cookie = {"cookie": f"mortar={ada.cookie}"}

    answer = http.post("/auth/prove", data={"password": PASSWORD}, headers=cookie)

    assert (answer.status_code, answer.json()["code"]) == (403, "csrf")


def test_the_form_proves_anew_without_a_script(http, ada):
    cookie = {"cookie": f"mortar={ada.cookie}"}
    page = http.get("/auth/prove", headers=cookie)
    token = page.text.partition('name="csrf_token" value="')[2].partition('"')[0]

    answer = http.post(
        "/auth/prove",
        data={"password": PASSWORD, "csrf_token": token},
        headers=cookie,
        follow_redirects=False,
    )

    assert (answer.status_code, answer.headers["location"]) == (303, "/")


def test_a_program_proves_itself_for_each_token(http, pharmacy):
    with pharmacy.transaction() as session:
        client, secret = create_client(
            session, "Provisioning", [Permission.MANAGE_ROLES, Permission.READ_CLAIMS]
        )
    number = str(ClientNumber(client.tenant_id, client.id))
    form = {"grant_type": "client_credentials"}
    token = http.post("/oauth/token", data=form, auth=(number, secret)).json()["access_token"]

    answer = http.post(
        "/graphql",
        json={"query": CREATE, "variables": {"name": "Desk"}},
        headers={"authorization": f"Bearer {token}"},
    )

    assert answer.json()["data"]["done"]["__typename"] == "Role"
