"""Partners' programs: tokens by client credentials, what they reach, and how they end."""

import base64
import json
import time
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from joserfc import jwt
from joserfc.jwk import ECKey, KeySet, OctKey, RSAKey
from sqlalchemy import update

from api.authentication import RECHECK_SECONDS
from infra.seal import Seal
from infra.token_keys import TokenKeys
from tenants import clients
from tenants.clients import ClientNumber
from tenants.identifiers import new_id
from tenants.models import ClientSecret
from tenants.permissions import Permission
from tests.api.partners import LEADS, Partner, compact
from tests.builders import a_store


@pytest.fixture
def partner(client, tenant) -> Partner:
    with tenant.transaction() as session:
        made, secret = clients.create_client(
            session, "Dispensing", [Permission.READ_CLAIMS, Permission.READ_PATIENTS]
        )
    return Partner(client, ClientNumber(tenant.actor.tenant_id, made.id), secret)


def test_a_token_carries_all_scopes_of_its_client_for_ten_minutes(partner):
    answer = partner.asks_for_token()

    assert answer.status_code == 200
    assert answer.headers["cache-control"] == "no-store"
    token = answer.json()
    assert (token["token_type"], token["expires_in"]) == ("Bearer", 600)
    assert token["scope"] == "claims:read patients:read"
    assert partner.me(token["access_token"]).json()["data"]["me"] == {
        "id": str(partner.number.id),
        "kind": "CLIENT",
        "permissions": ["account:read", "claims:read", "patients:read"],
        "storeIds": None,
    }


def test_a_token_may_be_asked_for_less(partner):
    token = partner.token(scope="claims:read")

    me = partner.me(token).json()["data"]["me"]

    assert me["permissions"] == ["account:read", "claims:read"]


def test_more_than_the_clients_scopes_is_refused(partner):
    answer = partner.asks_for_token(scope="claims:read ledger:write")

    assert (answer.status_code, answer.json()["error"]) == (400, "invalid_scope")


def test_a_wrong_secret_is_refused(partner, client):
    answer = client.post(
        "/oauth/token",
        data={"grant_type": "client_credentials"},
        auth=(str(partner.number), "wrong"),
    )

    assert (answer.status_code, answer.json()["error"]) == (401, "invalid_client")


def test_the_token_is_verified_with_the_published_keys(partner, client):
    keys = KeySet.import_key_set(client.get("/.well-known/jwks.json").json())

    token = jwt.decode(partner.token(), keys, algorithms=["ES256"])

    assert token.header["typ"] == "at+jwt"
    assert token.claims["aud"] == "http://127.0.0.1:8000/graphql"
    assert token.claims["tenant"] == str(partner.number.tenant_id)
    assert all("d" not in key for key in keys.as_dict(private=False)["keys"])


def test_a_client_of_a_branch_sees_its_stores(client, tenant):
    with tenant.transaction() as session:
        store = a_store(session)
        made, secret = clients.create_client(session, "Kiosk", [Permission.READ_CLAIMS], store.id)
    kiosk = Partner(client, ClientNumber(tenant.actor.tenant_id, made.id), secret)

    me = kiosk.me(kiosk.token()).json()["data"]["me"]

    assert me["storeIds"] == [str(store.id)]


def test_a_revoked_token_is_refused_at_once(partner):
    token = partner.token()
    assert partner.me(token).status_code == 200

    answer = partner.http.post(
        "/oauth/revoke", data={"token": token}, auth=(str(partner.number), partner.secret)
    )

    assert answer.status_code == 200
    assert partner.me(token).status_code == 401


def test_a_disabled_client_is_refused_at_once(partner, signed_in):
    token = partner.token()
    assert partner.me(token).status_code == 200

    signed_in().ask(
        "mutation ($id: ID!) { disableClient(clientId: $id) { __typename } }",
        id=f"ClientApplication_{partner.number.id}",
    )

    assert partner.me(token).status_code == 401
    assert partner.asks_for_token().status_code == 401


def test_a_revocation_reaches_every_process_within_a_second(partner, second_process):
    elsewhere = Partner(second_process, partner.number, partner.secret)
    token = partner.token()
    before = [one.me(token).status_code for one in (partner, elsewhere)]

    partner.http.post(
        "/oauth/revoke", data={"token": token}, auth=(str(partner.number), partner.secret)
    )

    time.sleep(RECHECK_SECONDS)
    assert before == [200, 200]
    assert [one.me(token).status_code for one in (partner, elsewhere)] == [401, 401]


def test_a_disabled_client_is_out_of_every_process_within_a_second(partner, second_process, tenant):
    elsewhere = Partner(second_process, partner.number, partner.secret)
    token = partner.token()
    before = elsewhere.me(token).status_code

    with tenant.transaction() as session:
        clients.disable_client(session, partner.number.id)

    time.sleep(RECHECK_SECONDS)
    assert (before, elsewhere.me(token).status_code) == (200, 401)


def test_what_is_taken_from_a_client_is_taken_from_its_tokens(partner, signed_in):
    token = partner.token()

    signed_in().ask(
        """mutation ($id: ID!) {
          grantClient(clientId: $id, scopes: ["claims:read"]) { __typename }
        }""",
        id=f"ClientApplication_{partner.number.id}",
    )

    me = partner.me(token).json()["data"]["me"]
    assert me["permissions"] == ["account:read", "claims:read"]


def test_nobody_grants_a_client_more_than_they_have(partner, signed_in):
    refused = signed_in(Permission.MANAGE_CLIENTS, Permission.READ_CLAIMS).ask(
        """mutation ($id: ID!) {
          grantClient(clientId: $id, scopes: ["ledger:write"]) { ... on Refusal { code } }
          createKeyedClient(name: "X", scopes: ["ledger:write"], publicKeys: "{}") {
            ... on Refusal { code }
          }
          limitClient(clientId: $id, requestsPerMinute: 1, costPerMinute: 1000) {
            ... on Refusal { code }
          }
        }""",
        id=f"ClientApplication_{partner.number.id}",
    )

    assert {name: one["code"] for name, one in refused.items()} == {
        "grantClient": "forbidden",
        "createKeyedClient": "invalid",
        "limitClient": "forbidden",
    }


def test_credentials_show_when_they_were_used_and_when_they_end(partner, signed_in):
    partner.token()
    shown = signed_in().ask(
        """query ($id: ID!) {
          clientApplication(id: $id) {
            usesKeys lastUsedAt requestsPerMinute costPerMinute keys { keyId kind }
            secrets { createdAt expiresAt lastUsedAt }
          }
        }""",
        id=f"ClientApplication_{partner.number.id}",
    )["clientApplication"]

    (secret,) = shown.pop("secrets")
    assert secret["expiresAt"] is None
    assert secret["lastUsedAt"] >= secret["createdAt"]
    assert shown.pop("lastUsedAt") is not None
    assert shown == {
        "usesKeys": False,
        "requestsPerMinute": 600,
        "costPerMinute": 500_000,
        "keys": [],
    }


def test_a_secret_ends_on_its_date(client, tenant):
    with tenant.transaction() as session:
        made, secret = clients.create_client(
            session, "Trial", [], secret_expires_at=datetime.now(UTC) + timedelta(hours=1)
        )
    trial = Partner(client, ClientNumber(tenant.actor.tenant_id, made.id), secret)
    before = trial.asks_for_token().status_code
    with tenant.transaction() as session:
        session.execute(update(ClientSecret).values(expires_at=datetime.now(UTC)))

    assert (before, trial.asks_for_token().status_code) == (200, 401)


def test_two_secrets_live_while_they_are_changed(partner, tenant):
    with tenant.transaction() as session:
        _, second = clients.rotate_secret(session, partner.number.id)
    former = partner.asks_for_token().status_code
    with tenant.transaction() as session:
        _, third = clients.rotate_secret(session, partner.number.id)

    codes = [
        Partner(partner.http, partner.number, secret).asks_for_token().status_code
        for secret in (partner.secret, second, third)
    ]

    assert former == 200
    assert codes == [401, 200, 200]


def test_a_token_of_one_tenant_says_nothing_in_another(partner, other_tenant, client):
    number = ClientNumber(other_tenant.actor.tenant_id, partner.number.id)

    answer = Partner(client, number, partner.secret).asks_for_token()

    assert answer.status_code == 401


def test_keys_change_without_refusing_a_living_token(database, settings, partner):
    keys = TokenKeys(database.application, Seal(settings.seal_key_file.read_text()))
    before = partner.token()
    known = keys.all().keys

    keys.rotate()

    assert len(keys.all().keys) == len(known) + 1
    assert keys.signing().kid == known[0].kid
    assert partner.me(before).status_code == 200


def test_a_key_from_elsewhere_is_not_believed(database, settings):
    keys = TokenKeys(database.application, Seal(settings.seal_key_file.read_text()))
    stranger = TokenKeys(database.application, Seal("A" * 43 + "="))

    assert keys.signing()
    with pytest.raises(AssertionError, match="another key file"):
        stranger.signing()


def forged(claims: dict[str, Any], **changes: Any) -> dict[str, Any]:
    now = int(time.time())
    return {**claims, "iat": now, "exp": now + 600, **changes}


def unsigned(header: dict[str, Any], algorithm: str) -> str:
    said = json.dumps(header | {"alg": algorithm}).encode()
    return base64.urlsafe_b64encode(said).decode().rstrip("=")


FORGERIES = {
    "expired": {"exp": 1},
    "of another issuer": {"iss": "https://evil.example"},
    "for another audience": {"aud": "https://evil.example"},
    "living for ever": {"exp": 10**30},
    "living a little too long": {"exp": int(time.time()) + 3600},
    "for another audience beside ours": {"aud": ["https://evil.example"]},
    "not valid yet": {"nbf": int(time.time()) + 3600},
    "issued tomorrow": {"iat": int(time.time()) + 24 * 3600},
    "of another tenant": {"tenant": str(new_id())},
    "of nobody": {"client_id": ""},
    "without a number": {"jti": None},
    "with a list as scope": {"scope": ["claims:read"]},
}


@pytest.mark.parametrize("changes", FORGERIES.values(), ids=FORGERIES)
def test_a_well_signed_token_is_refused_if_it_is(partner, settings, database, changes):
    keys = TokenKeys(database.application, Seal(settings.seal_key_file.read_text()))
    claims = jwt.decode(partner.token(), keys.all(), algorithms=["ES256"]).claims
    header = {"alg": "ES256", "typ": "at+jwt"}

    good = jwt.encode(header, forged(claims), KeySet([keys.signing()]))
    bad = jwt.encode(header, forged(claims, **changes), KeySet([keys.signing()]))

    assert (partner.me(good).status_code, partner.me(bad).status_code) == (200, 401)


def test_a_token_signed_by_any_other_means_is_refused(partner, settings, database):
    keys = TokenKeys(database.application, Seal(settings.seal_key_file.read_text()))
    signing = keys.signing()
    claims = forged(jwt.decode(partner.token(), keys.all(), algorithms=["ES256"]).claims)
    ours = {"kid": signing.kid, "typ": "at+jwt"}
    body = partner.token().split(".")
    own = ECKey.generate_key("P-256")
    public = signing.as_pem(private=False)

    tokens = [
        jwt.encode(ours | {"alg": "ES256"}, claims, own),
        *(jwt.encode(ours | {"alg": "ES256", name: LEADS[name]}, claims, own) for name in LEADS),
        compact(ours | {"alg": "ES256", "crit": ["evil"], "evil": 1}, claims, signing),
        *(
            compact(ours | {"alg": "HS256"}, claims, form)
            for form in (public, json.dumps(signing.as_dict(private=False)).encode())
        ),
        *(f"{unsigned(ours, alg)}.{body[1]}." for alg in ("none", "None", "NONE", "")),
        jwt.encode(ours | {"alg": "RS256"}, claims, RSAKey.generate_key(2048)),
        jwt.encode(ours | {"alg": "HS256"}, claims, OctKey.import_key(b"x" * 32)),
        jwt.encode({"alg": "ES256", "typ": "JWT"}, claims, KeySet([signing])),
        jwt.encode({"alg": "ES256", "typ": "at+jwt", "kid": "../../etc"}, claims, signing),
        f"eyJhbGciOiJub25lIiwidHlwIjoiYXQrand0In0.{body[1]}.",
        f"{body[0]}.{body[1]}.",
        f"{body[0]}.{body[1]}.{body[2][:-4]}AAAA",
        "not a token",
        "a" * 100_000,
    ]

    assert [partner.me(token).status_code for token in tokens] == [401] * len(tokens)


def test_the_metadata_leads_to_every_endpoint(client):
    found = client.get("/.well-known/oauth-authorization-server").json()

    assert found["issuer"] == "http://127.0.0.1:8000"
    assert found["jwks_uri"] == "http://127.0.0.1:8000/.well-known/jwks.json"
    assert found["grant_types_supported"] == ["client_credentials"]
