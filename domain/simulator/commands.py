"""Telling the simulated payer what to do; it counts for the files that are sent from then on."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from domain.errors import Invalid, WrongState
from domain.payers.models import TradingPartner
from domain.simulator.scripts import Instructions, Script
from tenants.database import lock

SIMULATOR = "simulator"
"""The gateway, and the key of the partner's settings that holds the instructions."""


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
    told = dict(partner.settings.get(SIMULATOR, {}))
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
    told = dict(partner.settings.get(SIMULATOR, {}))
    standing = told.get("scripts", ())
    told["scripts"] = [each for each in standing if Script.of(each) not in withdrawn]
    return instruct_payer(session, trading_partner_id, told)
