"""What may be done about payers, their trading partners and what they agreed to pay."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date, timedelta
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from domain.addresses import is_phone_number, is_state, phone_digits
from domain.codes.procedures import MOST_MODIFIERS, is_modifier, is_procedure_code
from domain.errors import AlreadyExists, Finding, refuse_if_any
from domain.payers.models import ContractRate, Payer, TradingPartner
from tenants.database import find, insert, lock

CLAIM_FILING_INDICATORS = frozenset(
    [
        "11",
        "12",
        "13",
        "14",
        "15",
        "16",
        "17",
        "AM",
        "BL",
        "CH",
        "CI",
        "DS",
        "FI",
        "HM",
        "LM",
        "MA",
        "MB",
        "MC",
        "OF",
        "TV",
        "VA",
        "WC",
        "ZZ",
    ]
)
"""SBR09."""

GATEWAYS = frozenset({"directory", "simulator"})

X12_ID = re.compile(r"[ -)+-9;-\]_-}]+")
"""What an interchange's header carries as it is: ASCII without the separators."""

LONGEST_DAYS = 3650
"""Ten years: no payer waits longer, and a larger number is a slip of the keyboard."""


@dataclass(frozen=True)
class TradingPartnerDetails:
    """What is known of a trading partner; the fields are those of the model."""

    name: str
    gateway: str
    submitter_id: str
    submitter_name: str
    contact_name: str
    contact_phone: str
    receiver_id: str
    receiver_name: str
    is_production: bool = False


@dataclass(frozen=True)
class PayerDetails:
    """What is known of a payer; the fields are those of the model."""

    name: str
    payer_number: str
    claim_filing_indicator_code: str
    trading_partner_id: UUID | None = None
    state: str | None = None
    timely_filing_days: int = 365
    requires_taxonomy: bool = True
    accepts_secondary_claims: bool = True
    expects_answer_within_days: int = 30
    requires_enrollment: bool = False
    is_active: bool = True


@dataclass(frozen=True)
class ContractTerms:
    """What is allowed for one unit of a procedure, first day to last day."""

    procedure_code: str
    allowed_cents: int
    effective_from_on: date
    effective_to_on: date | None = None
    modifiers: tuple[str, ...] = ()


def add_trading_partner(session: Session, details: TradingPartnerDetails) -> TradingPartner:
    """Name a receiver of interchanges.

    Raises:
        Invalid: `path` names the field.
        AlreadyExists: a trading partner has that name.
    """
    details = replace(details, contact_phone=phone_digits(details.contact_phone))
    refuse_if_any(_trading_partner_findings(details))
    _refuse_partner_twin(session, details, None)
    partner = TradingPartner(**asdict(details))
    return insert(session, partner, "There is already a trading partner of this name.")


def change_trading_partner(
    session: Session, trading_partner_id: UUID, details: TradingPartnerDetails
) -> TradingPartner:
    """Replace what is known of a trading partner.

    Raises:
        NotFound: this tenant has no such trading partner.
        Invalid: `path` names the field.
        AlreadyExists: another trading partner has that name.
    """
    partner = lock(session, TradingPartner, trading_partner_id)
    details = replace(details, contact_phone=phone_digits(details.contact_phone))
    refuse_if_any(_trading_partner_findings(details))
    _refuse_partner_twin(session, details, partner.id)
    for name, value in asdict(details).items():
        setattr(partner, name, value)
    session.flush()
    return partner


def add_payer(session: Session, details: PayerDetails) -> Payer:
    """Name somebody who pays for services.

    Raises:
        NotFound: there is no such trading partner.
        Invalid: `path` names the field.
        AlreadyExists: a payer has that number.
    """
    _check_payer(session, details, None)
    payer = Payer(**asdict(details))
    return insert(session, payer, "A payer already has this id.")


def change_payer(session: Session, payer_id: UUID, details: PayerDetails) -> Payer:
    """Replace what is known of a payer; an inactive one gets no new coverage.

    Raises:
        NotFound: there is no such payer or trading partner.
        Invalid: `path` names the field.
        AlreadyExists: another payer has that number.
    """
    payer = lock(session, Payer, payer_id)
    _check_payer(session, details, payer.id)
    for name, value in asdict(details).items():
        setattr(payer, name, value)
    session.flush()
    return payer


def set_contract_rate(session: Session, payer_id: UUID, terms: ContractTerms) -> ContractRate:
    """Record what a payer allows for a procedure from a day on.

    The rate before it ends the day before; where a later rate is known, this one ends before that.
    The same code, modifiers and day again correct the amount.

    Raises:
        NotFound: this tenant has no such payer.
        Invalid: `path` names the field.
    """
    refuse_if_any(_terms_findings(terms))
    payer = lock(session, Payer, payer_id)
    rates = session.scalars(
        select(ContractRate).where(
            ContractRate.payer_id == payer.id,
            ContractRate.procedure_code == terms.procedure_code,
            ContractRate.modifiers == list(terms.modifiers),
            or_(
                ContractRate.effective_to_on.is_(None),
                ContractRate.effective_to_on >= terms.effective_from_on,
            ),
        )
    ).all()
    _end_earlier(rates, terms.effective_from_on)
    rate = next((each for each in rates if each.effective_from_on == terms.effective_from_on), None)
    if rate is None:
        rate = ContractRate(
            payer_id=payer.id,
            procedure_code=terms.procedure_code,
            modifiers=list(terms.modifiers),
            effective_from_on=terms.effective_from_on,
        )
        session.add(rate)
    rate.allowed_cents = terms.allowed_cents
    rate.effective_to_on = _last_day(rates, terms)
    session.flush()
    return rate


def _end_earlier(rates: Sequence[ContractRate], first_day: date) -> None:
    for rate in rates:
        if rate.effective_from_on < first_day:
            rate.effective_to_on = first_day - timedelta(days=1)


def _last_day(rates: Sequence[ContractRate], terms: ContractTerms) -> date | None:
    later = [
        rate.effective_from_on - timedelta(days=1)
        for rate in rates
        if rate.effective_from_on > terms.effective_from_on
    ]
    ends = [*later, *([terms.effective_to_on] if terms.effective_to_on else [])]
    return min(ends, default=None)


def _check_payer(session: Session, details: PayerDetails, payer_id: UUID | None) -> None:
    refuse_if_any(_payer_findings(details))
    if details.trading_partner_id is not None:
        find(session, TradingPartner, details.trading_partner_id)
    twin = session.scalar(select(Payer.id).where(Payer.payer_number == details.payer_number))
    if twin not in (None, payer_id):
        raise AlreadyExists("A payer already has this id.", "payer_number")


def _refuse_partner_twin(
    session: Session, details: TradingPartnerDetails, partner_id: UUID | None
) -> None:
    twin = session.scalar(select(TradingPartner.id).where(TradingPartner.name == details.name))
    if twin not in (None, partner_id):
        raise AlreadyExists("There is already a trading partner of this name.", "name")


def _trading_partner_findings(details: TradingPartnerDetails) -> Iterator[Finding]:
    yield from _blank(details, "name", "submitter_name", "contact_name", "receiver_name")
    if details.gateway not in GATEWAYS:
        yield Finding("partner.gateway", "gateway", "The gateway is directory or simulator.")
    for path in ("submitter_id", "receiver_id"):
        # ISA06 and ISA08 hold fifteen characters, GS02 and GS03 at least two.
        if not 2 <= len(getattr(details, path).strip()) <= 15:
            yield Finding("partner.id", path, "The id has two to fifteen characters.")
        elif not X12_ID.fullmatch(getattr(details, path)):
            yield Finding("partner.id", path, "An id has no accents and none of * : ^ ~ in it.")
    if not is_phone_number(details.contact_phone):
        yield Finding("partner.phone", "contact_phone", "A phone number has ten digits.")


def _payer_findings(details: PayerDetails) -> Iterator[Finding]:
    yield from _blank(details, "name")
    if not 2 <= len(details.payer_number.strip()) <= 80:
        yield Finding("payer.number", "payer_number", "The payer's id has two to 80 characters.")
    if details.claim_filing_indicator_code not in CLAIM_FILING_INDICATORS:
        yield Finding(
            "payer.filing_indicator",
            "claim_filing_indicator_code",
            "This is no claim filing indicator: MB is Medicare Part B, MC Medicaid, CI commercial.",
        )
    if details.state is not None and not is_state(details.state):
        yield Finding("payer.state", "state", "A state has two capital letters, such as MN.")
    for path in ("timely_filing_days", "expects_answer_within_days"):
        if not 1 <= getattr(details, path) <= LONGEST_DAYS:
            yield Finding("payer.days", path, f"The days lie between 1 and {LONGEST_DAYS}.")


def _terms_findings(terms: ContractTerms) -> Iterator[Finding]:
    if not is_procedure_code(terms.procedure_code):
        yield Finding("rate.procedure", "procedure_code", "A procedure code has five characters.")
    if len(terms.modifiers) > MOST_MODIFIERS or not all(map(is_modifier, terms.modifiers)):
        yield Finding(
            "rate.modifiers", "modifiers", "At most four modifiers, of two characters each."
        )
    if terms.allowed_cents < 0:
        yield Finding("rate.allowed", "allowed_cents", "The allowed amount is not negative.")
    if terms.effective_to_on is not None and terms.effective_to_on < terms.effective_from_on:
        yield Finding("rate.dates", "effective_to_on", "The last day is before the first.")


def _blank(details: object, *paths: str) -> Iterator[Finding]:
    for path in paths:
        if not getattr(details, path).strip():
            yield Finding("value.missing", path, "This must not be empty.")
