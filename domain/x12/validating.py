"""Check whole X12 files, from the envelope's bytes to the meaning of codes."""

from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

from domain.x12.delimiters import Delimiters
from domain.x12.envelope_inspection import EnvelopeState
from domain.x12.file_reading import FileReader, Finished
from domain.x12.findings import Finding, Unreadable
from domain.x12.inspection import TransactionInspector
from domain.x12.rules.catalogue import RULEBOOKS
from domain.x12.rules.faults import CodeSets
from domain.x12.rules.forms import FormsOnly
from domain.x12.structure import Structure
from domain.x12.tokens import Source
from domain.x12.transaction_reading import Emitted, Inspector

FORMS = FormsOnly()


def validate(source: Source, codes: CodeSets = FORMS) -> Iterator[Finding]:
    """Every finding, in the order of the file, claim by claim; none for a file without fault.

    `codes` knows which diagnoses and procedures were valid on a day; without it only their
    shape is looked at. A file that cannot be read at all ends in one finding.
    """
    inspector = FileInspector(codes)
    events = FileReader(source, inspector=inspector).events()
    while True:
        try:
            event = next(events, None)
        except Unreadable as fault:
            yield from inspector.taken()
            yield fault.finding
            return
        if event is None:
            break
        inspector.met(event)
        yield from inspector.taken()
    inspector.end()
    yield from inspector.taken()


def described(finding: Finding) -> dict[str, Any]:
    """The finding as plain data for JSON."""
    return asdict(finding) | {"level": int(finding.level), "severity": str(finding.severity)}


class FileInspector:
    """Hands the envelope to one inspector and each transaction to its own."""

    def __init__(self, codes: CodeSets) -> None:
        self._codes = codes
        self._envelope = EnvelopeState()
        self._transaction: TransactionInspector | None = None

    def envelope(
        self, code: str, elements: list[str], written: str, index: int, delimiters: Delimiters
    ) -> None:
        self._envelope.met(code, elements, written, index, delimiters)

    def indented(self, written: str, index: int) -> None:
        self._envelope.indented(written, index)

    def stray(self, written: str, index: int) -> None:
        self._envelope.stray(written, index)

    def refused(self, fault: Unreadable) -> None:
        self._envelope.refused(fault)

    def transaction(self, structure: Structure, start: int) -> Inspector | None:
        rules = RULEBOOKS[structure.declared.code]
        self._envelope.holds(structure.declared)
        self._transaction = TransactionInspector(structure, start, rules, self._codes)
        return self._transaction

    def met(self, event: object) -> None:
        if self._transaction is None:
            return
        if isinstance(event, Emitted):
            self._transaction.emitted(event)
        elif isinstance(event, Finished):
            self._transaction.finished(event.value, event.reader.root)

    def end(self) -> None:
        self._envelope.end()

    def taken(self) -> list[Finding]:
        """The findings since the last time."""
        findings = self._envelope.findings
        if self._transaction is not None:
            findings = findings + self._transaction.findings
            self._transaction.findings = []
        self._envelope.findings = []
        return sorted(findings, key=lambda one: one.segment_index)
