"""Telling the simulated payer what to do; it counts for the files that are sent from then on."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from domain.codes.procedures import is_procedure_code
from domain.errors import Invalid, WrongState
from domain.payers.models import TradingPartner
from domain.simulator.scripts import Instructions, Script, as_kept
from tenants.database import lock

SIMULATOR = "simulator"
"""The gateway, and the key of the partner's settings that holds the instructions."""
MOST_FEES = 1_000
HIGHEST_FEE_CENTS = 100_000_00


def told_to(partner: TradingPartner) -> dict[str, Any]:
    """The instructions that stand, as JSON."""
    return as_kept(partner.settings.get(SIMULATOR, {}))


def instruct_payer(
    session: Session, trading_partner_id: UUID, instructions: Mapping[str, Any]
) -> TradingPartner:
    """Replace all that the payer was told: seed, fee schedule, variety and scripts.

    Raises:
        NotFound: this tenant has no such partner.
        WrongState: the partner is a real one.
        Invalid: the instructions are not understood.
    """
    partner = lock(session, TradingPartner, trading_partner_id)
    if partner.gateway != SIMULATOR:
        raise WrongState("Only a simulated payer takes instructions.", path="trading_partner_id")
    Instructions.of(instructions)
    partner.settings = {**partner.settings, SIMULATOR: dict(instructions)}
    return partner


def set_payer_terms(
    session: Session,
    trading_partner_id: UUID,
    *,
    seed: int,
    variety_percent: int,
    fees: Sequence[tuple[str, int]],
) -> TradingPartner:
    """What decides where no script fits: the seed, the variety, and cents a unit by procedure.

    Raises:
        NotFound: this tenant has no such partner.
        WrongState: the partner is a real one.
        Invalid: `path` names what is not understood.
    """
    _refuse_strange_fees(fees)
    partner = lock(session, TradingPartner, trading_partner_id)
    terms = {"seed": seed, "variety_percent": variety_percent, "allowed_cents": dict(fees)}
    return instruct_payer(session, trading_partner_id, told_to(partner) | terms)


def script_payer(
    session: Session, trading_partner_id: UUID, script: Mapping[str, Any]
) -> TradingPartner:
    """Tell the payer one thing more, which counts before what it was told earlier.

    Raises:
        NotFound: this tenant has no such partner.
        WrongState: the partner is a real one.
        Invalid: the script is not understood or for nobody, or there are too many.
    """
    if not Script.of(script).is_for_somebody:
        raise Invalid("Say for which member, or for which claim.", path="member_id")
    partner = lock(session, TradingPartner, trading_partner_id)
    told = told_to(partner)
    told["scripts"] = [dict(script), *told.get("scripts", ())]
    return instruct_payer(session, trading_partner_id, told)


def withdraw_scripts(
    session: Session, trading_partner_id: UUID, scripts: Sequence[Mapping[str, Any]]
) -> TradingPartner:
    """Have the payer forget these scripts, however they were worded; one that is gone is no fault.

    Raises:
        NotFound: this tenant has no such partner.
        WrongState: the partner is a real one.
        Invalid: a script is not understood.
    """
    withdrawn = {Script.of(each) for each in scripts}
    partner = lock(session, TradingPartner, trading_partner_id)
    told = told_to(partner)
    standing = told.get("scripts", ())
    told["scripts"] = [each for each in standing if Script.of(each) not in withdrawn]
    return instruct_payer(session, trading_partner_id, told)


def _refuse_strange_fees(fees: Sequence[tuple[str, int]]) -> None:
    if len(fees) > MOST_FEES:
        raise Invalid(f"There is room for {MOST_FEES} fees.", path="fees")
    known: set[str] = set()
    for code, cents in fees:
        if not is_procedure_code(code):
            raise Invalid(f"{code}: a procedure code has five characters.", path="fees")
        if code in known:
            raise Invalid(f"{code} stands twice.", path="fees")
        if not 0 <= cents <= HIGHEST_FEE_CENTS:
            words = f"{code}: a fee lies between nothing and 100,000 dollars."
            raise Invalid(words, path="fees")
        known.add(code)
