"""GraphQL of what does not exist yet: the charges and claims that documentation would come to."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Self

import strawberry
from strawberry.scalars import JSON

from api.context import Info
from api.doors import query
from api.findings import Finding
from api.ids import Id, key_of
from api.inputs import given, json_object
from api.payers import Payer
from api.scalars import Cents
from api.services import ServicePrice
from domain.charges import coding
from domain.charges.queries import try_template
from domain.claims.preview import Preview, PreviewedClaim, preview_claims
from domain.claims.trial import tried_claims
from domain.codes.in_memory import codebook
from domain.services.facts import Circumstances
from tenants.permissions import Permission


@strawberry.type(description="A line that would be billed, with the rule that makes it.")
class PreviewedLine:
    procedure_code: str
    modifiers: list[str]
    units: int
    unit_price_cents: Cents
    charge_cents: Cents
    diagnosis_codes: list[str]
    ndc: str | None
    ndc_quantity: Decimal | None
    ndc_unit_code: str | None
    lot_number: str | None
    clia_number: str | None
    rule: str
    explanation: str

    @classmethod
    def of(cls, line: coding.ChargeLine) -> Self:
        return cls(
            procedure_code=line.procedure_code,
            modifiers=list(line.modifiers),
            units=line.units,
            unit_price_cents=Cents(line.unit_price_cents),
            charge_cents=Cents(line.charge_cents),
            diagnosis_codes=list(line.diagnosis_codes),
            ndc=line.ndc,
            ndc_quantity=line.ndc_quantity,
            ndc_unit_code=line.ndc_unit_code,
            lot_number=line.lot_number,
            clia_number=line.clia_number,
            rule=line.rule,
            explanation=line.explanation,
        )


@strawberry.type(name="PreviewedClaim", description="A claim that would be made.")
class ClaimToBe:
    payer: Payer
    charge_cents: Cents
    expected_cents: Cents | None = strawberry.field(
        description="What the contract says the payer will allow."
    )
    diagnosis_codes: list[str]
    line_count: int
    findings: list[Finding] = strawberry.field(description="What would keep it from leaving.")

    @classmethod
    def of(cls, previewed: PreviewedClaim) -> Self:
        content = previewed.content
        expected = content.claim.expected_cents
        return cls(
            payer=Payer.of(content.payer),
            charge_cents=Cents(content.claim.charge_cents),
            expected_cents=None if expected is None else Cents(expected),
            diagnosis_codes=content.claim.diagnosis_codes,
            line_count=len(content.service_lines),
            findings=[Finding.of(each) for each in previewed.findings],
        )


@strawberry.type(description="What an encounter would bill as it stands.")
class ClaimPreview:
    charge_cents: Cents
    lines: list[PreviewedLine]
    findings: list[Finding] = strawberry.field(description="What keeps it from being coded.")
    claims: list[ClaimToBe] = strawberry.field(
        description="None where nobody but the patient pays."
    )

    @classmethod
    def of(cls, preview: Preview) -> Self:
        return cls(
            charge_cents=Cents(preview.coding.charge_cents),
            lines=[PreviewedLine.of(line) for line in preview.coding.lines],
            findings=[Finding.of(each) for each in preview.coding.findings],
            claims=[ClaimToBe.of(each) for each in preview.claims],
        )


@strawberry.input(description="Whom and where sample answers are about.")
class CircumstancesInput:
    served_on: date
    birth_on: date
    store_state: str | None = strawberry.field(
        default=None, description="Null, or what else is left out: the store's, the payer's own."
    )
    clia_number: str | None = None
    claim_filing_indicator_code: str | None = None
    payer_number: str | None = None
    payer_id: Id | None = strawberry.field(
        default=None, description="Whose prices apply, and whose edits are asked."
    )
    store_id: Id | None = strawberry.field(default=None, description="Where they apply.")


@strawberry.type(description="What sample answers to a template would lack and bill.")
class TemplateTrial:
    missing: list[Finding]
    charge_cents: Cents
    findings: list[Finding] = strawberry.field(description="What keeps it from being coded.")
    lines: list[PreviewedLine]
    claims: list[ClaimToBe] = strawberry.field(
        description="Of an invented patient and pharmacist. None where no payer is named: no edits"
        " are asked."
    )
    prices: list[ServicePrice] = strawberry.field(
        description="Those that apply, the most specific of each code that is billed."
    )


@strawberry.type
class PreviewQuery:
    @query(Permission.READ_ENCOUNTERS, description="What the claim would look like.")
    def claim_preview(self, info: Info, encounter_id: Id) -> ClaimPreview:
        session = info.context.session
        return ClaimPreview.of(preview_claims(session, key_of(encounter_id), codebook(session)))

    @query(Permission.TRY_RULES, description="Try a template on sample answers.")
    def template_trial(
        self, info: Info, definition: JSON, answers: JSON, circumstances: CircumstancesInput
    ) -> TemplateTrial:
        session = info.context.session
        trial = try_template(
            session,
            json_object(definition, "definition"),
            json_object(answers, "answers"),
            replace(
                given(Circumstances, circumstances), store_state=circumstances.store_state or ""
            ),
        )
        return TemplateTrial(
            missing=[Finding.of(each) for each in trial.missing],
            charge_cents=Cents(trial.coding.charge_cents),
            findings=[Finding.of(each) for each in trial.coding.findings],
            lines=[PreviewedLine.of(line) for line in trial.coding.lines],
            claims=[ClaimToBe.of(each) for each in tried_claims(session, trial)],
            prices=[ServicePrice.of(each) for each in trial.prices],
        )
