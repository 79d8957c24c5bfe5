"""The people of a tenant, as its admin manages them over GraphQL."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select, update

from tenants.models import AccountLink, User
from tenants.permissions import Permission
from tests.api.people import EMAIL, Person, user_of

INVITE = """
    mutation ($email: String!) { done: inviteUser(email: $email, name: "Nell Invented") {
        ... on Invitation { invitation expiresAt user { id hasAccepted } }
        ... on Refusal { code } } }
"""
AGAIN = """
    mutation ($id: ID!) { done: inviteUserAgain(userId: $id) {
        ... on Invitation { invitation user { isActive } } ... on Refusal { code } } }
"""
RESET = """
    mutation ($id: ID!) { done: resetPassword(userId: $id) {
        ... on PasswordReset { link user { id } } ... on Refusal { code } } }
"""
CHOSEN = "seven grey herons by the river"


def change(name, argument="userId"):
    return f"""
        mutation ($id: ID!) {{ done: {name}({argument}: $id) {{
            ... on User {{ id name isActive isLocked }} ... on Refusal {{ code message }} }} }}
    """


@pytest.fixture
def nell(http, pharmacy, ada):
    """Invited and come in, without a role."""
    made = ada.ask(INVITE, email="nell@example.com")["done"]
    person = Person(http, pharmacy, email="nell@example.com", password=CHOSEN)
    person.post("/auth/invitation", invitation=made["invitation"], password=CHOSEN)
    person.id = made["user"]["id"]
    return person


def test_an_invitation_is_accepted_once_and_by_a_good_password(http, pharmacy, ada):
    made = ada.ask(INVITE, email="Nell@Example.com")["done"]
    nell = Person(http, pharmacy, email="nell@example.com", password=CHOSEN)

    codes = [
        nell.post("/auth/invitation", invitation=made["invitation"], password=password).status_code
        for password in (
            "short",
            "correcthorsebatterystaple",
            "nell nell nell nell",
            CHOSEN,
            CHOSEN,
        )
    ]

    assert made["user"]["hasAccepted"] is False
    assert codes == [400, 400, 400, 204, 400]
    assert nell.sign_in().status_code == 200


def test_what_is_no_invitation_is_refused_alike(http, pharmacy, other_tenant, ada):
    made = ada.ask(INVITE, email="nell@example.com")["done"]
    _, _, token = made["invitation"].partition(".")
    tried = [
        "",
        "x",
        f"{pharmacy.actor.tenant_id}.x",
        f"{other_tenant.actor.tenant_id}.{token}",
        made["invitation"][:-1],
    ]
    stranger = Person(http, pharmacy)

    answers = [
        stranger.post("/auth/invitation", invitation=each, password=CHOSEN) for each in tried
    ]
    crossed = stranger.post("/auth/password-reset", link=made["invitation"], password=CHOSEN)

    assert {(each.status_code, each.text) for each in answers} == {(400, answers[0].text)}
    assert crossed.status_code == 400
    assert user_of(pharmacy, "nell@example.com").password_hash is None


def test_the_former_link_ends_when_one_is_invited_again(http, pharmacy, ada):
    first = ada.ask(INVITE, email="nell@example.com")["done"]
    second = ada.ask(AGAIN, id=first["user"]["id"])["done"]
    nell = Person(http, pharmacy)

    codes = [
        nell.post("/auth/invitation", invitation=each["invitation"], password=CHOSEN).status_code
        for each in (first, second)
    ]

    assert codes == [400, 204]
    assert ada.ask(AGAIN, id=first["user"]["id"])["done"] == {"code": "wrong_state"}


def test_an_invitation_runs_out(http, pharmacy, ada):
    made = ada.ask(INVITE, email="nell@example.com")["done"]
    with pharmacy.transaction() as session:
        session.execute(update(AccountLink).values(expires_at=datetime.now(UTC)))

    answer = Person(http, pharmacy).post(
        "/auth/invitation", invitation=made["invitation"], password=CHOSEN
    )

    assert answer.status_code == 400


def test_a_withdrawn_invitation_opens_nothing_until_it_is_given_again(http, pharmacy, ada):
    made = ada.ask(INVITE, email="nell@example.com")["done"]
    withdrawn = ada.ask(change("withdrawInvitation"), id=made["user"]["id"])["done"]
    nell = Person(http, pharmacy)

    refused = nell.post("/auth/invitation", invitation=made["invitation"], password=CHOSEN)
    again = ada.ask(AGAIN, id=made["user"]["id"])["done"]
    taken = nell.post("/auth/invitation", invitation=again["invitation"], password=CHOSEN)

    assert withdrawn["isActive"] is False
    assert again["user"]["isActive"] is True
    assert (refused.status_code, taken.status_code) == (400, 204)


def test_a_link_is_kept_as_its_hash_alone(pharmacy, ada):
    made = ada.ask(INVITE, email="nell@example.com")["done"]
    _, _, token = made["invitation"].partition(".")

    with pharmacy.transaction() as session:
        kept = session.execute(select(AccountLink.__table__)).mappings().one()

    assert token not in str(dict(kept))


def test_people_are_renamed_deactivated_and_activated(ada, nell):
    renamed = ada.ask(
        'mutation ($id: ID!) { done: renameUser(userId: $id, name: " Nell Newname ")'
        " { ... on User { name } ... on Refusal { code } } }",
        id=nell.id,
    )["done"]
    nell.sign_in()
    gone = ada.ask(change("deactivateUser"), id=nell.id)["done"]
    answers = [nell.get("/auth/me").status_code, nell.sign_in().status_code]
    back = ada.ask(change("activateUser"), id=nell.id)["done"]

    assert renamed == {"name": "Nell Newname"}
    assert (gone["isActive"], back["isActive"]) == (False, True)
    assert answers == [401, 401]
    assert nell.sign_in().status_code == 200


def test_a_lost_password_is_replaced_by_an_admins_link(pharmacy, ada, nell):
    nell.sign_in()
    made = ada.ask(RESET, id=nell.id)["done"]
    meanwhile = nell.sign_in().status_code
    wanted = "four wooden boats upon a lake"

    codes = [
        nell.post("/auth/password-reset", link=made["link"], password=wanted).status_code
        for _ in range(2)
    ]

    assert (meanwhile, codes) == (200, [204, 400])
    assert nell.get("/auth/me").status_code == 401
    assert nell.sign_in().status_code == 401
    assert nell.sign_in(password=wanted).status_code == 200


def test_nobody_resets_their_own_or_a_stronger_ones_password(pharmacy, ada, nell, http):
    with pharmacy.transaction() as session:
        ada_id = session.scalars(select(User.id).where(User.email == EMAIL)).one()
    own = ada.ask(RESET, id=f"User_{ada_id}")["done"]
    role = ada.ask(
        'mutation ($may: [String!]!) { done: createRole(name: "Desk", permissions: $may)'
        " { ... on Role { id } } }",
        may=[Permission.MANAGE_USERS, Permission.READ_USERS],
    )["done"]["id"]
    unit = ada.ask("{ organizationUnits(first: 1) { nodes { id } } }")["organizationUnits"]
    ada.ask(
        "mutation ($user: ID!, $role: ID!, $unit: ID!) { assignMembership("
        "userId: $user, roleId: $role, unitId: $unit) { __typename } }",
        user=nell.id,
        role=role,
        unit=unit["nodes"][0]["id"],
    )
    nell.sign_in()

    stronger = [
        nell.ask(query, id=f"User_{ada_id}")["done"]["code"]
        for query in (
            RESET,
            change("unlockUser"),
            change("endUserSessions"),
            change("deactivateUser"),
        )
    ]

    assert own == {"code": "forbidden"}
    assert stronger == ["forbidden"] * 4
    assert ada.get("/auth/me").status_code == 200


def test_an_admin_unlocks_who_tried_too_often(pharmacy, ada, nell):
    with pharmacy.transaction() as session:
        until = datetime.now(UTC) + timedelta(minutes=15)
        session.execute(update(User).where(User.email != EMAIL).values(locked_until_at=until))
    refused = nell.sign_in().status_code
    locked = ada.ask("query ($id: ID!) { user(id: $id) { isLocked } }", id=nell.id)["user"]

    ada.ask(change("unlockUser"), id=nell.id)

    assert (refused, locked) == (401, {"isLocked": True})
    assert nell.sign_in().status_code == 200


def test_an_admin_sees_sessions_and_ends_one_or_all(ada, nell, http, pharmacy):
    elsewhere = Person(http, pharmacy, **{k: nell.credentials[k] for k in ("email", "password")})
    nell.sign_in()
    elsewhere.sign_in()
    query = """query ($id: ID!) { user(id: $id) { sessions(first: 10) { nodes {
        id userAgent address openedAt endedAt } } } }"""
    seen = ada.ask(query, id=nell.id)["user"]["sessions"]["nodes"]

    ended = ada.ask(change("endUserSession", "sessionId"), id=seen[0]["id"])["done"]
    after_one = [nell.get("/auth/me").status_code, elsewhere.get("/auth/me").status_code]
    ada.ask(change("endUserSessions"), id=nell.id)

    assert ended["id"] == nell.id
    assert [(each["userAgent"], each["address"]) for each in seen] == [
        ("testclient", "testclient")
    ] * 2
    assert after_one == [200, 401]
    assert nell.get("/auth/me").status_code == 401
    again = ada.ask(query, id=nell.id)["user"]["sessions"]["nodes"]
    assert all(each["endedAt"] for each in again)


SET = """
    mutation ($policy: SignInPolicyInput!) { done: setSignInPolicy(policy: $policy) {
        ... on SignInPolicy { idleMinutes longestHours recentMinutes secondFactor }
        ... on Refusal { code path } } }
"""
USUAL = {
    "idleMinutes": 15,
    "longestHours": 12,
    "recentMinutes": 15,
    "secondFactor": "OPTIONAL",
    "secondFactorRoleIds": [],
}


@pytest.mark.parametrize(
    ("wanted", "path"),
    [
        ({"idleMinutes": 4}, "idleMinutes"),
        ({"idleMinutes": 31}, "idleMinutes"),
        ({"longestHours": 25}, "longestHours"),
        ({"recentMinutes": 0}, "recentMinutes"),
        ({"secondFactor": "SOME_ROLES"}, "secondFactorRoleIds"),
    ],
)
def test_a_policy_stays_within_its_bounds(ada, wanted, path):
    answer = ada.ask(SET, policy=USUAL | wanted)["done"]

    assert answer == {"code": "invalid", "path": path}
    shown = ada.ask("{ signInPolicy { idleMinutes longestHours recentMinutes } }")
    assert shown["signInPolicy"] == {"idleMinutes": 15, "longestHours": 12, "recentMinutes": 15}


def test_a_policy_holds_for_open_sessions_too(pharmacy, ada, nell):
    nell.sign_in()
    with pharmacy.transaction() as session:
        session.execute(
            update(AccountLink).values(expires_at=datetime.now(UTC) + timedelta(days=1))
        )
    answer = ada.ask(SET, policy=USUAL | {"idleMinutes": 5, "longestHours": 1})["done"]

    shown = nell.get("/auth/session").json()

    assert (answer["idleMinutes"], answer["longestHours"]) == (5, 1)
    now = datetime.now(UTC)
    assert datetime.fromisoformat(shown["idleEndsAt"]) <= now + timedelta(minutes=5)
    assert datetime.fromisoformat(shown["endsAt"]) <= now + timedelta(hours=1)
