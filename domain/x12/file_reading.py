"""Walk a whole file through its envelopes, handing each transaction to its declared set."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Any, Protocol

from domain.x12.acknowledgments import InterchangeAcknowledgment
from domain.x12.delimiters import USUAL, Delimiters
from domain.x12.elements import Draft, UnreadableElement
from domain.x12.findings import Unreadable
from domain.x12.interchange import Interchange, TransactionHeader, TransactionId
from domain.x12.segment_reading import SegmentReader
from domain.x12.sets.catalogue import known_codes, set_of
from domain.x12.sets.envelope import ENVELOPE
from domain.x12.structure import Structure, structure
from domain.x12.tokens import Source, batches, unreadable
from domain.x12.transaction_reading import Emitted, Inspector, TransactionReader

BLANKS = frozenset(" \t")
ISA_FIELDS = frozenset(Interchange.__dataclass_fields__)


@dataclass(frozen=True, slots=True)
class Finished:
    """A transaction that has been read to its SE."""

    value: Any
    reader: TransactionReader
    code: str


class EnvelopeInspector(Protocol):
    """Looks on while a file is read, from outside its transactions."""

    def envelope(
        self, code: str, elements: list[str], written: str, index: int, delimiters: Delimiters
    ) -> None: ...
    def indented(self, written: str, index: int) -> None: ...
    def stray(self, written: str, index: int) -> None: ...
    def transaction(self, structure: Structure, start: int) -> Inspector | None: ...
    def refused(self, fault: Unreadable) -> None: ...


Event = Emitted | Finished | InterchangeAcknowledgment


@dataclass(slots=True)
class FileReader:
    """Reads one file once; `wanted` is the ST01 of the only transactions welcome."""

    source: Source
    wanted: str = ""
    inspector: EnvelopeInspector | None = None
    index: int = -1
    held_anything: bool = False
    """A transaction or a TA1 was met."""
    _isa: Draft = field(default_factory=dict)
    _version: str = ""
    _transaction: TransactionReader | None = None
    _code: str = ""
    _skipping: bool = False
    _delimiters: Delimiters = USUAL

    def events(self) -> Iterator[Event]:
        """What the file holds, as soon as it is complete.

        Raises:
            Unreadable: a segment that nothing can be made of, named with its element.
        """
        try:
            for delimiters, segments in batches(self.source):
                self._delimiters = delimiters
                yield from self._batch(segments, delimiters.element)
        except Unreadable as fault:
            if self.index <= 0 or fault.finding.segment_index:
                raise
            found = replace(fault.finding, segment_index=self.index + 1)
            raise Unreadable(found) from fault
        if self._transaction is not None:
            yield from self._finish()

    def _batch(self, segments: list[str], mark: str) -> Iterator[Event]:
        first = self.index + 1
        for self.index, written in enumerate(segments, first):
            reader = self._transaction
            if reader is not None and (met := reader.known.get(written)) is not None:
                emitted = reader.take(met, written, self.index)
            else:
                if written[:1] in BLANKS:
                    written = self._unindented(written)
                elements = written.split(mark)
                if elements[0] in ENVELOPE:
                    yield from self._envelope(elements[0], elements, written)
                    continue
                emitted = self._stranger(written, elements)
            if emitted is not None:
                yield emitted

    def _stranger(self, written: str, elements: list[str]) -> Emitted | None:
        """A segment whose words are not known at this place."""
        if self._transaction is not None:
            return self._transaction.meet(written, elements, self.index)
        if self.inspector is not None and not self._skipping:
            self.inspector.stray(written, self.index)
        return None

    def _unindented(self, written: str) -> str:
        """Spaces before a segment are forgiven, but not unseen."""
        trimmed = written.lstrip()
        if self.inspector is not None and trimmed:
            self.inspector.indented(trimmed, self.index)
        return trimmed

    def _envelope(self, code: str, elements: list[str], written: str) -> Iterator[Event]:
        if self.inspector is not None:
            self.inspector.envelope(code, elements, written, self.index, self._delimiters)
        if self._transaction is not None:
            yield from self._finish()
        try:
            answer = self._take_in(code, elements)
        except Unreadable as fault:
            if self.inspector is None:
                raise
            self.inspector.refused(fault)
        else:
            if answer is not None:
                yield answer

    def _take_in(self, code: str, elements: list[str]) -> InterchangeAcknowledgment | None:
        if code == "ISA":
            self._isa = self._draft(code, elements)
        elif code == "GS":
            self._group(elements)
        elif code == "ST":
            self._begin(elements)
        elif code == "TA1":
            self.held_anything = True
            return self._interchange_acknowledgment(elements)
        else:
            self._skipping = False
        return None

    def _draft(self, code: str, elements: list[str]) -> Draft:
        draft: Draft = {}
        try:
            _envelope_reader(code, self._delimiters).read(elements, draft)
        except UnreadableElement as fault:
            message = f"{fault.element} cannot be read."
            raise unreadable(fault.element, message, self.index, code) from fault
        return draft

    def _group(self, elements: list[str]) -> None:
        draft = self._draft("GS", elements)
        self._version = draft.get("version", "")
        self._isa |= {name: value for name, value in draft.items() if name in ISA_FIELDS}

    def _interchange(self) -> Interchange:
        known = {name: value for name, value in self._isa.items() if name in ISA_FIELDS}
        try:
            return Interchange(**known)
        except TypeError:
            raise unreadable("ISA", "The ISA lacks required elements.", self.index) from None

    def _interchange_acknowledgment(self, elements: list[str]) -> InterchangeAcknowledgment:
        try:
            return InterchangeAcknowledgment(
                interchange=self._interchange(), **self._draft("TA1", elements)
            )
        except TypeError:
            raise unreadable("TA1", "The TA1 lacks required elements.", self.index, "TA1") from None

    def _begin(self, elements: list[str]) -> None:
        draft = self._draft("ST", elements)
        try:
            header = TransactionHeader(**draft)
        except TypeError:
            raise unreadable("ST02", "The ST lacks required elements.", self.index, "ST") from None
        self._skipping = self.held_anything = True
        version = header.version or self._version
        self._code = header.code
        self._refuse_strangers(header.code)
        declared = set_of(header.code, version) or set_of(header.code, self._version)
        if declared is None:
            message = (
                f"{version or 'This version'} of the {header.code} is not among those read here."
            )
            raise unreadable("ST03" if header.version else "GS08", message, self.index, "ST")
        laid_out = structure(declared, self._delimiters)
        identity = TransactionId(self._interchange(), header.control_number, version)
        inspector = self.inspector.transaction(laid_out, self.index) if self.inspector else None
        self._transaction = TransactionReader(laid_out, {"id": identity}, self.index, inspector)
        self._skipping = False

    def _refuse_strangers(self, code: str) -> None:
        if code not in known_codes():
            message = f"Transaction set {code} is not among those read here."
            raise unreadable("ST01", message, self.index, "ST")
        if self.wanted and code != self.wanted:
            message = f"Transaction set {code} stands where {self.wanted} is wanted."
            raise unreadable("ST01", message, self.index, "ST")

    def _finish(self) -> Iterator[Event]:
        reader = self._transaction
        assert reader is not None
        self._transaction = None
        emitted, value = reader.finish()
        if emitted is not None:
            yield emitted
        yield Finished(value, reader, self._code)


@lru_cache(maxsize=64)
def _envelope_reader(code: str, delimiters: Delimiters) -> SegmentReader:
    return SegmentReader(ENVELOPE[code], delimiters)
