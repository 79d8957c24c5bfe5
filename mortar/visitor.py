"""A user or a program outside: reaches Mortar over HTTP and in no other way."""

import time
from contextlib import suppress
from typing import Any, Self
from uuid import uuid4

import httpx2

PATIENCE_SECONDS = 30
MOST_TRIES = 240
BETWEEN_TRIES_SECONDS = 0.5


class TurnedAway(RuntimeError):
    """The API answered otherwise than the visitor needs; the message says how."""


class Visitor:
    """Whoever is signed in through this client; asks GraphQL and expects an answer."""

    def __init__(self, http: httpx2.Client) -> None:
        self.http = http

    @classmethod
    def to(cls, url: str) -> Self:
        return cls(httpx2.Client(base_url=url, timeout=PATIENCE_SECONDS))

    def sign_in(self, organization: str, email: str, password: str) -> None:
        """As a person does: a session cookie, and a token against forged requests.

        Raises:
            TurnedAway: something of it is wrong.
        """
        form = {"organization": organization, "email": email, "password": password}
        answer = self._taken(self.http.post("/auth/sign-in", json=form))
        self.http.headers["x-csrf-token"] = answer["csrfToken"]

    def present(self, client_id: str, client_secret: str) -> None:
        """As a partner's program does: client credentials against a short-lived token.

        Raises:
            TurnedAway: something of it is wrong.
        """
        form = {"grant_type": "client_credentials"}
        answer = self._taken(
            self.http.post("/oauth/token", data=form, auth=(client_id, client_secret))
        )
        self.http.headers["authorization"] = f"Bearer {answer['access_token']}"

    def ask(self, document: str, **variables: Any) -> dict[str, Any]:
        """The data of one GraphQL operation; asked again where the API was away for a moment.

        Raises:
            TurnedAway: with the first error's words.
        """
        asked = {"query": document, "variables": variables}
        answer = self._posted(asked).json()
        if answer.get("errors"):
            raise TurnedAway(answer["errors"][0]["message"])
        data: dict[str, Any] = answer["data"]
        return data

    def _posted(self, asked: dict[str, Any]) -> httpx2.Response:
        """With the same key each time, so that a mutation takes effect once."""
        headers = {"idempotency-key": str(uuid4())}
        for _ in range(MOST_TRIES):
            with suppress(httpx2.TransportError):
                answer = self.http.post("/graphql", json=asked, headers=headers)
                if answer.status_code != httpx2.codes.SERVICE_UNAVAILABLE:
                    return answer
            time.sleep(BETWEEN_TRIES_SECONDS)
        raise TurnedAway("The API stays away.")

    def _taken(self, answer: httpx2.Response) -> dict[str, Any]:
        if answer.status_code != httpx2.codes.OK:
            raise TurnedAway(f"{answer.request.url.path} answered {answer.status_code}.")
        taken: dict[str, Any] = answer.json()
        return taken
