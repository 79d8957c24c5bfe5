"""What the simulated payer shall do with a claim: told outright, by member, by amount, or by seed."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, fields
from enum import StrEnum
from typing import Any, Self

from domain.errors import Invalid
from domain.x12.professional_claims import Claim

MOST_SCRIPTS = 1_000
WHOLE = 100
"""In a hundred."""
HIGHEST_NUMBER = 999_999_999
"""GraphQL's `Int` ends soon after."""
MEMBER_PREFIX = "SIM"
"""A member id such as `SIM-DENY-0001` says its outcome itself."""


class Outcome(StrEnum):
    """How a simulated payer may answer. Its TA1, 999 and 277CA are clean unless told otherwise."""

    PAY = "pay"
    UNDERPAY = "underpay"
    """Allows less than the fee schedule says."""
    DENY = "deny"
    SHARE = "share"
    """Leaves deductible, coinsurance and copayment to the patient."""
    CORRECT = "correct"
    """Underpays, then reverses (CLP02 22) and pays in full."""
    TAKE_BACK = "take_back"
    """Pays, reverses into a forwarded balance (PLB FB), pays anew with interest (PLB L6)."""
    RECOUP = "recoup"
    """Pays, and keeps half of it for an older overpayment (PLB WO)."""
    CROSS_OVER = "cross_over"
    """Forwards the claim to the next payer itself (CLP02 19, NM1*TT)."""
    SILENT = "silent"
    """Takes the file and is never heard of again."""
    LATE = "late"
    TWICE = "twice"
    """Sends the remittance again under another control number."""
    OUT_OF_ORDER = "out_of_order"
    """The remittance comes before everything else."""
    UNBALANCED = "unbalanced"
    """The remittance's amounts do not add up."""
    UNMATCHED = "unmatched"
    """Pays a claim that nobody sent."""
    UNDATED = "undated"
    """The remittance tells no day of payment (BPR16)."""
    REJECT_INTERCHANGE = "reject_interchange"
    """TA1 R."""
    REJECT_SET = "reject_set"
    """999 R."""
    REJECT_CLAIM = "reject_claim"
    """277CA U, for the claim."""
    REJECT_PROVIDER = "reject_provider"
    """277CA U, for the billing provider, listing no claim."""
    REJECT_BATCH = "reject_batch"
    """277CA U, for the batch, listing no claim."""


BY_CENTS = {
    1: Outcome.DENY,
    2: Outcome.UNDERPAY,
    3: Outcome.SHARE,
    4: Outcome.CORRECT,
    5: Outcome.TAKE_BACK,
    6: Outcome.RECOUP,
    7: Outcome.CROSS_OVER,
    8: Outcome.SILENT,
    9: Outcome.LATE,
    11: Outcome.TWICE,
    12: Outcome.OUT_OF_ORDER,
    13: Outcome.UNBALANCED,
    14: Outcome.UNMATCHED,
    15: Outcome.UNDATED,
    16: Outcome.REJECT_CLAIM,
    17: Outcome.REJECT_PROVIDER,
    18: Outcome.REJECT_BATCH,
    19: Outcome.REJECT_SET,
    21: Outcome.REJECT_INTERCHANGE,
}
"""The charge's last two digits; prices that people set seldom end so."""

HARMLESS = (
    Outcome.UNDERPAY,
    Outcome.DENY,
    Outcome.SHARE,
    Outcome.CORRECT,
    Outcome.TAKE_BACK,
    Outcome.RECOUP,
    Outcome.CROSS_OVER,
    Outcome.TWICE,
    Outcome.OUT_OF_ORDER,
    Outcome.REJECT_CLAIM,
)
"""What variety may choose: nothing that spoils the answer to other claims of the file."""


@dataclass(frozen=True, slots=True)
class Script:
    """An outcome with its details, for the claims that match."""

    outcome: Outcome = Outcome.PAY
    patient_control_number: str = ""
    member_id: str = ""
    reason_code: str = "29"
    """CARC of a denial."""
    remark_codes: tuple[str, ...] = ()
    """RARC of a denial."""
    allowed_percent: int = 80
    """Of the fee schedule, when underpaid."""
    deductible_percent: int = 20
    coinsurance_percent: int = 20
    """Of what is allowed beyond the deductible."""
    copay_cents: int = 0
    delay_seconds: int = 30
    status_code: str = "562"
    """STC01-2 of a rejection."""

    @classmethod
    def of(cls, given: Mapping[str, Any]) -> Self:
        """A script from JSON.

        Raises:
            Invalid: an unknown word, or a value of the wrong kind.
        """
        kinds = {field.name: field.type for field in fields(cls)}
        for name, value in given.items():
            if name not in kinds:
                raise Invalid("A script has no such word.", path="script")
            if not _fits(kinds[name], value):
                raise Invalid("A script cannot say this so.", path=name)
            _refuse_above_hundred(name, value)
        values = dict(given)
        values["outcome"] = Outcome(given.get("outcome", Outcome.PAY))
        values["remark_codes"] = tuple(given.get("remark_codes", ()))
        return cls(**values)

    @property
    def is_for_somebody(self) -> bool:
        """Without a member or a claim it would never count."""
        return bool(self.patient_control_number or self.member_id)

    def is_for(self, claim: Claim) -> bool:
        wanted = (self.patient_control_number, self.member_id)
        actual = (claim.patient_control_number, claim.subscriber.member_id)
        return any(wanted) and all(
            not each or each == told for each, told in zip(wanted, actual, strict=True)
        )


@dataclass(frozen=True, slots=True)
class Instructions:
    """All that the simulated payer's answers depend on, besides the file it answers."""

    seed: int = 1
    allowed_cents: tuple[tuple[str, int], ...] = ()
    """Its fee schedule: procedure code and cents a unit. Other procedures it allows as charged."""
    variety_percent: int = 0
    """How many claims in a hundred meet another outcome, chosen by the seed."""
    scripts: tuple[Script, ...] = ()
    """The first that matches counts."""

    @classmethod
    def of(cls, given: Mapping[str, Any]) -> Self:
        """Instructions from JSON.

        Raises:
            Invalid: what is said is not understood, or there are too many scripts.
        """
        _refuse_strange_terms(given)
        scripts = given.get("scripts", ())
        if len(scripts) > MOST_SCRIPTS:
            raise Invalid(f"There is room for {MOST_SCRIPTS} scripts.", path="scripts")
        return cls(
            seed=given.get("seed", 1),
            allowed_cents=tuple(sorted(given.get("allowed_cents", {}).items())),
            variety_percent=given.get("variety_percent", 0),
            scripts=tuple(Script.of(each) for each in scripts),
        )

    def script_for(self, claim: Claim) -> Script:
        """What to do with a claim: outright, then by member, by amount, by seed; else pay."""
        told = next((script for script in self.scripts if script.is_for(claim)), None)
        if told is not None:
            return told
        outcome = (
            _by_member(claim.subscriber.member_id)
            or BY_CENTS.get(claim.charge_cents % 100)
            or self._by_seed(claim)
        )
        return Script(outcome)

    def allowed(self, procedure_code: str) -> int | None:
        """Cents a unit; None where the fee schedule is silent."""
        return dict(self.allowed_cents).get(procedure_code)

    def _by_seed(self, claim: Claim) -> Outcome:
        chance = draw(self.seed, claim.patient_control_number)
        if chance % 100 >= self.variety_percent:
            return Outcome.PAY
        return HARMLESS[chance // 100 % len(HARMLESS)]


def as_kept(told: Mapping[str, Any]) -> dict[str, Any]:
    """What an earlier version let be told, as it can be read: nothing is above its highest."""
    return {name: _as_kept(name, value) for name, value in told.items()}


def draw(seed: int, name: str) -> int:
    """A number that looks random and is the same for ever for the same seed and name."""
    return int.from_bytes(hashlib.sha256(f"{seed}|{name}".encode()).digest()[:8])


def _by_member(member_id: str) -> Outcome | None:
    """`SIM-TAKE-BACK-7`, as X12 carries no underscore that payers like."""
    head, _, rest = member_id.partition("-")
    if head != MEMBER_PREFIX:
        return None
    words = rest.lower().replace("-", "_")
    fitting = [each for each in Outcome if words == each or words.startswith(f"{each}_")]
    return max(fitting, key=len, default=None)


def _refuse_strange_terms(given: Mapping[str, Any]) -> None:
    """What instructions say beside their scripts.

    Raises:
        Invalid: `path` names it.
    """
    for name in ("seed", "variety_percent"):
        if not _fits(int, given.get(name, 0)):
            raise Invalid("This is a whole number of up to nine digits.", path=name)
    _refuse_above_hundred("variety_percent", given.get("variety_percent", 0))
    fees = given.get("allowed_cents", {})
    if not isinstance(fees, Mapping) or not all(_fits(int, cents) for cents in fees.values()):
        raise Invalid("A fee schedule has whole cents by procedure code.", path="allowed_cents")
    scripts = given.get("scripts", ())
    if not isinstance(scripts, list | tuple) or not all(isinstance(it, Mapping) for it in scripts):
        raise Invalid("Scripts are a list of what to do.", path="scripts")


def _as_kept(name: str, value: Any) -> Any:
    if isinstance(value, int):
        return min(value, WHOLE if name.endswith("_percent") else HIGHEST_NUMBER)
    if isinstance(value, list):
        return [_as_kept(name, each) for each in value]
    return as_kept(value) if isinstance(value, Mapping) else value


def _refuse_above_hundred(name: str, value: Any) -> None:
    if name.endswith("_percent") and value > WHOLE:
        raise Invalid("No more than 100 in a hundred.", path=name)


def _fits(kind: Any, value: Any) -> bool:
    if kind is Outcome:
        return isinstance(value, str) and value in set(Outcome)
    if kind is int:
        return type(value) is int and 0 <= value <= HIGHEST_NUMBER
    if kind is str:
        return isinstance(value, str)
    return isinstance(value, list | tuple) and all(isinstance(each, str) for each in value)
