"""OpenID Connect as a relying party: discovery, keys, the code's exchange, and ID tokens.

Authlib makes the authorization request and checks an ID token's claims, joserfc its signature;
what is fetched goes through `infra.outbound`.
"""

import math
import time
from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import dataclass
from threading import Lock
from typing import Any
from urllib.parse import urlencode

from authlib.oauth2.rfc6749.parameters import prepare_grant_uri
from authlib.oauth2.rfc7636 import create_s256_code_challenge
from authlib.oidc.core import CodeIDToken
from joserfc import jws, jwt
from joserfc.errors import JoseError
from joserfc.jwk import ECKey, Key, KeySet, OKPKey, RSAKey

from infra.outbound import Outbound
from infra.outside import Declined

ALGORITHMS = {
    RSAKey: ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512"],
    ECKey: ["ES256", "ES384", "ES512"],
    OKPKey: ["EdDSA", "Ed25519"],
}
"""By the kind of key: never `none`, never a shared secret, whatever the token's header says."""
LEEWAY_SECONDS = 60
CLOCKS_DIFFER_SECONDS = 30
"""Between the provider and us, when it says that somebody signed in just now."""
LONGEST_LIFE_SECONDS = 24 * 3600
OLDEST_SECONDS = 600
"""An ID token comes from this very sign-in."""
FRESH_SECONDS = 3600.0
REFRESH_AT_MOST_EVERY_SECONDS = 30.0
REMEMBERED_ISSUERS = 1_000
MAX_TOKEN_CHARACTERS = 50_000
MAX_KEYS = 50


class NotFresh(Declined):
    """The `auth_time` is missing, or of an earlier sign-in."""


@dataclass(frozen=True, slots=True)
class RelyingParty:
    """Who we are to one provider."""

    issuer: str
    client_id: str
    client_secret: str | None
    redirect_uri: str


@dataclass(frozen=True, slots=True)
class Secrets:
    """What ties an answer to its question."""

    state: str
    nonce: str
    code_verifier: str


@dataclass(slots=True)
class _Known:
    metadata: dict[str, Any]
    keys: list[Key]
    read_at: float


class OpenID:
    """What one process knows of providers; remembered for an hour, or until a key is not known."""

    def __init__(self, outbound: Outbound) -> None:
        self.outbound = outbound
        self._lock = Lock()
        self._known: OrderedDict[str, _Known] = OrderedDict()

    def authorization_url(
        self,
        party: RelyingParty,
        scopes: list[str],
        secrets: Secrets,
        *,
        acr_values: Iterable[str] = (),
        anew: bool = False,
    ) -> str:
        """Where the browser goes; anew: the provider must not rely on an earlier sign-in.

        Raises:
            Unreachable, Declined
        """
        asked = {"prompt": "login", "max_age": "0"} if anew else {}
        asked |= {"acr_values": wanted} if (wanted := " ".join(acr_values)) else {}
        endpoint = self._endpoint(self._found(party.issuer), "authorization_endpoint")
        url: str = prepare_grant_uri(
            endpoint,
            party.client_id,
            "code",
            redirect_uri=party.redirect_uri,
            scope=" ".join(scopes),
            state=secrets.state,
            nonce=secrets.nonce,
            code_challenge=create_s256_code_challenge(secrets.code_verifier),  # type: ignore[no-untyped-call]
            code_challenge_method="S256",
            **asked,
        )
        return url

    def must_answer_as(self, party: RelyingParty, issuer: str | None) -> None:
        """Another provider's answer must not be taken to this one (RFC 9207).

        Raises:
            Unreachable, Declined
        """
        says_so = self._found(party.issuer).metadata.get(
            "authorization_response_iss_parameter_supported"
        )
        if issuer != party.issuer and (issuer is not None or says_so is True):
            raise Declined("The answer comes from another provider.")

    def claims_for(self, party: RelyingParty, code: str, secrets: Secrets) -> dict[str, Any]:
        """The claims of the ID token that the code gets.

        Raises:
            Unreachable, Declined
        """
        known = self._found(party.issuer)
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": party.redirect_uri,
            "code_verifier": secrets.code_verifier,
        }
        methods = known.metadata.get("token_endpoint_auth_methods_supported")
        basic = None
        if party.client_secret is None:
            form["client_id"] = party.client_id
        elif isinstance(methods, list) and "client_secret_basic" not in methods:
            form |= {"client_id": party.client_id, "client_secret": party.client_secret}
        else:
            basic = (party.client_id, party.client_secret)
        answer = self.outbound.post(self._endpoint(known, "token_endpoint"), form, basic)
        access_token = answer.get("access_token")
        return self.verified(
            party,
            answer.get("id_token"),
            secrets.nonce,
            access_token if isinstance(access_token, str) else None,
        )

    def verified(
        self, party: RelyingParty, token: Any, nonce: str, access_token: str | None = None
    ) -> dict[str, Any]:
        """The claims of an ID token that this provider made for us, for this sign-in, now.

        Raises:
            Unreachable, Declined
        """
        if not isinstance(token, str) or not 0 < len(token) <= MAX_TOKEN_CHARACTERS:
            raise Declined("There is no ID token.")
        try:
            header = jws.extract_compact(token.encode()).headers()
            key = self._key(party.issuer, header)
            decoded = jwt.decode(token, key, algorithms=_algorithms(key))
            claims = dict(decoded.claims)
            _must_be_plain(party, claims)
            params = {"nonce": nonce, "client_id": party.client_id, "access_token": access_token}
            options = {"iss": {"value": party.issuer}, "aud": {"value": party.client_id}}
            CodeIDToken(claims, decoded.header, options, params).validate(leeway=LEEWAY_SECONDS)
        except (JoseError, ValueError, TypeError, KeyError, AttributeError, OverflowError):
            raise Declined("The ID token is not valid.") from None
        return claims

    def end_session_url(self, party: RelyingParty, back_to: str) -> str | None:
        """Where the browser ends the provider's own session; None: it offers nothing.

        Raises:
            Unreachable, Declined
        """
        known = self._found(party.issuer)
        if "end_session_endpoint" not in known.metadata:
            return None
        endpoint = self._endpoint(known, "end_session_endpoint")
        asked = urlencode({"client_id": party.client_id, "post_logout_redirect_uri": back_to})
        return f"{endpoint}{'&' if '?' in endpoint else '?'}{asked}"

    def discovered(self, issuer: str) -> dict[str, Any]:
        """What a provider says of itself that signing in depends on, asked for now.

        Raises:
            Unreachable, Declined
        """
        known = self._found(issuer, 0)
        if not known.keys:
            raise Declined("The provider has no key that may sign.")
        supported = known.metadata.get("scopes_supported")
        return {
            "issuer": issuer,
            "authorizationEndpoint": self._endpoint(known, "authorization_endpoint"),
            "tokenEndpoint": self._endpoint(known, "token_endpoint"),
            "keyCount": len(known.keys),
            "scopes": [str(each) for each in supported] if isinstance(supported, list) else [],
        }

    def _endpoint(self, known: _Known, name: str) -> str:
        url = known.metadata.get(name)
        if not isinstance(url, str):
            raise Declined(f"The provider names no {name}.")
        self.outbound.checked(url)
        return url

    def _key(self, issuer: str, header: dict[str, Any]) -> Key:
        key_id = header.get("kid")
        found = _matching(self._found(issuer).keys, key_id)
        if found is None:
            found = _matching(self._found(issuer, REFRESH_AT_MOST_EVERY_SECONDS).keys, key_id)
        if found is None:
            raise ValueError("no such key")
        return found

    def _found(self, issuer: str, older_than_seconds: float = FRESH_SECONDS) -> _Known:
        with self._lock:
            known = self._known.get(issuer)
        if known is not None and time.monotonic() - known.read_at < older_than_seconds:
            return known
        known = self._read(issuer)
        with self._lock:
            self._known[issuer] = known
            self._known.move_to_end(issuer)
            if len(self._known) > REMEMBERED_ISSUERS:
                self._known.popitem(last=False)
        return known

    def _read(self, issuer: str) -> _Known:
        url = f"{issuer.rstrip('/')}/.well-known/openid-configuration"
        metadata = self.outbound.get(url)
        if metadata.get("issuer") != issuer:
            raise Declined("The provider names another issuer.")
        jwks_uri = metadata.get("jwks_uri")
        if not isinstance(jwks_uri, str):
            raise Declined("The provider names no keys.")
        return _Known(metadata, _keys(self.outbound.get(jwks_uri)), time.monotonic())


def must_be_fresh(claims: dict[str, Any], asked_at: float) -> None:
    """They signed in at the provider after we asked for it, whatever it made of our asking.

    Raises:
        NotFresh
    """
    signed_in_at = claims.get("auth_time")
    is_number = isinstance(signed_in_at, int | float) and not isinstance(signed_in_at, bool)
    earliest, latest = asked_at - CLOCKS_DIFFER_SECONDS, time.time() + CLOCKS_DIFFER_SECONDS
    if not is_number or not earliest <= signed_in_at <= latest:  # type: ignore[operator]
        raise NotFresh("Your identity provider does not say that you signed in just now.")


def _keys(document: dict[str, Any]) -> list[Key]:
    """Those that may sign; a key that we cannot read is left out, not an error."""
    members = document.get("keys")
    if not isinstance(members, list) or len(members) > MAX_KEYS:
        raise Declined("The provider's keys are unreadable.")
    found: list[Key] = []
    for member in members:
        kind = member.get("kty") if isinstance(member, dict) else None
        if kind not in {"RSA", "EC", "OKP"} or member.get("use", "sig") != "sig":
            continue
        try:
            found += KeySet.import_key_set({"keys": [member]}).keys
        except (JoseError, ValueError, TypeError, KeyError):
            continue
    return found


def _matching(keys: list[Key], key_id: Any) -> Key | None:
    """The key that the header names; it may leave that out where there is only one."""
    if key_id is None:
        return keys[0] if len(keys) == 1 else None
    return next((key for key in keys if key.as_dict().get("kid") == key_id), None)


def _algorithms(key: Key) -> list[str]:
    return next(names for kind, names in ALGORITHMS.items() if isinstance(key, kind))


def _must_be_plain(party: RelyingParty, claims: dict[str, Any]) -> None:
    """What the libraries leave open.

    Raises:
        ValueError
    """
    now = time.time()
    for name in ("exp", "iat"):
        value = claims.get(name)
        is_number = isinstance(value, int | float) and not isinstance(value, bool)
        if not is_number or not math.isfinite(value):  # type: ignore[arg-type]
            raise ValueError(name)
    if claims["exp"] > now + LONGEST_LIFE_SECONDS:
        raise ValueError("exp")
    if not now - OLDEST_SECONDS < claims["iat"] < now + LEEWAY_SECONDS:
        raise ValueError("iat")
    subject, issuer, nonce = (claims.get(name) for name in ("sub", "iss", "nonce"))
    if not isinstance(subject, str) or not 0 < len(subject) <= 255 or "\0" in subject:
        raise ValueError("sub")
    if issuer != party.issuer or not isinstance(nonce, str):
        raise ValueError("iss")
    audience = claims.get("aud")
    audiences = audience if isinstance(audience, list) else [audience]
    if party.client_id not in audiences or (len(audiences) > 1 and "azp" not in claims):
        raise ValueError("aud")
