"""Which rules each transaction set is held to, by level."""

from domain.x12.findings import Level
from domain.x12.rules.acknowledgment_forms import ACKNOWLEDGMENT_FORMS, CLAIM_STATUS_FORMS
from domain.x12.rules.acknowledgment_rules import (
    ACKNOWLEDGMENT_RULES,
    CLAIM_STATUS_CODES,
    CLAIM_STATUS_RULES,
    totals_agree_with_claims,
)
from domain.x12.rules.faults import Rulebook
from domain.x12.rules.professional_balancing import BALANCING
from domain.x12.rules.professional_codes import CODES
from domain.x12.rules.professional_contradictions import CONTRADICTIONS
from domain.x12.rules.professional_dates import DATES
from domain.x12.rules.professional_situations import SITUATIONS
from domain.x12.rules.remittance_contradictions import (
    PAYMENT_CONTRADICTIONS,
    PAYMENT_FORMS,
    REMITTANCE_CONTRADICTIONS,
)
from domain.x12.rules.remittance_names import NAMES_AND_DAYS, PARTIES
from domain.x12.rules.remittance_rules import (
    PAYMENT_BALANCES,
    PAYMENT_CODES,
    PAYMENT_SITUATIONS,
    REMITTANCE_CODES,
    REMITTANCE_SITUATIONS,
    payment_is_claims_less_provider_adjustments,
)

RULEBOOKS = {
    "837": Rulebook(
        each=(
            (Level.BALANCING, BALANCING),
            (Level.SITUATION, (*SITUATIONS, *CONTRADICTIONS, *DATES)),
        ),
        codes=CODES,
        identity="patient_control_number",
    ),
    "835": Rulebook(
        each=(
            (Level.BALANCING, PAYMENT_BALANCES),
            (Level.SITUATION, (*PAYMENT_SITUATIONS, *NAMES_AND_DAYS, *PAYMENT_CONTRADICTIONS)),
        ),
        codes=(*PAYMENT_CODES, *PAYMENT_FORMS),
        whole=(
            (Level.SITUATION, (*REMITTANCE_SITUATIONS, *PARTIES, *REMITTANCE_CONTRADICTIONS)),
            (Level.CODE_SETS, REMITTANCE_CODES),
        ),
        tally=lambda claim: claim.paid_cents,
        balances=payment_is_claims_less_provider_adjustments,
    ),
    "999": Rulebook(
        whole=((Level.BALANCING, ACKNOWLEDGMENT_RULES), (Level.SITUATION, ACKNOWLEDGMENT_FORMS))
    ),
    "277": Rulebook(
        whole=(
            (Level.BALANCING, (totals_agree_with_claims,)),
            (Level.SITUATION, (*CLAIM_STATUS_RULES, *CLAIM_STATUS_FORMS)),
            (Level.CODE_SETS, CLAIM_STATUS_CODES),
        )
    ),
}
