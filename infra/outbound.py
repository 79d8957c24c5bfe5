"""Asking servers that a tenant names: no redirects, no private addresses, small answers, in time.

A name is resolved once, every address of it is checked, and the connection goes to one that was
checked: so neither a name that leads inside nor one that changes meanwhile reaches our network.
"""

import ipaddress
import socket
from dataclasses import dataclass
from typing import Any
from urllib.parse import SplitResult, urlsplit

import httpx2
import orjson

from infra.outside import Declined, Unreachable

MAX_ANSWER_BYTES = 256 * 1024
TIMEOUT = httpx2.Timeout(10.0, connect=3.0)
MAX_URL_LENGTH = 2_000


@dataclass(frozen=True, slots=True)
class Outbound:
    """Asks for JSON; `reaches_inside` allows private addresses, and loopback without TLS."""

    reaches_inside: bool = False

    def get(self, url: str) -> dict[str, Any]:
        """Raises: Unreachable, Declined."""
        return self._asked("GET", url)

    def post(
        self, url: str, form: dict[str, str], basic: tuple[str, str] | None = None
    ) -> dict[str, Any]:
        """Raises: Unreachable, Declined."""
        return self._asked("POST", url, data=form, auth=basic)

    def checked(self, url: str) -> SplitResult:
        """The parts of an address that may be asked, or given to a browser.

        Raises:
            Declined: it is none, is not TLS, or has something in it that misleads.
        """
        try:
            parts = urlsplit(url)
            host, port = parts.hostname, parts.port
        except ValueError:
            raise Declined("The address is none.") from None
        if not host or port == 0 or len(url) > MAX_URL_LENGTH or not url.isascii():
            raise Declined("The address is none.")
        if any(letter.isspace() or letter in "\\#" for letter in url) or "@" in parts.netloc:
            raise Declined("The address names a user or a fragment.")
        if parts.scheme == "https":
            return parts
        if parts.scheme == "http" and self.reaches_inside and _is_loopback(host):
            return parts
        raise Declined("The address is not https.")

    def address_of(self, parts: SplitResult) -> str:
        """One address of the host, all of which may be reached.

        Raises:
            Unreachable: the name is not known now.
            Declined: it leads inside.
        """
        port = parts.port or (443 if parts.scheme == "https" else 80)
        try:
            found = socket.getaddrinfo(parts.hostname, port, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError):
            raise Unreachable("The host's name is not known.") from None
        addresses = [str(entry[4][0]) for entry in found]
        if not self.reaches_inside and not all(map(is_public, addresses)):
            raise Declined("The host's address is not public.")
        return addresses[0]

    def _asked(self, method: str, url: str, **body: Any) -> dict[str, Any]:
        parts = self.checked(url)
        address = self.address_of(parts)
        host = f"[{address}]" if ":" in address else address
        port = f":{parts.port}" if parts.port else ""
        pinned = parts._replace(netloc=f"{host}{port}").geturl()
        try:
            with (
                httpx2.Client(timeout=TIMEOUT, trust_env=False, follow_redirects=False) as client,
                client.stream(
                    method,
                    pinned,
                    headers={"host": parts.netloc, "accept": "application/json"},
                    extensions={"sni_hostname": str(parts.hostname)},
                    **body,
                ) as answer,
            ):
                return _read(answer)
        except (httpx2.HTTPError, httpx2.InvalidURL, OSError):
            raise Unreachable("The server did not answer.") from None


def is_public(address: str) -> bool:
    """Whether an address belongs to the internet at large; those that wrap another are as it is."""
    found = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(found, ipaddress.IPv6Address):
        inner = found.ipv4_mapped or found.sixtofour or (found.teredo or (None, None))[1]
        if inner is None and found in NAT64:
            inner = ipaddress.IPv4Address(int(found) & 0xFFFFFFFF)
        if inner is not None:
            return is_public(str(inner))
    return found.is_global and not (found.is_multicast or found.is_reserved)


NAT64 = ipaddress.IPv6Network("64:ff9b::/96")


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _read(answer: httpx2.Response) -> dict[str, Any]:
    if answer.status_code != 200:
        kind = Unreachable if answer.status_code >= 500 else Declined
        raise kind(f"The server answered {answer.status_code}.")
    body = bytearray()
    for chunk in answer.iter_bytes():
        body += chunk
        if len(body) > MAX_ANSWER_BYTES:
            raise Declined("The answer is too long.")
    try:
        found = orjson.loads(body)
    except orjson.JSONDecodeError:
        raise Declined("The answer is no JSON.") from None
    if not isinstance(found, dict):
        raise Declined("The answer is no JSON object.")
    return found
