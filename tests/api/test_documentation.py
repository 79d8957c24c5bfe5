"""What the documents tell people to send is understood."""

import re
from pathlib import Path

import pytest
from graphql import parse, validate

from api.schema import core

ROOT = Path(__file__).parents[2]
GUIDE = (ROOT / "docs" / "api.md").read_text()
README = (ROOT / "README.md").read_text()
DOCUMENTS = [
    *re.findall(r"```graphql\n(.*?)```", GUIDE, re.DOTALL),
    re.findall(r'"query": "(.*?)"\}', README, re.DOTALL)[0],
]
FIELDS = re.findall(
    r"^\| [a-z ]+ \| (.*) \|$", GUIDE.split("## From documentation")[1], re.MULTILINE
)


@pytest.mark.parametrize("document", DOCUMENTS)
def test_a_document_of_the_guide_is_valid(document: str) -> None:
    assert validate(core(), parse(document)) == []


def test_every_field_of_the_guide_exists() -> None:
    query, mutation = core().query_type, core().mutation_type
    assert query is not None
    assert mutation is not None

    named = {name for cell in FIELDS for name in re.findall(r"`([a-z]\w+)`", cell)}

    assert len(named) > 20
    assert named <= query.fields.keys() | mutation.fields.keys()
