"""Who sends, bills, pays and is insured in an 837P (loops 1000A to 2010CA)."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from domain.x12.parties import (
    ORGANIZATION,
    PERSON,
    Address,
    Contact,
    Reference,
)


@dataclass(frozen=True, slots=True)
class Submitter:
    """Who sends the file (loop 1000A)."""

    name: str
    submitter_id: str
    """NM109, the electronic transmitter number agreed with the receiver."""
    first_name: str = ""
    middle_name: str = ""
    suffix: str = ""
    entity_type_code: str = ORGANIZATION
    contacts: tuple[Contact, ...] = ()


@dataclass(frozen=True, slots=True)
class Receiver:
    """Who takes the file in (loop 1000B)."""

    name: str
    receiver_id: str
    entity_type_code: str = ORGANIZATION


@dataclass(frozen=True, slots=True)
class PayToPlan:
    """The plan that paid and wants its money back (loop 2010AC, subrogation)."""

    name: str = ""
    payer_id: str = ""
    payer_id_qualifier: str = "PI"
    entity_type_code: str = ORGANIZATION
    address: Address | None = None
    references: tuple[Reference, ...] = ()
    tax_id: str = ""


@dataclass(frozen=True, slots=True)
class PayTo:
    """Where the money goes, if not to the billing provider's street (loop 2010AB)."""

    address: Address
    entity_type_code: str = ORGANIZATION


@dataclass(frozen=True, slots=True)
class BillingProvider:
    """Who bills (loops 2000A, 2010AA, 2010AB, 2010AC)."""

    name: str
    npi: str = ""
    tax_id: str = ""
    tax_id_qualifier: str = "EI"
    """EI employer number, SY social security number."""
    address: Address | None = None
    """A street, never a post office box; ZIP+4."""
    entity_type_code: str = ORGANIZATION
    first_name: str = ""
    middle_name: str = ""
    suffix: str = ""
    taxonomy_code: str = ""
    currency_code: str = ""
    license_references: tuple[Reference, ...] = ()
    """REF*0B, 1G."""
    contacts: tuple[Contact, ...] = ()
    pay_to: PayTo | None = None
    pay_to_plan: PayToPlan | None = None


@dataclass(frozen=True, slots=True)
class Payer:
    """Who is asked to pay (loop 2010BB)."""

    name: str
    payer_id: str
    payer_id_qualifier: str = "PI"
    entity_type_code: str = ORGANIZATION
    address: Address | None = None
    references: tuple[Reference, ...] = ()
    """REF*2U, EI, FY, NF."""
    billing_provider_references: tuple[Reference, ...] = ()
    """REF*G2, LU: the payer's own number for the billing provider."""


@dataclass(frozen=True, slots=True)
class Subscriber:
    """Whose insurance it is, and the payer (loops 2000B, 2010BA, 2010BB)."""

    last_name: str
    payer: Payer
    member_id: str = ""
    member_id_qualifier: str = "MI"
    first_name: str = ""
    middle_name: str = ""
    suffix: str = ""
    entity_type_code: str = PERSON
    payer_responsibility_code: str = "P"
    """SBR01: P primary, S secondary, T tertiary, A-H further, U unknown."""
    relationship_code: str = ""
    """SBR02: 18 where the subscriber is the patient, else empty and a Patient follows."""
    group_number: str = ""
    group_name: str = ""
    insurance_type_code: str = ""
    """SBR05, only where Medicare is secondary."""
    claim_filing_indicator_code: str = ""
    """SBR09."""
    address: Address | None = None
    born_on: date | None = None
    sex_code: str = ""
    died_on: date | None = None
    weight_pounds: Decimal | None = None
    pregnancy_indicator: str = ""
    social_security_number: str = ""
    property_casualty_claim_number: str = ""
    property_casualty_contact: Contact | None = None


@dataclass(frozen=True, slots=True)
class Patient:
    """The patient where someone else is the subscriber (loops 2000C, 2010CA)."""

    relationship_code: str
    """PAT01: 01 spouse, 19 child, 20 employee, 21 unknown, 39, 40, 53, G8."""
    last_name: str
    entity_type_code: str = PERSON
    first_name: str = ""
    middle_name: str = ""
    suffix: str = ""
    address: Address | None = None
    born_on: date | None = None
    sex_code: str = ""
    died_on: date | None = None
    weight_pounds: Decimal | None = None
    pregnancy_indicator: str = ""
    property_casualty_claim_number: str = ""
    member_id: str = ""
    """REF*1W, property and casualty only."""
    social_security_number: str = ""
    property_casualty_contact: Contact | None = None
