"""Every file that a simulated payer sends for one that it received.

A pure function of that file and the instructions: asked again after any crash, the payer answers
with the same bytes under the same names and control numbers.
"""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from domain.simulator.payments import Advice, Scripted, by_payee, merged, remittance, rounds
from domain.simulator.receipts import (
    DUPLICATE_NUMBER,
    INVALID_CONTENT,
    claim_receipts,
    interchange_receipt,
    set_receipt,
)
from domain.simulator.scripts import Instructions, Outcome
from domain.x12 import acknowledgments, claim_acknowledgments, remittances
from domain.x12.findings import Finding, Severity
from domain.x12.interchange import Interchange, TransactionId
from domain.x12.reading import read_professional_claims
from domain.x12.validating import validate
from domain.x12.writing import (
    write_claim_acknowledgments,
    write_implementation_acknowledgments,
    write_interchange_acknowledgment,
    write_remittances,
)

ANSWERS_A_FILE = 20
"""Room for the control numbers of the answers to one file."""
HIGHEST_NUMBER = 999_999_999
SECONDS_A_ROUND = 5
"""Between a payment, its reversal and what follows."""
UNPAID = frozenset(
    {Outcome.SILENT, Outcome.REJECT_CLAIM, Outcome.REJECT_PROVIDER, Outcome.REJECT_BATCH}
)
APART = (
    Outcome.OUT_OF_ORDER,
    Outcome.TWICE,
    Outcome.UNBALANCED,
    Outcome.UNMATCHED,
    Outcome.UNDATED,
    Outcome.LATE,
)
"""Outcomes whose remittance holds nothing else, lest others suffer."""


@dataclass(frozen=True, slots=True)
class AnswerFile:
    """One file for the inbox of whoever asked."""

    name: str
    content: bytes
    delay_seconds: int = 0
    """After the question was taken in."""


def answers(
    content: bytes, instructions: Instructions, *, is_duplicate: bool = False
) -> list[AnswerFile]:
    """The answers, in the order in which they leave.

    Args:
        content: an 837P file.
        instructions: what the payer is told to do.
        is_duplicate: whether another file has used the interchange's control number.

    Raises:
        Unreadable: it is none.
    """
    claims = read_professional_claims(content)
    scripted = [Scripted(claim, instructions.script_for(claim)) for claim in claims]
    if not scripted:
        return []
    faults = [each for each in validate(content) if each.severity == Severity.ERROR]
    return list(_Answering(content, scripted, instructions).files(faults, is_duplicate))


class _Answering:
    """Hands out names and numbers while the answers to one file are made."""

    def __init__(
        self, content: bytes, scripted: Sequence[Scripted], instructions: Instructions
    ) -> None:
        transaction = scripted[0].claim.transaction
        assert transaction is not None
        self._received = transaction.id.interchange
        self._created_on = transaction.created_at.date()
        self._scripted = scripted
        self._instructions = instructions
        digest = hashlib.sha256(content).hexdigest()[:8]
        self._stem = f"{self._received.control_number:09d}-{digest}"
        self._count = 0

    def files(self, faults: Sequence[Finding], is_duplicate: bool) -> Iterator[AnswerFile]:
        outcomes = {each.script.outcome for each in self._scripted}
        if is_duplicate:
            self._count = ANSWERS_A_FILE - 1  # The first file with this number has used the others.
            yield self._ta1(DUPLICATE_NUMBER)
        elif Outcome.REJECT_INTERCHANGE in outcomes:
            yield self._ta1(INVALID_CONTENT)
        elif faults or Outcome.REJECT_SET in outcomes:
            yield self._ta1()
            yield self._999(faults)
        else:
            yield from self._accepted(outcomes)

    def _accepted(self, outcomes: set[Outcome]) -> Iterator[AnswerFile]:
        is_refused = Outcome.REJECT_BATCH in outcomes
        paid = [] if is_refused else [each for each in self._scripted if self._is_paid(each)]
        yield from self._remittances(_only(paid, Outcome.OUT_OF_ORDER))
        yield self._ta1()
        yield self._999(())
        if outcomes != {Outcome.SILENT}:
            yield self._277ca()
        yield from self._remittances([each for each in paid if each.script.outcome not in APART])
        for outcome in APART[1:]:
            apart = _only(paid, outcome)
            delay = apart[0].script.delay_seconds if outcome == Outcome.LATE and apart else 0
            yield from self._remittances(apart, delay, again=outcome == Outcome.TWICE)

    def _is_paid(self, scripted: Scripted) -> bool:
        npi = scripted.claim.billing_provider.npi
        return scripted.script.outcome not in UNPAID and not any(
            other.script.outcome == Outcome.REJECT_PROVIDER
            and other.claim.billing_provider.npi == npi
            for other in self._scripted
        )

    def _ta1(self, *note: str) -> AnswerFile:
        envelope = self._envelope()
        answer = interchange_receipt(envelope, self._received, *note)
        return self._file("TA1", write_interchange_acknowledgment(answer))

    def _999(self, faults: Sequence[Finding]) -> AnswerFile:
        id_ = TransactionId(self._envelope(), "0001", acknowledgments.VERSION)
        answer = set_receipt(id_, self._scripted, faults)
        return self._file("999", write_implementation_acknowledgments([answer]))

    def _277ca(self) -> AnswerFile:
        id_ = TransactionId(self._envelope(), "0001", claim_acknowledgments.VERSION)
        answer = claim_receipts(id_, self._scripted, self._instructions)
        return self._file("277CA", write_claim_acknowledgments([answer]))

    def _remittances(
        self, scripted: Sequence[Scripted], delay_seconds: int = 0, *, again: bool = False
    ) -> Iterator[AnswerFile]:
        """A file for each round; the same payments once more where told."""
        payees = [
            (group[0], [rounds(each, self._instructions) for each in group])
            for group in by_payee(scripted)
        ]
        most = max((len(each) for _, of_payee in payees for each in of_payee), default=0)
        for turn in range(most):
            paid = [
                (first, merged(each[turn] for each in of_payee if turn < len(each)))
                for first, of_payee in payees
            ]
            trace = f"SIM{self._stem}-{self._count:02d}"
            delay = delay_seconds + turn * SECONDS_A_ROUND
            for _ in range(1 + again):
                yield self._835([one for one in paid if one[1].payments], trace, delay)

    def _835(
        self, paid: Sequence[tuple[Scripted, Advice]], trace: str, delay_seconds: int
    ) -> AnswerFile:
        envelope = self._envelope()
        written = [
            remittance(
                first.claim,
                advice,
                TransactionId(envelope, f"{place:04d}", remittances.VERSION),
                self._created_on,
                f"{trace}-{place:03d}",
            )
            for place, (first, advice) in enumerate(paid, 1)
        ]
        return replace(self._file("835", write_remittances(written)), delay_seconds=delay_seconds)

    def _envelope(self) -> Interchange:
        """Back to the sender, under the next number."""
        received, number = self._received, self._next_number()
        return Interchange(
            sender_id=received.receiver_id,
            receiver_id=received.sender_id,
            control_number=number,
            created_at=received.created_at,
            group_control_number=number,
            usage_code=received.usage_code,
        )

    def _next_number(self) -> int:
        """ISA13 of the next answer: a number of its own for every place among the answers."""
        number = self._received.control_number * ANSWERS_A_FILE + self._count
        self._count += 1
        return number % HIGHEST_NUMBER + 1

    def _file(self, kind: str, content: bytes) -> AnswerFile:
        return AnswerFile(f"{self._stem}-{self._count:02d}-{kind}.x12", content)


def _only(scripted: Sequence[Scripted], outcome: Outcome) -> list[Scripted]:
    return [each for each in scripted if each.script.outcome == outcome]
