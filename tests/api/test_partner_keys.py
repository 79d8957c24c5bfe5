"""Programs that sign in with keys of their own (private_key_jwt): rotated, ended, not to be fooled."""

import json
import time
from collections.abc import Iterator
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from joserfc import jwt
from joserfc.jwk import ECKey, OctKey, OKPKey, RSAKey
from sqlalchemy import select
from starlette.testclient import TestClient

from api.app import create_app
from tenants import client_keys, clients
from tenants.clients import ClientNumber
from tenants.models import ClientApplication, ClientKey
from tenants.permissions import Permission
from tests.api.partners import (
    LEADS,
    KeyedPartner,
    Partner,
    an_ec_key,
    compact,
    public_json,
)

SCOPES = [Permission.READ_CLAIMS]


@pytest.fixture
def client(settings) -> Iterator[TestClient]:
    """An API of its own, so that no other test's attempts are counted here."""
    with TestClient(create_app(settings)) as client:
        yield client


@pytest.fixture
def keyed(client, tenant) -> KeyedPartner:
    key = an_ec_key()
    with tenant.transaction() as session:
        made = client_keys.create_keyed_client(session, "Scheduling", SCOPES, public_json(key))
    return KeyedPartner(client, ClientNumber(tenant.actor.tenant_id, made.id), key)


def outcome(answer) -> tuple[int, str | None]:
    return answer.status_code, answer.json().get("error")


def test_a_signed_assertion_gets_a_token_that_works(keyed, tenant):
    answer = keyed.asks_with(keyed.assertion())

    assert answer.status_code == 200, answer.text
    me = Partner(keyed.http, keyed.number, "").me(answer.json()["access_token"])
    assert me.json()["data"]["me"]["permissions"] == ["account:read", "claims:read"]
    with tenant.transaction() as session:
        assert session.scalars(select(ClientKey.last_used_at)).one() is not None
        assert session.scalars(select(ClientApplication.last_used_at)).one() is not None


@pytest.mark.parametrize(
    ("key", "algorithm"),
    [
        (ECKey.generate_key("P-384", auto_kid=True), "ES384"),
        (RSAKey.generate_key(2048, auto_kid=True), "PS256"),
        (RSAKey.generate_key(2048, auto_kid=True), "RS384"),
        (OKPKey.generate_key("Ed25519", auto_kid=True), "Ed25519"),
    ],
    ids=["P-384", "RSA-PSS", "RSA", "Ed25519"],
)
def test_keys_of_every_usual_kind_are_known(keyed, tenant, key, algorithm):
    with tenant.transaction() as session:
        client_keys.add_keys(session, keyed.number.id, public_json(key))
    partner = KeyedPartner(keyed.http, keyed.number, key)

    answer = partner.asks_with(partner.assertion(header={"alg": algorithm}))

    assert answer.status_code == 200, answer.text


def test_a_pem_and_a_single_jwk_are_read(keyed, tenant):
    pem, single = RSAKey.generate_key(2048, auto_kid=True), an_ec_key()
    with tenant.transaction() as session:
        client_keys.add_keys(session, keyed.number.id, pem.as_pem(private=False).decode())
        client_keys.add_keys(session, keyed.number.id, json.dumps(single.as_dict(private=False)))
    known = [
        KeyedPartner(keyed.http, keyed.number, pem).assertion(header={"alg": "RS256"}),
        KeyedPartner(keyed.http, keyed.number, single).assertion(),
    ]

    answers = [keyed.asks_with(assertion).status_code for assertion in known]

    assert answers == [200, 200]


def test_an_assertion_is_good_once_in_any_process(keyed, second_process):
    assertion = keyed.assertion()
    elsewhere = KeyedPartner(second_process, keyed.number, keyed.key)

    first, again, there = (
        keyed.asks_with(assertion),
        keyed.asks_with(assertion),
        elsewhere.asks_with(assertion),
    )

    assert first.status_code == 200
    assert [outcome(answer)[1] for answer in (again, there)] == ["invalid_client"] * 2


def test_keys_change_with_overlap_and_end_at_once(keyed, tenant, signed_in):
    second = an_ec_key()
    admin = signed_in()
    number = f"ClientApplication_{keyed.number.id}"
    admin.ask(
        "mutation ($id: ID!, $keys: String!) { addClientKeys(clientId: $id, publicKeys: $keys,"
        " overlapHours: 1) { __typename } }",
        id=number,
        keys=public_json(second),
    )
    renewed = KeyedPartner(keyed.http, keyed.number, second)
    both = [one.asks_with(one.assertion()).status_code for one in (keyed, renewed)]
    with tenant.transaction() as session:
        former = session.scalars(
            select(ClientKey.id).where(ClientKey.key_id == keyed.key.kid)
        ).one()

    admin.ask(
        "mutation ($id: ID!) { endClientKey(keyId: $id) { __typename } }", id=f"ClientKey_{former}"
    )

    assert both == [200, 200]
    assert keyed.asks_with(keyed.assertion()).status_code == 400
    assert renewed.asks_with(renewed.assertion()).status_code == 200


def test_a_keyed_client_has_no_secret_and_a_client_with_a_secret_no_keys(keyed, tenant):
    with tenant.transaction() as session:
        secretive, _ = clients.create_client(session, "Dispensing", SCOPES)
    other = KeyedPartner(keyed.http, ClientNumber(tenant.actor.tenant_id, secretive.id), keyed.key)

    by_secret = Partner(keyed.http, keyed.number, "secret").asks_for_token()
    by_key = other.asks_with(other.assertion())

    assert [outcome(answer)[1] for answer in (by_secret, by_key)] == ["invalid_client"] * 2


def test_a_disabled_client_signs_in_no_more(keyed, tenant):
    with tenant.transaction() as session:
        clients.disable_client(session, keyed.number.id)

    answer = keyed.asks_with(keyed.assertion())

    assert outcome(answer)[1] == "invalid_client"


def test_a_token_is_revoked_with_an_assertion(keyed):
    token = keyed.asks_with(keyed.assertion()).json()["access_token"]
    partner = Partner(keyed.http, keyed.number, "")
    before = partner.me(token).status_code

    revoked = keyed.asks_with(keyed.assertion(), "/oauth/revoke", token=token)

    assert (before, revoked.status_code, partner.me(token).status_code) == (200, 200, 401)


HOUR = 3_600
STRANGER = an_ec_key()


def unsigned(keyed: KeyedPartner, header: dict[str, Any]) -> str:
    _, body, _ = keyed.assertion().split(".")
    head = jwt.encode({"alg": "ES256"} | header, {}, STRANGER).split(".")[0]
    return f"{head}.{body}."


ATTACKS = {
    "expired": lambda keyed: keyed.assertion(exp=int(time.time()) - 60),
    "living for an hour": lambda keyed: keyed.assertion(exp=int(time.time()) + HOUR),
    "living for ever": lambda keyed: keyed.assertion(exp=1e30),
    "without an end": lambda keyed: keyed.assertion(exp=None),
    "with words as its end": lambda keyed: keyed.assertion(exp="tomorrow"),
    "not valid yet": lambda keyed: keyed.assertion(nbf=int(time.time()) + HOUR),
    "issued tomorrow": lambda keyed: keyed.assertion(iat=int(time.time()) + 24 * HOUR),
    "without a number": lambda keyed: keyed.assertion(jti=None),
    "with an empty number": lambda keyed: keyed.assertion(jti=""),
    "with a list as number": lambda keyed: keyed.assertion(jti=["1"]),
    "with an endless number": lambda keyed: keyed.assertion(jti="1" * 1_000),
    "for another server": lambda keyed: keyed.assertion(aud="https://evil.example"),
    "for us and another server": lambda keyed: keyed.assertion(
        aud=["http://127.0.0.1:8000", "https://evil.example"]
    ),
    "for an address like ours": lambda keyed: keyed.assertion(
        aud="http://127.0.0.1:8000.evil.example"
    ),
    "for no audience": lambda keyed: keyed.assertion(aud=None),
    "for an object": lambda keyed: keyed.assertion(aud={"a": 1}),
    "by another issuer": lambda keyed: keyed.assertion(iss="https://evil.example"),
    "about another client": lambda keyed: keyed.assertion(
        sub=str(ClientNumber(keyed.number.tenant_id, keyed.number.tenant_id))
    ),
    "about a list": lambda keyed: keyed.assertion(sub=[str(keyed.number)]),
    "about nobody": lambda keyed: keyed.assertion(sub=None),
    "signed by a stranger": lambda keyed: jwt.encode(
        {"alg": "ES256", "kid": keyed.key.kid}, keyed.claims(), STRANGER
    ),
    "signed by a stranger's named key": lambda keyed: jwt.encode(
        {"alg": "ES256", "kid": STRANGER.kid}, keyed.claims(), STRANGER
    ),
    "bringing its own key": lambda keyed: jwt.encode(
        {"alg": "ES256", "kid": keyed.key.kid, "jwk": STRANGER.as_dict(private=False)},
        keyed.claims(),
        STRANGER,
    ),
    "naming where its keys are": lambda keyed: keyed.assertion(
        header={"jku": "https://evil.example/jwks", "kid": "elsewhere"}
    ),
    **{
        f"leading to a key of its own by {name}": lambda keyed, name=name, value=value: jwt.encode(
            {"alg": "ES256", "kid": keyed.key.kid, name: value}, keyed.claims(), STRANGER
        )
        for name, value in LEADS.items()
    },
    "with an extension that is critical": lambda keyed: compact(
        {"alg": "ES256", "kid": keyed.key.kid, "crit": ["evil"], "evil": True},
        keyed.claims(),
        keyed.key,
    ),
    "with the public key in PEM as a shared secret": lambda keyed: compact(
        {"alg": "HS256", "kid": keyed.key.kid},
        keyed.claims(),
        keyed.key.as_pem(private=False),
    ),
    "an access token": lambda keyed: keyed.asks_with(keyed.assertion()).json()["access_token"],
    "with the public key as a shared secret": lambda keyed: jwt.encode(
        {"alg": "HS256", "kid": keyed.key.kid},
        keyed.claims(),
        OctKey.import_key(json.dumps(keyed.key.as_dict(private=False))),
    ),
    "without a signature": lambda keyed: unsigned(keyed, {"alg": "ES256", "kid": keyed.key.kid}),
    "with no algorithm": lambda keyed: f"eyJhbGciOiJub25lIn0.{keyed.assertion().split('.')[1]}.",
    "cut short": lambda keyed: keyed.assertion()[:-8],
    "with a flipped signature": lambda keyed: keyed.assertion()[:-4] + "AAAA",
    "not a token": lambda _: "not a token",
    "of other letters": lambda _: "ключ.ключ.ключ",
    "of three dots": lambda _: "...",
    "of no JSON": lambda _: "e30.e30x.e30",
    "a list": lambda keyed: f"{keyed.assertion().split('.')[0]}.W10.AA",
    "too long": lambda _: "a" * 7_000,
}


@pytest.mark.parametrize("attack", ATTACKS.values(), ids=ATTACKS)
def test_an_assertion_is_refused_that_is(keyed, attack):
    answer = keyed.asks_with(attack(keyed))

    assert answer.status_code in {400, 401}
    assert answer.json()["error"] == "invalid_client"


def test_another_clients_id_beside_the_assertion_is_refused(keyed):
    answer = keyed.asks_with(keyed.assertion(), client_id="someone else")

    assert outcome(answer) == (400, "invalid_client")


def test_the_key_of_another_client_does_not_sign(client, keyed, tenant, other_tenant):
    answers = []

    for of in (tenant, other_tenant):
        key = an_ec_key()
        with of.transaction() as session:
            made = client_keys.create_keyed_client(session, "Other", SCOPES, public_json(key))
        other = KeyedPartner(client, ClientNumber(of.actor.tenant_id, made.id), key)
        claims = keyed.claims()
        forged = jwt.encode({"alg": "ES256", "kid": key.kid}, claims, key)
        answers += [outcome(keyed.asks_with(forged)), outcome(other.asks_with(other.assertion()))]

    assert answers == [(400, "invalid_client"), (200, None)] * 2


def test_one_tenants_assertion_says_nothing_in_another(keyed, other_tenant):
    number = str(ClientNumber(other_tenant.actor.tenant_id, keyed.number.id))

    answer = keyed.asks_with(keyed.assertion(iss=number, sub=number))

    assert outcome(answer)[1] == "invalid_client"


BAD_KEYS = {
    "a private key": lambda: json.dumps(an_ec_key().as_dict(private=True)),
    "a private PEM": lambda: an_ec_key().as_pem(private=True).decode(),
    "a shared secret": lambda: json.dumps(OctKey.generate_key(256).as_dict()),
    "a short RSA key": lambda: (
        rsa.generate_private_key(65537, 1024)
        .public_key()
        .public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
        .decode()
    ),
    "an unusual curve": lambda: public_json(ECKey.generate_key("secp256k1", auto_kid=True)),
    "a key for agreement": lambda: public_json(OKPKey.generate_key("X25519", auto_kid=True)),
    "no key": lambda: '{"keys": []}',
    "too many": lambda: public_json(*(an_ec_key() for _ in range(6))),
    "a list": lambda: "[]",
    "no JSON": lambda: "{",
    "half a PEM": lambda: "-----BEGIN PUBLIC KEY-----\nAAAA",
    "a key of no kind": lambda: '{"kty": "??"}',
    "a number as its id": lambda: json.dumps(an_ec_key().as_dict(private=False) | {"kid": 7}),
    "a mountain": lambda: " " * 20_001,
}


@pytest.mark.parametrize("keys", BAD_KEYS.values(), ids=BAD_KEYS)
def test_a_key_is_not_registered_that_is(signed_in, keys):
    made = signed_in().ask(
        'mutation ($keys: String!) { createKeyedClient(name: "X", scopes: [],'
        " publicKeys: $keys) { ... on Refusal { code path } } }",
        keys=keys(),
    )["createKeyedClient"]

    assert made == {"code": "invalid", "path": "publicKeys"}


def test_a_key_is_registered_once(keyed, tenant, signed_in):
    again = signed_in().ask(
        "mutation ($id: ID!, $keys: String!) { addClientKeys(clientId: $id, publicKeys: $keys)"
        " { ... on Refusal { code } } }",
        id=f"ClientApplication_{keyed.number.id}",
        keys=public_json(keyed.key),
    )["addClientKeys"]

    assert again == {"code": "already_exists"}
    with tenant.transaction() as session:
        assert session.scalars(select(ClientKey.expires_at)).all() == [None]
