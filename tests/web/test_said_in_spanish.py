"""Whatever the domain says to people, the screens can say in Spanish."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from domain.services.shipped import KINDS, shipped_definition
from tenants.meanings import Module
from tenants.permissions import Permission
from tenants.settings import SETTINGS
from tests.installation import ROOT
from tests.web.sentences import refusals, sentences

SAID = json.loads((ROOT / "web/src/words/es/said.json").read_text())


def test_every_sentence_of_the_domain_has_spanish() -> None:
    missing = sentences("domain") - SAID["sentences"].keys()

    assert sorted(missing) == [], "say them in web/src/words/es/said.json"


def test_every_refusal_of_accounts_and_administration_has_spanish() -> None:
    told = refusals("tenants", "api/identity")

    assert sorted(told - SAID["sentences"].keys()) == []
    assert len(told) >= 80


def test_no_spanish_is_kept_of_what_nobody_says() -> None:
    stale = SAID["sentences"].keys() - sentences("domain", "tenants", "api")

    assert sorted(stale) == [], "remove them, or move what is put together to `composed`"


def test_each_says_what_was_filled_in() -> None:
    texts = SAID["sentences"] | SAID["composed"]

    assert {text for text, said in texts.items() if text.count("{}") != said.count("{}")} == set()


@pytest.mark.parametrize("kind", KINDS)
def test_every_shipped_template_has_spanish(kind: str) -> None:
    words = {each for each in _words(shipped_definition(kind)) if " " in each or each.istitle()}

    assert sorted(words - SAID["templates"].keys()) == []


def _words(part: Any) -> Iterator[str]:
    if isinstance(part, list):
        for each in part:
            yield from _words(each)
    elif isinstance(part, dict):
        for name, value in part.items():
            is_said = name in {"name", "label", "help", "attestation"} and isinstance(value, str)
            yield from [value] if is_said else _words(value)


def test_all_that_may_be_given_switched_or_decided_has_spanish() -> None:
    told = json.loads((ROOT / "web/src/administration/words/server.es.json").read_text())

    asked = {
        *Permission,
        *(f"module {each.name}" for each in Module if each is not Module.CORE),
        *SETTINGS,
    }

    assert told.keys() == asked
