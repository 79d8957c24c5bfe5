"""Public files, which are never committed: each is read, or refused with segment and element."""

import os
from pathlib import Path

import pytest

from domain.x12.findings import Level, Severity, Unreadable
from domain.x12.reading import read
from domain.x12.validating import validate

ROOT = Path(__file__).parents[2]


def corpus() -> Path | None:
    """The samples beside the repository, or where the environment says."""
    for place in (os.environ.get("MORTAR_CORPUS"), ROOT.parent / "shared" / "corpus"):
        if place and (Path(place) / "x12").is_dir():
            return Path(place) / "x12"
    return None


CORPUS = corpus()
FILES = sorted(CORPUS.glob("*/*")) if CORPUS else []
KINDS = {"837P": 34, "835": 20, "999": 5, "277CA": 4, "TA1": 3}

needs_corpus = pytest.mark.skipif(CORPUS is None, reason="the public samples are not here")


@needs_corpus
@pytest.mark.parametrize("file", FILES, ids=lambda file: f"{file.parent.name}/{file.name}")
def test_a_file_is_read_or_refused_by_name(file: Path):
    try:
        documents = list(read(file.read_bytes()))
    except Unreadable as refusal:
        finding = refusal.finding
        assert finding.segment
        assert finding.element.startswith(finding.segment) or finding.element == "GS08"
        assert finding.message
    else:
        assert documents


@needs_corpus
@pytest.mark.parametrize("file", FILES, ids=lambda file: f"{file.parent.name}/{file.name}")
def test_a_file_is_validated_to_its_end(file: Path):
    for finding in validate(file.read_bytes()):
        assert finding.code
        assert finding.message


@needs_corpus
@pytest.mark.parametrize("kind", KINDS)
def test_most_files_of_our_sets_are_read(kind: str):
    assert CORPUS is not None
    read_count = 0
    for file in (CORPUS / kind).iterdir():
        try:
            read_count += bool(list(read(file.read_bytes())))
        except Unreadable:
            continue

    assert read_count >= KINDS[kind]


@needs_corpus
@pytest.mark.parametrize(("kind", "listed"), [("837P", "clean-837P.txt"), ("835", "clean-835.txt")])
def test_files_that_others_accept_have_no_structural_error(kind: str, listed: str):
    assert CORPUS is not None
    for name in (CORPUS / listed).read_text().split("\n"):
        if not name:
            continue
        findings = validate((CORPUS / kind / name).read_bytes())
        wrong = [
            one
            for one in findings
            if one.level <= Level.STRUCTURE
            and one.severity is Severity.ERROR
            and not one.code.startswith(
                ("envelope.version", "segment.leading", "element.characters")
            )
        ]
        assert wrong == [], name
