"""Second factors over HTTP: enrolled, asked for, used once, required, lost and proved anew."""

import json
from datetime import UTC, datetime, timedelta

import pyotp
import pytest
from sqlalchemy import select, update

from infra.seal import Seal
from tenants.authenticator_apps import step_of
from tenants.models import AuthenticatorApp, RecoveryCode, Role, SecurityKey, User, UserSession
from tests.api.people import PASSWORD, Person, a_pharmacy, user_of
from tests.api.software_key import SoftwareKey


@pytest.fixture
def app(ada):
    """Ada's authenticator app, just enrolled, and her recovery codes."""
    return enrol_app(ada)


@pytest.fixture
def key(ada):
    """Ada's security key, just enrolled."""
    made = SoftwareKey()
    answer = enrol_key(ada, made, "Blue key")
    assert answer.status_code == 200
    return made


def enrol_app(person, **state):
    begun = person.post("/auth/enrolment/app", **state).json()
    counter = pyotp.TOTP(begun["secret"])
    done = person.post(
        "/auth/enrolment/app/confirm", enrolment=begun["enrolment"], code=counter.now(), **state
    )
    assert done.status_code == 200, done.text
    counter.recovery_codes = done.json()["recoveryCodes"]
    return counter


def enrol_key(person, made, name, **state):
    begun = person.post("/auth/enrolment/key", **state).json()
    return person.post(
        "/auth/enrolment/key/confirm",
        challenge=begun["challenge"],
        credential=made.created(begun["options"]),
        name=name,
        **state,
    )


def a_while_passes(pharmacy):
    """So that the code of this very moment has not been used."""
    with pharmacy.transaction() as session:
        session.execute(update(AuthenticatorApp).values(last_step=0))


def state_of(person):
    answer = person.sign_in().json()
    assert answer["next"] in {"second_factor", "enrolment"}, answer
    return answer["state"]


def sign_with(person, made, state):
    asked = person.post("/auth/second-factor/key/options", state=state).json()
    signed = {"challenge": asked["challenge"], "credential": made.signed(asked["options"])}
    return person.post("/auth/second-factor/key", state=state, **signed), signed


def test_a_password_alone_opens_nothing_once_an_app_is_enrolled(http, pharmacy, app):
    a_while_passes(pharmacy)
    ada = Person(http, pharmacy)

    first = ada.sign_in()
    before = (ada.cookie, ada.get("/auth/me").status_code)
    second = ada.post("/auth/second-factor", state=first.json()["state"], code=app.now())

    assert first.json()["methods"] == ["app", "recovery_code"]
    assert before == ("", 401)
    assert second.status_code == 200
    assert ada.get("/auth/me").status_code == 200


def test_a_code_is_used_once(http, pharmacy, app):
    a_while_passes(pharmacy)
    ada, code = Person(http, pharmacy), app.now()

    codes = [
        ada.post("/auth/second-factor", state=state_of(ada), code=code).status_code
        for _ in range(2)
    ]

    assert codes == [200, 401]


def test_the_code_that_enrolled_the_app_signs_nobody_in(http, pharmacy, ada):
    begun = ada.post("/auth/enrolment/app").json()
    code = pyotp.TOTP(begun["secret"]).now()
    ada.post("/auth/enrolment/app/confirm", enrolment=begun["enrolment"], code=code)
    again = Person(http, pharmacy)

    answer = again.post("/auth/second-factor", state=state_of(again), code=code)

    assert answer.status_code == 401


@pytest.mark.parametrize(
    ("drift", "step"),
    [(-61, None), (-30, 99), (0, 100), (30, 101), (61, None)],
)
def test_a_clock_may_differ_by_one_step(drift, step):
    secret, now = pyotp.random_base32(), 100 * 30.0

    assert step_of(secret, pyotp.TOTP(secret).at(now + drift), now) == step


@pytest.mark.parametrize("code", ["", "12345", "1234567", "١٢٣٤٥٦", "abcdef", "1e1000"])
def test_what_is_no_code_is_of_no_step(code):
    assert step_of(pyotp.random_base32(), code, 3000.0) is None


def test_a_wrong_second_proof_counts_towards_the_lock(http, pharmacy, app):
    a_while_passes(pharmacy)
    ada = Person(http, pharmacy)

    answers = [
        ada.post("/auth/second-factor", state=state_of(ada), code="000000") for _ in range(3)
    ]
    counted = user_of(pharmacy).failed_sign_in_count
    with pharmacy.transaction() as session:
        until = datetime.now(UTC) + timedelta(minutes=15)
        session.execute(update(User).values(locked_until_at=None))
    state = state_of(ada)
    with pharmacy.transaction() as session:
        session.execute(update(User).values(locked_until_at=until))
    locked = ada.post("/auth/second-factor", state=state, code=app.now())

    assert {each.json()["code"] for each in answers} == {"wrong_proof"}
    assert counted == 3
    assert locked.status_code == 401
    assert ada.sign_in().json()["code"] == "wrong_credentials"


def test_a_right_password_alone_forgets_no_failures(http, pharmacy, app):
    ada = Person(http, pharmacy)
    ada.sign_in(password="wrong")

    state_of(ada)

    assert user_of(pharmacy).failed_sign_in_count == 1


def test_a_recovery_code_stands_in_once(http, pharmacy, app):
    ada = Person(http, pharmacy)
    code = f" {app.recovery_codes[3].upper()} "

    codes = [
        ada.post("/auth/second-factor", state=state_of(ada), code=code).status_code
        for _ in range(2)
    ]

    assert codes == [200, 401]
    assert ada.get("/auth/factors").json()["recoveryCodesLeft"] == 9


def test_fresh_recovery_codes_end_the_former_ones(http, pharmacy, ada, app):
    fresh = ada.post("/auth/factors/recovery-codes").json()["recoveryCodes"]
    again = Person(http, pharmacy)

    codes = [
        again.post("/auth/second-factor", state=state_of(again), code=code).status_code
        for code in (app.recovery_codes[0], fresh[0])
    ]

    assert len(set(fresh)) == 10
    assert codes == [401, 200]


def test_secrets_are_kept_sealed_or_as_hashes(settings, pharmacy, app):
    with pharmacy.transaction() as session:
        row = session.scalars(select(AuthenticatorApp)).one()
        kept = [
            str(dict(each)) for each in session.execute(select(RecoveryCode.__table__)).mappings()
        ]

    assert app.secret not in row.sealed_secret
    assert not any(code.replace("-", "") in text for code in app.recovery_codes for text in kept)
    seal = Seal(settings.seal_key_file.read_text())
    other = f"authenticator-app {row.tenant_id} {row.id}"
    assert seal.opened(other, row.sealed_secret) is None


def test_several_keys_sign_in_each_by_its_name(http, pharmacy, ada, key):
    second = SoftwareKey()
    enrol_key(ada, second, "Phone")
    again = Person(http, pharmacy)

    codes = [sign_with(again, each, state_of(again))[0].status_code for each in (second, key)]

    assert codes == [200, 200]
    listed = again.get("/auth/factors").json()["keys"]
    assert [each["name"] for each in listed] == ["Blue key", "Phone"]
    assert all(each["lastUsedAt"] for each in listed)


def test_a_signature_is_good_once(http, pharmacy, key):
    ada = Person(http, pharmacy)
    state = state_of(ada)
    first, signed = sign_with(ada, key, state)

    again = ada.post("/auth/second-factor/key", state=state, **signed)

    assert (first.status_code, again.status_code) == (200, 401)


def test_a_copied_key_that_falls_behind_is_refused(http, pharmacy, key):
    ada = Person(http, pharmacy)
    for _ in range(2):
        assert sign_with(ada, key, state_of(ada))[0].status_code == 200
    key.count = 0

    answer, _ = sign_with(ada, key, state_of(ada))

    assert answer.status_code == 401


@pytest.mark.parametrize(
    "made",
    [SoftwareKey(), SoftwareKey("https://evil.example")],
    ids=["another key", "another site"],
)
def test_what_another_key_or_site_had_signed_is_refused(http, pharmacy, key, made):
    if made.origin != key.origin:
        made.id, made._key = key.id, key._key
    ada = Person(http, pharmacy)

    answer, _ = sign_with(ada, made, state_of(ada))

    assert (answer.status_code, answer.json()["code"]) == (401, "wrong_proof")


@pytest.mark.parametrize(
    "credential",
    ["", "{}", "[]", "null", '{"id":"eA","rawId":"eA","type":"public-key","response":{}}', "x"],
)
def test_what_no_key_answered_is_refused(http, pharmacy, ada, key, credential):
    begun = ada.post("/auth/enrolment/key").json()
    added = ada.post(
        "/auth/enrolment/key/confirm",
        challenge=begun["challenge"],
        credential=credential,
        name="Red key",
    )
    again = Person(http, pharmacy)
    state = state_of(again)
    asked = again.post("/auth/second-factor/key/options", state=state).json()
    answer = again.post(
        "/auth/second-factor/key",
        state=state,
        challenge=asked["challenge"],
        credential=credential,
    )

    assert (added.status_code, answer.status_code) == (401, 401)


def test_a_damaged_signature_is_refused(http, pharmacy, key):
    ada = Person(http, pharmacy)
    state = state_of(ada)
    asked = ada.post("/auth/second-factor/key/options", state=state).json()
    signed = json.loads(key.signed(asked["options"]))
    found = []
    for part in ("signature", "authenticatorData", "clientDataJSON"):
        damaged = json.loads(json.dumps(signed))
        damaged["response"][part] = damaged["response"][part][:-8] + "AAAAAAAA"
        answer = ada.post(
            "/auth/second-factor/key",
            state=state,
            challenge=asked["challenge"],
            credential=json.dumps(damaged),
        )
        found.append(answer.status_code)

    assert found == [401] * 3


def test_a_challenge_made_for_one_user_is_not_anothers(database, http, pharmacy, key):
    other = a_pharmacy(database)
    bob = Person(http, other)
    bob.sign_in()
    enrol_key(bob, SoftwareKey(), "Bob's")
    ada = Person(http, pharmacy)
    theirs = state_of(bob)
    asked = bob.post("/auth/second-factor/key/options", state=theirs).json()
    signed = {"challenge": asked["challenge"], "credential": key.signed(asked["options"])}

    answer = ada.post("/auth/second-factor/key", state=state_of(ada), **signed)

    assert answer.status_code == 401


def test_a_sealed_step_is_good_for_nothing_else(http, pharmacy, ada, app):
    begun = ada.post("/auth/enrolment/app").json()
    again = Person(http, pharmacy)
    state = state_of(again)
    tried = {
        "/auth/second-factor": {"state": begun["enrolment"], "code": app.now()},
        "/auth/second-factor/key": {"state": state, "challenge": state, "credential": "{}"},
        "/auth/enrolment/app": {"state": state},
        "/auth/second-factor/key/options": {"state": "gAAAAA"},
    }

    answers = {path: again.post(path, **fields) for path, fields in tried.items()}

    assert {path: each.json()["code"] for path, each in answers.items()} == dict.fromkeys(
        tried, "sign_in_again"
    )


def test_a_changed_password_ends_a_sign_in_under_way(http, pharmacy, ada, app):
    a_while_passes(pharmacy)
    again = Person(http, pharmacy)
    state = state_of(again)
    ada.post("/auth/password", present=PASSWORD, password="seven grey herons by the river")

    answer = again.post("/auth/second-factor", state=state, code=app.now())

    assert answer.json()["code"] == "sign_in_again"


def require(person, requirement, *role_ids):
    done = person.ask(
        """mutation ($wanted: SecondFactorRequirement!, $roles: [ID!]!) {
            done: setSignInPolicy(policy: {idleMinutes: 15, longestHours: 12, recentMinutes: 15,
                secondFactor: $wanted, secondFactorRoleIds: $roles}) { __typename } }""",
        wanted=requirement,
        roles=list(role_ids),
    )
    assert done == {"done": {"__typename": "SignInPolicy"}}


def test_where_it_is_required_sign_in_leads_to_enrolment(http, pharmacy, ada):
    require(ada, "EVERYONE")
    again = Person(http, pharmacy)
    state = state_of(again)
    before = again.get("/auth/me").status_code

    enrol_app(again, state=state)

    assert before == 401
    assert again.get("/auth/me").status_code == 200
    assert ada.get("/auth/me").status_code == 401
    late = again.post("/auth/enrolment/app", state=state)
    assert late.json()["code"] == "sign_in_again"


def test_on_the_way_in_a_key_may_be_enrolled_instead(http, pharmacy, ada):
    require(ada, "EVERYONE")
    again = Person(http, pharmacy)

    answer = enrol_key(again, SoftwareKey(), "Blue key", state=state_of(again))

    assert len(answer.json()["recoveryCodes"]) == 10
    assert again.get("/auth/me").status_code == 200


@pytest.mark.parametrize(("role", "is_required"), [("admin", True), ("biller", False)])
def test_it_may_be_required_of_some_roles(http, pharmacy, ada, role, is_required):
    with pharmacy.transaction() as session:
        role_id = session.scalars(select(Role.id).where(Role.name == role)).one()
    require(ada, "SOME_ROLES", f"Role_{role_id}")

    answer = Person(http, pharmacy).sign_in().json()

    assert ("next" in answer) is is_required


def test_the_last_factor_stays_where_one_is_required(ada, app):
    require(ada, "EVERYONE")

    refused = ada.post("/auth/factors/app/remove")
    enrol_key(ada, SoftwareKey(), "Blue key")
    removed = ada.post("/auth/factors/app/remove")

    assert (refused.status_code, refused.json()["code"]) == (400, "wrong_state")
    assert removed.status_code == 204


def test_with_the_last_factor_go_the_recovery_codes(pharmacy, ada, app):
    answer = ada.post("/auth/factors/app/remove")

    assert answer.status_code == 204
    assert ada.get("/auth/factors").json() == {
        "hasApp": False,
        "keys": [],
        "recoveryCodesLeft": 0,
        "isRequired": False,
    }


def test_keys_are_renamed_and_removed_by_their_user_alone(database, http, ada, key):
    id_ = ada.get("/auth/factors").json()["keys"][0]["id"]
    stranger = Person(http, a_pharmacy(database))
    stranger.sign_in()

    theirs = [
        stranger.post("/auth/factors/key/rename", id=id_, name="Mine").status_code,
        stranger.post("/auth/factors/key/remove", id=id_).status_code,
    ]
    renamed = ada.post("/auth/factors/key/rename", id=id_, name="Drawer")

    assert theirs == [400, 204]
    assert renamed.status_code == 204
    assert ada.get("/auth/factors").json()["keys"][0]["name"] == "Drawer"
    assert ada.post("/auth/factors/key/remove", id=id_).status_code == 204
    assert ada.get("/auth/factors").json()["keys"] == []


def long_ago(pharmacy):
    with pharmacy.transaction() as session:
        past = datetime.now(UTC) - timedelta(minutes=16)
        session.execute(update(UserSession).values(proved_at=past))


def test_enrolling_and_removing_need_a_recent_proof(pharmacy, ada, app):
    long_ago(pharmacy)
    paths = [
        "/auth/enrolment/app",
        "/auth/enrolment/key",
        "/auth/factors/app/remove",
        "/auth/factors/recovery-codes",
    ]

    answers = [ada.post(path) for path in paths]

    assert {(each.status_code, each.json()["code"]) for each in answers} == {
        (403, "reauthentication_required")
    }


def test_an_admin_takes_a_lost_factor_away(database, http, pharmacy, ada):
    with pharmacy.transaction() as session:
        user = User(email="nell@example.com", name="Nell", password_hash=user_hash(session))
        session.add(user)
    nell = Person(http, pharmacy, email="nell@example.com")
    nell.sign_in()
    enrol_app(nell)
    enrol_key(nell, SoftwareKey(), "Blue key")
    shown = ada.ask(
        """query ($id: ID!) { user(id: $id) { authenticatorApps { addedAt }
            securityKeys { id name lastUsedAt } } }""",
        id=f"User_{user.id}",
    )["user"]

    removed = ada.ask(
        "mutation ($id: ID!) { done: removeSecurityKey(securityKeyId: $id) { __typename } }",
        id=shown["securityKeys"][0]["id"],
    )["done"]
    still = nell.sign_in().json()
    reset = ada.ask(
        "mutation ($id: ID!) { done: resetSecondFactors(userId: $id) { __typename } }",
        id=f"User_{user.id}",
    )["done"]

    assert len(shown["authenticatorApps"]) == 1
    assert (removed, reset) == ({"__typename": "User"},) * 2
    assert still["methods"] == ["app", "recovery_code"]
    assert "csrfToken" in nell.sign_in().json()
    with pharmacy.transaction() as session:
        left = [session.scalars(select(kind.id)).all() for kind in (SecurityKey, RecoveryCode)]
    assert left == [[], []]


def user_hash(session):
    return session.scalars(select(User.password_hash)).first()


def test_the_forms_do_the_same_without_a_script(http, pharmacy, app):
    a_while_passes(pharmacy)
    ada = Person(http, pharmacy)

    first = http.post("/auth/sign-in", data=ada.credentials)
    state = first.text.partition('name="state" value="')[2].partition('"')[0]
    wrong = http.post("/auth/second-factor", data={"state": state, "code": "000000"})
    right = http.post(
        "/auth/second-factor", data={"state": state, "code": app.now()}, follow_redirects=False
    )

    assert "script" not in first.text
    assert (wrong.status_code, "or there were too many" in wrong.text) == (401, True)
    assert (right.status_code, right.headers["location"]) == (303, "/")
    assert http.get("/auth/me").status_code == 200


def test_the_enrolment_page_enrols_an_app_and_shows_the_codes(http, pharmacy, ada):
    require(ada, "EVERYONE")
    asked = http.post("/auth/sign-in", data=Person(http, pharmacy).credentials)
    hidden = {
        name: asked.text.partition(f'name="{name}" value="')[2].partition('"')[0]
        for name in ("state", "enrolment")
    }
    secret = asked.text.partition("<p><code>")[2].partition("<")[0]

    done = http.post(
        "/auth/enrolment/app/confirm", data=hidden | {"code": pyotp.TOTP(secret).now()}
    )

    assert done.status_code == 200
    assert done.text.count("<li><code>") == 10
    assert http.get("/auth/me").status_code == 200


def test_pages_for_keys_load_our_script_and_nothing_else(http, pharmacy, ada, key):
    page = http.post("/auth/sign-in", data=Person(http, pharmacy).credentials)
    script = http.get("/auth/security-key.js")

    policy = page.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "script-src 'self';" in policy
    assert page.text.count("<script") == 1
    assert '<script src="/auth/security-key.js" defer></script>' in page.text
    assert script.headers["content-type"].startswith("text/javascript")
    assert "navigator.credentials.get" in script.text
