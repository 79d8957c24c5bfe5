"""The demo's sign-ins and partner applications, kept in one private file and shown at each start."""

import json
import secrets
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from infra.secret_files import secret_in, write_secret
from mortar.demo.cast import PHARMACIES, ROLES

FILE_NAME = "demo.json"
READABLE = "abcdefghjkmnpqrstuvwxyz23456789"
"""No character that looks like another."""


@dataclass
class PharmacyCredentials:
    """How to enter one demo tenant."""

    slug: str
    name: str
    passwords: dict[str, str]
    """By role; the address is `role@slug.example`."""
    client_number: str = ""
    client_secret: str = ""


class Credentials:
    """All of it; written whenever a part becomes known."""

    def __init__(self, data_dir: Path) -> None:
        self._path = data_dir / FILE_NAME
        kept = json.loads(secret_in(self._path, _new))
        self.pharmacies = [PharmacyCredentials(**each) for each in kept["pharmacies"]]
        self.day_was_shown: bool = kept["day_was_shown"]

    def of(self, slug: str) -> PharmacyCredentials:
        return next(each for each in self.pharmacies if each.slug == slug)

    def save(self) -> None:
        kept = {
            "pharmacies": [asdict(each) for each in self.pharmacies],
            "day_was_shown": self.day_was_shown,
        }
        write_secret(self._path, json.dumps(kept, indent=1))

    def lines(self) -> Iterator[str]:
        """For a person to copy from."""
        for pharmacy in self.pharmacies:
            yield f"{pharmacy.name}  (organization: {pharmacy.slug})"
            if not pharmacy.client_number:
                yield "  founded with another DATA_DIR, where its passwords are"
                continue
            for role, password in pharmacy.passwords.items():
                yield f"  {email(role, pharmacy.slug):<28} {password}"
            yield f"  partner application: client_id     {pharmacy.client_number}"
            yield f"                       client_secret {pharmacy.client_secret}"
            yield ""


def email(role: str, slug: str) -> str:
    return f"{role}@{slug}.example"


def _password() -> str:
    """Three groups of four: easy to copy, 59 bits to guess."""
    groups = ("".join(secrets.choice(READABLE) for _ in range(4)) for _ in range(3))
    return "-".join(groups)


def _new() -> str:
    pharmacies = [
        PharmacyCredentials(
            each.slug,
            each.name,
            {role: _password() for role in ROLES},
        )
        for each in PHARMACIES
    ]
    return json.dumps(
        {"pharmacies": [asdict(each) for each in pharmacies], "day_was_shown": False}, indent=1
    )
