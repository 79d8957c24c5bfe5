"""Payers, partners and contract rates: what is accepted, what is refused and where."""

from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from domain.errors import AlreadyExists, Invalid, NotFound
from domain.payers.commands import (
    ContractTerms,
    PayerDetails,
    TradingPartnerDetails,
    add_payer,
    add_trading_partner,
    change_payer,
    change_trading_partner,
    set_contract_rate,
)
from domain.payers.models import Payer
from domain.payers.queries import contract_rates
from tenants.identifiers import new_id
from tests.builders import a_payer

PARTNER = TradingPartnerDetails(
    name="Simulated payers",
    gateway="simulator",
    submitter_id="MORTAR01",
    submitter_name="PRAIRIE PHARMACIES LLC",
    contact_name="BILLING OFFICE",
    contact_phone="651-555-0199",
    receiver_id="SIMPAYER",
    receiver_name="SIMULATED PAYER",
)
PAYER = PayerDetails("Invented Health Plan", "INV01", "CI", state="MN")


def test_a_payer_is_added_with_its_partner(session: Session) -> None:
    partner = add_trading_partner(session, PARTNER)

    payer = add_payer(session, replace(PAYER, trading_partner_id=partner.id))

    assert session.scalars(select(Payer)).all() == [payer]
    assert (payer.trading_partner_id, partner.contact_phone) == (partner.id, "6515550199")


def test_a_payer_is_changed(session: Session) -> None:
    payer = add_payer(session, PAYER)

    change_payer(session, payer.id, replace(PAYER, name="Renamed Plan", is_active=False))

    assert (payer.name, payer.is_active) == ("Renamed Plan", False)


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("name", ""),
        ("payer_number", "X"),
        ("claim_filing_indicator_code", "XX"),
        ("state", "Minnesota"),
        ("timely_filing_days", 0),
        ("expects_answer_within_days", 99_999),
    ],
)
def test_a_wrong_payer_field_is_named(session: Session, path: str, value: object) -> None:
    with pytest.raises(Invalid) as refusal:
        add_payer(session, replace(PAYER, **{path: value}))

    assert (refusal.value.path, session.scalars(select(Payer)).all()) == (path, [])


def test_a_payer_number_is_used_once(session: Session) -> None:
    add_payer(session, PAYER)
    other = add_payer(session, replace(PAYER, payer_number="INV02"))

    with pytest.raises(AlreadyExists):
        change_payer(session, other.id, PAYER)


def test_a_payer_needs_a_partner_that_exists(session: Session) -> None:
    with pytest.raises(NotFound):
        add_payer(session, replace(PAYER, trading_partner_id=new_id()))


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("name", " "),
        ("gateway", "carrier pigeon"),
        ("submitter_id", "SIXTEEN CHARACTERS"),
        ("submitter_id", "MORTAR*01"),
        ("receiver_id", "X"),
        ("receiver_id", "CAÑÓN"),
        ("contact_phone", "12"),
    ],
)
def test_a_wrong_partner_field_is_named(session: Session, path: str, value: str) -> None:
    with pytest.raises(Invalid) as refusal:
        add_trading_partner(session, replace(PARTNER, **{path: value}))

    assert refusal.value.path == path


def test_a_partner_keeps_its_control_number_when_changed(session: Session) -> None:
    partner = add_trading_partner(session, PARTNER)
    partner.last_control_number = 7

    change_trading_partner(session, partner.id, replace(PARTNER, is_production=True))

    assert (partner.is_production, partner.last_control_number) == (True, 7)


def test_a_partners_name_is_used_once(session: Session) -> None:
    add_trading_partner(session, PARTNER)

    with pytest.raises(AlreadyExists):
        add_trading_partner(session, PARTNER)


def test_a_new_rate_ends_the_one_before(session: Session) -> None:
    payer = a_payer(session)
    set_contract_rate(session, payer.id, ContractTerms("90471", 18_00, date(2025, 1, 1)))
    set_contract_rate(session, payer.id, ContractTerms("90471", 20_00, date(2026, 1, 1)))
    set_contract_rate(session, payer.id, ContractTerms("90471", 19_00, date(2025, 7, 1)))

    rates = contract_rates(session, payer.id)

    assert [
        (rate.allowed_cents, rate.effective_from_on, rate.effective_to_on) for rate in rates
    ] == [
        (18_00, date(2025, 1, 1), date(2025, 6, 30)),
        (19_00, date(2025, 7, 1), date(2025, 12, 31)),
        (20_00, date(2026, 1, 1), None),
    ]


def test_the_same_day_again_corrects_the_amount(session: Session) -> None:
    payer = a_payer(session)
    set_contract_rate(session, payer.id, ContractTerms("90471", 18_00, date(2025, 1, 1)))

    set_contract_rate(session, payer.id, ContractTerms("90471", 18_50, date(2025, 1, 1)))

    assert [rate.allowed_cents for rate in contract_rates(session, payer.id)] == [18_50]


@pytest.mark.parametrize(
    ("terms", "path"),
    [
        (ContractTerms("9047", 1, date(2025, 1, 1)), "procedure_code"),
        (ContractTerms("90471", -1, date(2025, 1, 1)), "allowed_cents"),
        (ContractTerms("90471", 1, date(2025, 1, 2), date(2025, 1, 1)), "effective_to_on"),
        (ContractTerms("90471", 1, date(2025, 1, 1), modifiers=("X",)), "modifiers"),
        (ContractTerms("90471", 1, date(2025, 1, 1), modifiers=("SL",) * 5), "modifiers"),
    ],
)
def test_wrong_terms_are_named(session: Session, terms: ContractTerms, path: str) -> None:
    payer = a_payer(session)

    with pytest.raises(Invalid) as refusal:
        set_contract_rate(session, payer.id, terms)

    assert (refusal.value.path, contract_rates(session, payer.id)) == (path, [])
