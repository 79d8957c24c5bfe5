"""One service of an 837P and what other payers decided about it (loops 2400 to 2430)."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from domain.x12.parties import (
    Adjustment,
    Provider,
)


@dataclass(frozen=True, slots=True)
class Note:
    """NTE."""

    reference_code: str
    text: str


@dataclass(frozen=True, slots=True)
class Attachment:
    """PWK: a paper or electronic document that supports the claim or line."""

    report_type_code: str
    transmission_code: str
    control_number: str = ""


@dataclass(frozen=True, slots=True)
class Repricing:
    """HCP: what a repricing organisation made of the charge."""

    pricing_method_code: str
    allowed_cents: int = 0
    savings_cents: int | None = None
    repricer_id: str = ""


@dataclass(frozen=True, slots=True)
class Drug:
    """What was dispensed or given (loop 2410): LIN and CTP always together."""

    ndc: str
    """Eleven digits, padded 5-4-2."""
    quantity: Decimal | None = None
    unit: str = ""
    """F2 international unit, GR gram, ME milligram, ML millilitre, UN unit."""
    prescription_number: str = ""
    """REF*XZ."""
    product_qualifier: str = "N4"
    link_sequence_number: str = ""
    """REF*VY, in place of a prescription number where a compound was not prescribed."""


@dataclass(frozen=True, slots=True)
class LineAdjudication:
    """What another payer decided about the line (loop 2430)."""

    payer_id: str
    """SVD01: the `payer_id` of one of the claim's other payers."""
    paid_cents: int
    procedure_code: str = ""
    procedure_qualifier: str = "HC"
    modifiers: tuple[str, ...] = ()
    units: Decimal = Decimal(1)
    bundled_line_number: int | None = None
    adjustments: tuple[Adjustment, ...] = ()
    adjudicated_on: date | None = None
    remaining_liability_cents: int | None = None


@dataclass(frozen=True, slots=True)
class DurableEquipment:
    """SV5: equipment rented or bought."""

    procedure_code: str
    length_of_need_days: Decimal
    rental_cents: int | None = None
    purchase_cents: int | None = None
    rental_unit_code: str = ""
    procedure_qualifier: str = "HC"


@dataclass(frozen=True, slots=True)
class ServiceLine:
    """One service (loop 2400)."""

    procedure_code: str
    charge_cents: int
    service_on: date | None = None
    """DTP*472."""
    service_through_on: date | None = None
    """The last day, where the service spans days (RD8)."""
    units: Decimal = Decimal(1)
    unit_code: str = "UN"
    """UN unit, MJ minutes."""
    procedure_qualifier: str = "HC"
    modifiers: tuple[str, ...] = ()
    description: str = ""
    """SV101-7, for codes that say nothing by themselves."""
    place_of_service_code: str = ""
    """Only where it differs from the claim's."""
    diagnosis_pointers: tuple[int, ...] = ()
    """From 1, the first one the main reason."""
    emergency_indicator: str = ""
    epsdt_indicator: str = ""
    family_planning_indicator: str = ""
    copay_status_code: str = ""
    durable_equipment: DurableEquipment | None = None
    attachments: tuple[Attachment, ...] = ()
    prescribed_on: date | None = None
    """DTP*471."""
    certified_on: date | None = None
    therapy_began_on: date | None = None
    last_certified_on: date | None = None
    last_seen_on: date | None = None
    hemoglobin_tested_on: date | None = None
    creatinine_tested_on: date | None = None
    shipped_on: date | None = None
    last_x_ray_on: date | None = None
    initial_treatment_on: date | None = None
    line_control_number: str = ""
    """REF*6R: unique in the claim; comes back in the 835."""
    prior_authorization_numbers: tuple[str, ...] = ()
    """REF*G1."""
    referral_numbers: tuple[str, ...] = ()
    """REF*9F."""
    clia_number: str = ""
    """REF*X4."""
    referring_clia_number: str = ""
    """REF*F4."""
    vaccine_lot_number: str = ""
    """REF*BT."""
    repriced_reference_number: str = ""
    mammography_certification_number: str = ""
    sales_tax_cents: int | None = None
    postage_cents: int | None = None
    notes: tuple[Note, ...] = ()
    file_information: tuple[str, ...] = ()
    repricing: Repricing | None = None
    drug: Drug | None = None
    rendering_provider: Provider | None = None
    purchased_service_provider: Provider | None = None
    service_facility: Provider | None = None
    supervising_provider: Provider | None = None
    ordering_provider: Provider | None = None
    referring_providers: tuple[Provider, ...] = ()
    adjudications: tuple[LineAdjudication, ...] = ()
