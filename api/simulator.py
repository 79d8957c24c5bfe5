"""GraphQL of the simulated payers: telling them how to answer."""

from dataclasses import fields
from typing import Annotated, Any, Self

import strawberry
from strawberry.scalars import JSON

from api.context import Info
from api.doors import mutation, query
from api.ids import Id, key_of
from api.inputs import json_object
from api.payers import TradingPartner
from api.refusal import Refusal
from api.scalars import Cents
from domain.simulator import commands
from domain.simulator.queries import instructions_of
from domain.simulator.scripts import Instructions, Outcome, Script
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


@strawberry.type(description="What a simulated payer does with the claims that match.")
class PayerScript:
    outcome: Outcome
    patient_control_number: str
    member_id: str
    reason_code: str
    remark_codes: list[str]
    allowed_percent: int
    deductible_percent: int
    coinsurance_percent: int
    copay_cents: int
    delay_seconds: int
    status_code: str

    @classmethod
    def of(cls, script: Script) -> Self:
        values = {field.name: getattr(script, field.name) for field in fields(script)}
        return cls(**values | {"remark_codes": list(script.remark_codes)})


@strawberry.type(description="What a simulated payer allows for a unit of a procedure.")
class PayerFee:
    procedure_code: str
    allowed_cents: Cents


@strawberry.type(description="All that a simulated payer was told.")
class PayerInstructions:
    seed: int
    variety_percent: int = strawberry.field(
        description="How many claims in a hundred meet another outcome, chosen by the seed."
    )
    fees: list[PayerFee] = strawberry.field(
        description="What is not among them is allowed as charged."
    )
    scripts: list[PayerScript] = strawberry.field(description="The first that matches counts.")

    @classmethod
    def of(cls, told: Instructions) -> Self:
        return cls(
            seed=told.seed,
            variety_percent=told.variety_percent,
            fees=[
                PayerFee(procedure_code=code, allowed_cents=Cents(fee))
                for code, fee in told.allowed_cents
            ],
            scripts=[PayerScript.of(each) for each in told.scripts],
        )


@strawberry.input(description="What a simulated payer allows for a unit of a procedure.")
class PayerFeeInput:
    procedure_code: str
    allowed_cents: Cents


@strawberry.input(description="What decides where no script fits.")
class PayerTermsInput:
    seed: int
    variety_percent: int
    fees: list[PayerFeeInput]


@strawberry.type
class SimulatorQuery:
    @query(
        Permission.MANAGE_PAYERS,
        description="What a simulated payer was told; null where the partner is a real one.",
    )
    def payer_instructions(self, info: Info, trading_partner_id: Id) -> PayerInstructions | None:
        told = instructions_of(info.context.session, key_of(trading_partner_id))
        return None if told is None else PayerInstructions.of(told)


SimulatedPayerResult = Annotated[TradingPartner | Refusal, strawberry.union("SimulatedPayerResult")]


@strawberry.type
class SimulatorMutation:
    @mutation(Permission.MANAGE_PAYERS)
    def script_payer(
        self, info: Info, trading_partner_id: Id, script: PayerScriptInput
    ) -> SimulatedPayerResult:
        """Tell a simulated payer one thing more; it counts for the files sent from now on."""
        partner = commands.script_payer(
            info.context.session, key_of(trading_partner_id), _said(script)
        )
        return TradingPartner.of(partner)

    @mutation(Permission.MANAGE_PAYERS)
    def withdraw_payer_scripts(
        self, info: Info, trading_partner_id: Id, scripts: list[PayerScriptInput]
    ) -> SimulatedPayerResult:
        """Have a simulated payer forget these scripts; one that it was never told changes nothing."""
        partner = commands.withdraw_scripts(
            info.context.session,
            key_of(trading_partner_id),
            [_said(each) for each in scripts],
        )
        return TradingPartner.of(partner)

    @mutation(Permission.MANAGE_PAYERS)
    def set_payer_terms(
        self, info: Info, trading_partner_id: Id, terms: PayerTermsInput
    ) -> SimulatedPayerResult:
        """Replace what a simulated payer does where no script fits; its scripts stay."""
        partner = commands.set_payer_terms(
            info.context.session,
            key_of(trading_partner_id),
            seed=terms.seed,
            variety_percent=terms.variety_percent,
            fees=[(each.procedure_code, each.allowed_cents) for each in terms.fees],
        )
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


def _said(script: PayerScriptInput) -> dict[str, Any]:
    return {name: value for name, value in vars(script).items() if value not in NOT_SAID}
