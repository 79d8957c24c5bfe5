"""GraphQL of the simulated payers: telling them how to answer."""

from typing import Annotated

import strawberry
from strawberry.scalars import JSON

from api.context import Info
from api.doors import mutation
from api.ids import Id, key_of
from api.inputs import json_object
from api.payers import TradingPartner
from api.refusal import Refusal
from domain.simulator import commands
from domain.simulator.scripts import Outcome
from tenants.permissions import Permission

strawberry.enum(Outcome, name="PayerOutcome")
NOT_SAID = (None, strawberry.UNSET)


@strawberry.input
class PayerScriptInput:
    """What a simulated payer shall do with the claims that match."""

    outcome: Outcome
    patient_control_number: str | None = strawberry.UNSET
    member_id: str | None = strawberry.UNSET
    reason_code: str | None = strawberry.UNSET
    remark_codes: list[str] | None = strawberry.UNSET
    allowed_percent: int | None = strawberry.UNSET
    deductible_percent: int | None = strawberry.UNSET
    coinsurance_percent: int | None = strawberry.UNSET
    copay_cents: int | None = strawberry.UNSET
    delay_seconds: int | None = strawberry.UNSET
    status_code: str | None = strawberry.UNSET


SimulatedPayerResult = Annotated[TradingPartner | Refusal, strawberry.union("SimulatedPayerResult")]


@strawberry.type
class SimulatorMutation:
    @mutation(Permission.MANAGE_PAYERS)
    def script_payer(
        self, info: Info, trading_partner_id: Id, script: PayerScriptInput
    ) -> SimulatedPayerResult:
        """Tell a simulated payer one thing more; it counts for the files sent from now on."""
        said = {name: value for name, value in vars(script).items() if value not in NOT_SAID}
        partner = commands.script_payer(info.context.session, key_of(trading_partner_id), said)
        return TradingPartner.of(partner)

    @mutation(Permission.MANAGE_PAYERS)
    def instruct_payer(
        self, info: Info, trading_partner_id: Id, instructions: JSON
    ) -> SimulatedPayerResult:
        """Replace all that a simulated payer was told: seed, fee schedule, variety, scripts."""
        partner = commands.instruct_payer(
            info.context.session,
            key_of(trading_partner_id),
            json_object(instructions, "instructions"),
        )
        return TradingPartner.of(partner)
