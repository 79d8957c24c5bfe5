"""Personal access of developers: a part of what they may, for a while, and never more."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select, update

from tenants.models import PersonalToken, User
from tenants.permissions import EVERYTHING, Permission
from tests.api.partners import ME

CREATE = """
mutation ($scopes: [String!]!, $until: DateTime) {
  createMyToken(name: "Laptop", scopes: $scopes, expiresAt: $until) {
    ... on MyNewToken { secret token { id name scopes expiresAt lastUsedAt } }
    ... on Refusal { code path }
  }
}
"""
DEVELOPER = (Permission.HAVE_PERSONAL_TOKENS, Permission.READ_CLAIMS, Permission.READ_PAYERS)


@pytest.fixture
def developer(signed_in):
    return signed_in(*DEVELOPER)


def created(developer, *scopes, until=None):
    return developer.ask(CREATE, scopes=scopes or ["claims:read"], until=until)["createMyToken"]


def me(client, secret):
    return client.post("/graphql", json=ME, headers={"authorization": f"Bearer {secret}"})


def test_a_token_does_what_it_carries_and_no_more(client, developer):
    made = created(developer)

    answer = me(client, made["secret"]).json()["data"]["me"]

    assert answer["kind"] == "USER"
    assert answer["permissions"] == ["account:read", "claims:read"]
    assert made["token"]["lastUsedAt"] is None
    mine = developer.ask("{ myTokens { name scopes lastUsedAt } }")["myTokens"]
    assert [(one["name"], one["scopes"]) for one in mine] == [("Laptop", ["claims:read"])]
    assert mine[0]["lastUsedAt"] is not None


def test_only_a_hash_of_it_is_kept(tenant, developer):
    secret = created(developer)["secret"]

    with tenant.transaction() as session:
        kept = session.scalars(select(PersonalToken)).one()
        ends_in = kept.expires_at - datetime.now(UTC)

    assert secret.startswith("mortar_pat_v1_")
    assert kept.token_hash not in secret
    assert timedelta(days=89) < ends_in <= timedelta(days=90)


@pytest.mark.parametrize(
    ("scopes", "until", "refusal"),
    [
        (["ledger:write"], None, ("forbidden", "scopes")),
        (["personal_tokens:have"], None, ("forbidden", "scopes")),
        (["no:such"], None, ("invalid", "scopes.0")),
        ([], None, ("invalid", "scopes")),
        (["claims:read"], "2020-01-01T00:00:00Z", ("invalid", "expiresAt")),
        (["claims:read"], "2020-01-01T00:00:00", ("invalid", "expiresAt")),
        (["claims:read"], "2099-01-01T00:00:00Z", ("invalid", "expiresAt")),
    ],
)
def test_a_token_is_not_made_that_asks_too_much(tenant, developer, scopes, until, refusal):
    made = developer.ask(CREATE, scopes=scopes, until=until)["createMyToken"]

    assert (made["code"], made["path"]) == refusal
    with tenant.transaction() as session:
        assert session.scalars(select(PersonalToken)).all() == []


def test_a_token_cannot_make_tokens(client, signed_in):
    secret = created(signed_in(), *sorted(EVERYTHING - {Permission.HAVE_PERSONAL_TOKENS}))["secret"]

    answer = client.post(
        "/graphql",
        json={"query": CREATE, "variables": {"scopes": ["claims:read"]}},
        headers={"authorization": f"Bearer {secret}"},
    )

    error = answer.json()["errors"][0]["extensions"]
    assert (error["code"], error["ways"]) == ("reauthentication_required", [])


def test_a_token_narrows_with_its_user(client, tenant, developer):
    secret = created(developer, "claims:read", "payers:read")["secret"]
    with tenant.transaction() as session:
        token = session.scalars(select(PersonalToken)).one()
        session.execute(update(User).where(User.id == token.user_id).values(is_active=False))

    answer = me(client, secret)

    assert answer.status_code == 401


def test_a_revoked_token_is_refused_at_once(client, developer):
    made = created(developer)
    before = me(client, made["secret"]).status_code

    developer.ask(
        "mutation ($id: ID!) { revokeMyToken(tokenId: $id) { __typename } }",
        id=made["token"]["id"],
    )

    assert (before, me(client, made["secret"]).status_code) == (200, 401)


def test_an_admin_sees_and_revokes_everyones(client, developer, signed_in):
    secret = created(developer)["secret"]
    me(client, secret)
    admin = signed_in()
    found = admin.ask("{ personalTokens { nodes { id name user { email } } } }")
    (token,) = found["personalTokens"]["nodes"]

    admin.ask(
        "mutation ($id: ID!) { revokePersonalToken(tokenId: $id) { __typename } }", id=token["id"]
    )

    assert me(client, secret).status_code == 401


def test_another_persons_token_is_not_ones_own(developer, signed_in):
    made = created(developer)

    answer = signed_in(*DEVELOPER).ask(
        "mutation ($id: ID!) { revokeMyToken(tokenId: $id) { ... on Refusal { code } } }",
        id=made["token"]["id"],
    )

    assert answer["revokeMyToken"] == {"code": "not_found"}


def test_an_expired_token_is_refused(client, tenant, developer):
    secret = created(developer)["secret"]
    with tenant.transaction() as session:
        session.execute(update(PersonalToken).values(expires_at=datetime.now(UTC)))

    assert me(client, secret).status_code == 401


def test_a_token_of_another_tenant_opens_nothing(client, developer, other_tenant):
    tenant_id, _, chance = (
        created(developer)["secret"].removeprefix("mortar_pat_v1_").partition("_")
    )

    forged = [
        f"mortar_pat_v1_{other_tenant.actor.tenant_id.hex}_{chance}",
        f"mortar_pat_v1_{tenant_id}_{chance}x",
        f"mortar_pat_v1_{tenant_id}_",
        f"mortar_pat_v2_{tenant_id}_{chance}",
        "mortar_pat_v1_x_y",
    ]

    assert [me(client, one).status_code for one in forged] == [401] * len(forged)


def test_nobody_hoards_tokens(developer):
    for _ in range(20):
        created(developer)

    assert created(developer)["code"] == "wrong_state"
