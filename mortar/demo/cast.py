"""The invented pharmacies: their stores, people, payers and patients. Nobody here exists."""

from dataclasses import dataclass
from datetime import date
from typing import TypedDict, Unpack

from domain.patients.demographics import PatientDetails
from domain.payers.commands import PayerDetails, TradingPartnerDetails
from domain.providers.commands import ProviderDetails, StoreDetails
from domain.providers.models import CliaKind
from mortar.demo.catalogue import PRICES

ROLES = ("admin", "pharmacist", "technician", "biller", "auditor")
PHARMACY = "3336C0003X"
PHARMACIST = "183500000X"
TECHNICIAN = "183700000X"
PARTNER_SCOPES = (
    "organization:read",
    "payers:read",
    "providers:read",
    "services:read",
    "patients:read",
    "patients:write",
    "encounters:read",
    "encounters:write",
    "claims:read",
)
"""What a dispensing system needs to send patients and drafts, and to follow their claims."""


@dataclass(frozen=True)
class Member:
    """A patient, the plans that cover them, and whose plan it is."""

    patient: PatientDetails
    member_ids: dict[str, str]
    """By the payer's number, the first to be billed first."""
    subscriber: PatientDetails | None = None
    """The parent whose plan covers a child."""


@dataclass(frozen=True)
class Pharmacy:
    """One demo tenant."""

    slug: str
    name: str
    regions: dict[str, tuple[StoreDetails, ...]]
    """Stores by region; those of no region stand at the top."""
    pharmacist: ProviderDetails
    technician: ProviderDetails
    partner: TradingPartnerDetails
    payers: tuple[PayerDetails, ...]
    members: tuple[Member, ...]


class Place(TypedDict):
    """Whose store it is, and where."""

    legal_name: str
    tax_id: str
    address_line: str
    city: str
    state: str
    zip_code: str


def _store(name: str, npi: str, number: int, **place: Unpack[Place]) -> StoreDetails:
    return StoreDetails(
        name=name,
        npi=npi,
        taxonomy_code=PHARMACY,
        ncpdp_number=f"99000{number}{(27 + 2 * number) % 10}",
        clia_number=f"24D99000{number:02d}",
        clia_kind=CliaKind.WAIVER,
        phone=f"612555010{number}",
        time_zone="America/Chicago",
        **place,
    )


def _person(name: str, birth: str, sex: str, house: int) -> PatientDetails:
    first_name, last_name = name.split()
    return PatientDetails(
        first_name=first_name,
        last_name=last_name,
        birth_on=date.fromisoformat(birth),
        sex=sex,
        address_line=f"{house} Sample Street",
        city="Saint Paul",
        state="MN",
        zip_code="551011234",
    )


def _simulator(submitter_id: str, submitter_name: str) -> TradingPartnerDetails:
    return TradingPartnerDetails(
        name="Payer simulator",
        gateway="simulator",
        submitter_id=submitter_id,
        submitter_name=submitter_name,
        contact_name="Billing",
        contact_phone="6125550100",
        receiver_id="SIMULATOR",
        receiver_name="PAYER SIMULATOR",
    )


MEDICARE = PayerDetails("Sample Medicare Part B", "SMPMB", "MB", requires_enrollment=True)
COMMERCIAL = PayerDetails("Prairie Sample Health", "PRSMP", "CI")

_ROSA = _person("Rosa Testperson", "1985-04-02", "F", 12)

HARBOR = Pharmacy(
    slug="harbor",
    name="Harbor Sample Pharmacies",
    regions={
        "North": (
            _store(
                "Harbor Elm Street",
                "1999999018",
                1,
                legal_name="Harbor Sample Pharmacies LLC",
                tax_id="990000001",
                address_line="100 Elm Street",
                city="Duluth",
                state="MN",
                zip_code="558021234",
            ),
            _store(
                "Harbor Mill Road",
                "1999999026",
                2,
                legal_name="Harbor Sample Pharmacies LLC",
                tax_id="990000001",
                address_line="200 Mill Road",
                city="Superior",
                state="WI",
                zip_code="548801234",
            ),
        ),
        "South": (
            _store(
                "Harbor Bay Avenue",
                "1999999034",
                3,
                legal_name="Harbor Sample Pharmacies LLC",
                tax_id="990000001",
                address_line="300 Bay Avenue",
                city="Saint Paul",
                state="MN",
                zip_code="551011234",
            ),
        ),
    },
    pharmacist=ProviderDetails("Paula", "Samplepharm", "pharmacist", "1999999042", PHARMACIST),
    technician=ProviderDetails("Tara", "Sampletech", "technician", "1999999075", TECHNICIAN),
    partner=_simulator("HARBOR01", "HARBOR SAMPLE PHARMACIES"),
    payers=(MEDICARE, COMMERCIAL),
    members=(
        Member(_person("Ada Testperson", "1941-01-05", "F", 1), {"SMPMB": "1SM4TE5SP01"}),
        Member(_person("Bruno Testcase", "1944-02-11", "M", 2), {"SMPMB": "1SM4TE5SP02"}),
        Member(_person("Clara Fictive", "1950-03-23", "F", 3), {"SMPMB": "1SM4TE5SP03"}),
        Member(
            _person("Dario Invented", "1952-07-30", "M", 4),
            {"SMPMB": "1SM4TE5SP04", "PRSMP": "PSH000104"},
        ),
        Member(_person("Elena Sampleton", "1978-09-14", "F", 5), {"PRSMP": "PSH000105"}),
        Member(_person("Felix Mockman", "1990-12-01", "M", 6), {"PRSMP": "PSH000106"}),
        Member(_ROSA, {"PRSMP": "PSH000107"}),
        Member(_person("Milo Testperson", "2014-06-18", "M", 12), {"PRSMP": "PSH000107"}, _ROSA),
    ),
)

JUNIPER = Pharmacy(
    slug="juniper",
    name="Juniper Sample Pharmacy",
    regions={
        "": (
            _store(
                "Juniper Main Street",
                "1999999059",
                4,
                legal_name="Juniper Sample Pharmacy Inc",
                tax_id="990000002",
                address_line="4 Main Street",
                city="Fargo",
                state="ND",
                zip_code="581021234",
            ),
        )
    },
    pharmacist=ProviderDetails("Jonas", "Samplepharm", "pharmacist", "1999999067", PHARMACIST),
    technician=ProviderDetails("Theo", "Sampletech", "technician", "1999999083", TECHNICIAN),
    partner=_simulator("JUNIPER01", "JUNIPER SAMPLE PHARMACY"),
    payers=(MEDICARE,),
    members=(
        Member(_person("Greta Madeup", "1948-05-09", "F", 7), {"SMPMB": "1SM4TE5SP08"}),
        Member(_person("Hugo Fictional", "1939-11-27", "M", 8), {"SMPMB": "1SM4TE5SP09"}),
    ),
)

PAYER_INSTRUCTIONS = {
    "seed": 1,
    "allowed_cents": {price.procedure_code: price.allowed_cents for price in PRICES},
    "scripts": [
        {"member_id": "PSH000105", "outcome": "deny", "reason_code": "27"},
        {"member_id": "PSH000106", "outcome": "share", "copay_cents": 5_00},
    ],
}
"""The simulated payers keep to the contract, deny one member and leave a share to another."""

PHARMACIES = (HARBOR, JUNIPER)
