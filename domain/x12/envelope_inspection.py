"""Check the envelope: control numbers, counts, nesting, versions."""

from dataclasses import dataclass, field

from domain.x12.delimiters import Delimiters
from domain.x12.explanations import explain
from domain.x12.findings import Finding, Level, Severity, Unreadable
from domain.x12.patterns import pattern
from domain.x12.schema import TransactionSet
from domain.x12.sets.envelope import ENVELOPE
from domain.x12.tokens import ISA_LENGTH

CLOSES = {"SE": "ST", "GE": "GS", "IEA": "ISA"}
AROUND = {"GS": "ISA", "ST": "GS"}
MOST_REMEMBERED = 100_000


@dataclass(slots=True)
class Open:
    """An envelope that is open: what it said, and how much it has held."""

    code: str
    elements: list[str]
    index: int
    count: int = 0
    answers: int = 0
    """For an ISA: the TA1 segments in it."""


@dataclass(slots=True)
class EnvelopeState:
    """The open envelopes and the numbers already used; notes what contradicts them."""

    findings: list[Finding] = field(default_factory=list)
    _open: list[Open] = field(default_factory=list)
    _used: set[tuple[str, ...]] = field(default_factory=set)

    def met(
        self, code: str, elements: list[str], written: str, index: int, delimiters: Delimiters
    ) -> None:
        """An envelope segment: its own syntax, then what it opens or closes."""
        declared = ENVELOPE[code]
        if not pattern(declared, delimiters).accepts(written, elements):
            for one in explain(declared, elements, delimiters):
                self._add(one.code, index, code, one.element, one.message, one.syntax)
        if code == "ISA":
            self._check_isa(written, elements, index, delimiters)
        if code in CLOSES:
            self._close(code, elements, index)
        elif code == "TA1":
            self._check_answer(elements, index)
        else:
            self._enter(code, elements, index)

    def indented(self, written: str, index: int) -> None:
        code = written[:3].strip("*|")
        self._add(
            "segment.leading_space", index, code, code, "Spaces stand before the segment.", "6"
        )

    def stray(self, written: str, index: int) -> None:
        code = written.partition("*")[0][:3]
        if not written.strip():
            self._add("segment.empty", index, "", "", "A segment is empty.", "1")
            return
        message = f"{code} stands outside any transaction."
        self._add("segment.stray", index, code, code, message, "2")

    def refused(self, fault: Unreadable) -> None:
        one = fault.finding
        already = any(f.segment_index == one.segment_index for f in self.findings)
        if not already:
            self.findings.append(one)

    def holds(self, declared: TransactionSet) -> None:
        """GS01, GS08 and ST03 against the set that reads the transaction."""
        st, gs = self._innermost("ST"), self._innermost("GS")
        if st is None:
            return
        version = _element(st, 3)
        group_version = _element(gs, 8) if gs else ""
        if not version and declared.names_its_version:
            self._add("element.missing", st.index, "ST", "ST03", "ST03 is required.", "1")
        if version and group_version and version != group_version:
            self._add("envelope.version", st.index, "ST", "ST03", "ST03 and GS08 differ.")
        elif (group_version or version) != declared.version:
            self._note_version(gs or st, group_version or version, declared)
        if gs and _element(gs, 1) != declared.functional_id_code:
            message = f"A group of {declared.code} has GS01 {declared.functional_id_code}."
            self._add("envelope.group_code", gs.index, "GS", "GS01", message)

    def _note_version(self, where: Open, version: str, declared: TransactionSet) -> None:
        """An erratum next to the mandated one is worth a look, another guide is an error."""
        severity = Severity.WARNING if version in declared.accepts else Severity.ERROR
        element = "GS08" if where.code == "GS" else "ST03"
        self.findings.append(
            Finding(
                "envelope.version", severity, Level.SYNTAX, where.index, where.code, element, "",
                f"The version is not {declared.version}.",
            )
        )  # fmt: skip

    def end(self) -> None:
        """Something was there, and everything that was opened has been closed."""
        if not self._used:
            self._add("envelope.missing", 0, "ISA", "ISA", "There is no interchange.", "3")
        for one in reversed(self._open):
            closing = next(code for code, opening in CLOSES.items() if opening == one.code)
            message = f"{closing} is missing: {one.code} is never closed."
            self._add("envelope.unclosed", one.index, closing, closing, message, "3")
        self._open = []

    def _check_answer(self, elements: list[str], index: int) -> None:
        """TA105 is 000 where TA104 accepts, and only there; a TA1 stands in no group."""
        status, note = [*elements, "", "", "", "", "", ""][4:6]
        if status and note and (status == "A") != (note == "000"):
            message = "TA105 contradicts TA104."
            self._add("envelope.answer", index, "TA1", "TA105", message)
        interchange = self._innermost("ISA")
        if interchange is not None:
            interchange.answers += 1
        if elements[1:2] == ["000000000"]:
            self._add("envelope.zero_number", index, "TA1", "TA101", "TA101 is zero.")
        if self._innermost("GS"):
            self._add("envelope.nesting", index, "TA1", "TA1", "TA1 stands inside a group.", "2")

    def _check_isa(
        self, written: str, elements: list[str], index: int, delimiters: Delimiters
    ) -> None:
        if len(written) + 1 != ISA_LENGTH:
            self._add("envelope.isa_length", index, "ISA", "ISA", "The ISA is not 106 characters.")
        for position in (6, 8):
            if len(elements) > position and not elements[position].strip():
                element = f"ISA{position:02d}"
                self._add("element.missing", index, "ISA", element, f"{element} is required.", "1")
        marks = (
            delimiters.element,
            delimiters.component,
            delimiters.repetition,
            delimiters.segment,
        )
        if len(set(marks)) != len(marks):
            self._add("envelope.delimiters", index, "ISA", "ISA11", "Two delimiters are the same.")

    def _enter(self, code: str, elements: list[str], index: int) -> None:
        while self._open and self._open[-1].code != AROUND.get(code, ""):
            stale = self._open.pop()
            closing = next(c for c, opening in CLOSES.items() if opening == stale.code)
            message = f"{closing} is missing before {code}."
            self._add("envelope.unclosed", index, closing, closing, message, "3")
        if code in AROUND and not self._open:
            message = f"{code} stands outside its {AROUND[code]}."
            self._add("envelope.nesting", index, code, code, message, "2")
        if self._open:
            self._open[-1].count += 1
        self._open.append(Open(code, elements, index))
        self._note_number(code, elements, index)

    def _note_number(self, code: str, elements: list[str], index: int) -> None:
        """ISA13, GS06 and ST02 are used once each within what surrounds them."""
        position = {"ISA": 13, "GS": 6, "ST": 2}[code]
        number = elements[position] if position < len(elements) else ""
        around = tuple(str(one.index) for one in self._open[:-1])
        key = (code, number, *(around if code == "ST" else ()))
        if number and key in self._used:
            element = f"{code}{position:02d}"
            self._add(
                "envelope.duplicate_number", index, code, element, f"{element} was used before."
            )
        if number and not number.strip("0"):
            element = f"{code}{position:02d}"
            self._add("envelope.zero_number", index, code, element, f"{element} is zero.")
        if len(self._used) < MOST_REMEMBERED:
            self._used.add(key)

    def _close(self, code: str, elements: list[str], index: int) -> None:
        opening = CLOSES[code]
        while self._open and self._open[-1].code != opening and self._innermost(opening):
            stale = self._open.pop()
            missing = next(c for c, one in CLOSES.items() if one == stale.code)
            self._add(
                "envelope.unclosed",
                index,
                missing,
                missing,
                f"{missing} is missing before {code}.",
                "3",
            )
        if not self._open or self._open[-1].code != opening:
            self._add("envelope.nesting", index, code, code, f"{code} closes nothing.", "2")
            return
        one = self._open.pop()
        count = index - one.index + 1 if code == "SE" else one.count
        self._check_close(code, elements, index, (one, count))

    def _check_close(
        self, code: str, elements: list[str], index: int, closed: tuple[Open, int]
    ) -> None:
        one, count = closed
        position = {"ST": 2, "GS": 6, "ISA": 13}[one.code]
        if not count and not one.answers:
            self._add("envelope.empty", index, code, f"{code}01", f"The {one.code} holds nothing.")
        told = elements[1] if len(elements) > 1 else ""
        if told.lstrip("0") != str(count).lstrip("0"):
            element = f"{code}01"
            self._add("envelope.count", index, code, element, f"{element} should be {count}.", "3")
        if (elements[2] if len(elements) > 2 else "") != _element(one, position):
            element = f"{code}02"
            message = f"{element} is not {one.code}{position:02d}."
            self._add("envelope.control_number", index, code, element, message, "3")

    def _innermost(self, code: str) -> Open | None:
        return next((one for one in reversed(self._open) if one.code == code), None)

    def _add(
        self, name: str, index: int, segment: str, element: str, message: str, syntax: str = ""
    ) -> None:
        self.findings.append(
            Finding(
                name, Severity.ERROR, Level.SYNTAX, index, segment, element, "", message, 0, syntax
            )
        )


def _element(one: Open, position: int) -> str:
    return one.elements[position] if position < len(one.elements) else ""
