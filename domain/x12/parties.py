"""People, organisations and how to reach them, as NM1, N3, N4, PER and REF tell it in every set."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

PERSON = "1"
ORGANIZATION = "2"


@dataclass(frozen=True, slots=True)
class Address:
    """N3 and N4."""

    street: str = ""
    street_2: str = ""
    city: str = ""
    state_code: str = ""
    postal_code: str = ""
    """Digits only; nine of them where the guide wants ZIP+4."""
    country_code: str = ""
    country_subdivision_code: str = ""


@dataclass(frozen=True, slots=True)
class Communication:
    """One way to reach someone: TE telephone, EM e-mail, FX fax, EX extension, UR web address."""

    qualifier: str
    number: str


@dataclass(frozen=True, slots=True)
class Contact:
    """PER."""

    function_code: str = "IC"
    """PER01: IC information; in an 835 also CX claims, BL technical."""
    name: str = ""
    communications: tuple[Communication, ...] = ()


@dataclass(frozen=True, slots=True)
class Reference:
    """REF: an identifier with the code that says which one it is."""

    qualifier: str
    number: str


@dataclass(frozen=True, slots=True)
class Amount:
    """AMT: an amount with the code that says which one it is."""

    qualifier: str
    amount_cents: int


@dataclass(frozen=True, slots=True)
class Quantity:
    """QTY: a count with the code that says of what."""

    qualifier: str
    quantity: Decimal


@dataclass(frozen=True, slots=True)
class DateReference:
    """DTM: a date with the code that says of what."""

    qualifier: str
    on: date


@dataclass(frozen=True, slots=True)
class Provider:
    """NM1 and what may follow it: one who gave, ordered, supervised or hosted a service."""

    name: str = ""
    """NM103: organisation or last name."""
    first_name: str = ""
    middle_name: str = ""
    suffix: str = ""
    npi: str = ""
    entity_type_code: str = PERSON
    """NM102: 1 person, 2 organisation."""
    role_code: str = ""
    """NM101 where the loop allows several: DN referring or P3 primary care."""
    taxonomy_code: str = ""
    """PRV03."""
    address: Address | None = None
    contact: Contact | None = None
    references: tuple[Reference, ...] = ()


@dataclass(frozen=True, slots=True)
class Adjustment:
    """CAS: why charge and payment differ; positive takes away from the payment."""

    group_code: str
    """CO contractual, PR patient, OA other, PI payer-initiated; old payers send CR."""
    reason_code: str
    """The claim adjustment reason code (CARC)."""
    amount_cents: int
    quantity: Decimal | None = None
