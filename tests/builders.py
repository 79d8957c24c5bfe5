"""Valid things by default; a test states only what it is about. All people are invented."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from itertools import count
from typing import Any, TypeVar

from sqlalchemy.orm import Session

from domain.charges.models import Charge
from domain.encounters.models import Encounter
from domain.patients.models import Coverage, Patient
from domain.patients.name_search import keep_name
from domain.payers.models import Payer, TradingPartner
from domain.providers.models import Credential, Enrollment, Provider, Store
from domain.services.models import Service, ServiceTemplate
from tenants.identifiers import new_id
from tenants.models import Membership, OrganizationUnit, PersonalToken, Role, User
from tenants.permissions import EVERYTHING
from tenants.provider_models import IdentityProvider
from tenants.provisioned_models import ProvisionedGroup

_numbers = count(1)

T = TypeVar("T")


def npi(number: int | None = None) -> str:
    """A valid National Provider Identifier: ISO 7812 check digit over 80840 and nine digits."""
    nine = f"1{next(_numbers) if number is None else number:08d}"
    total = 24 + sum(
        digit if place % 2 else sum(divmod(2 * digit, 10))
        for place, digit in enumerate(int(character) for character in reversed(nine))
    )
    return f"{nine}{-total % 10}"


def an_organization(session: Session, **given: Any) -> OrganizationUnit:
    id_ = new_id()
    values = {"id": id_, "kind": "organization", "name": "Prairie Pharmacies", "path": [id_]}
    return _add(session, OrganizationUnit(**values | given))


def a_member(session: Session, **given: Any) -> User:
    """A user with one role of their own, on the whole tree unless a unit is given."""
    permissions = given.pop("permissions", EVERYTHING)
    unit = given.pop("unit", None) or an_organization(session, name=f"Chain {next(_numbers)}")
    role = Role(id=new_id(), name=f"Role {next(_numbers)}", permissions=sorted(permissions))
    values = {"id": new_id(), "email": f"user{next(_numbers)}@example.com", "name": "Uma Invented"}
    user = _add(session, User(**values | given))
    _add(session, role)
    _add(session, Membership(user_id=user.id, role_id=role.id, unit_id=unit.id))
    return user


def a_user(session: Session, **given: Any) -> User:
    values = {"id": new_id(), "email": f"user{next(_numbers)}@example.com", "name": "Ada Invented"}
    return _add(session, User(**values | given))


def a_role(session: Session, **given: Any) -> Role:
    values = {"id": new_id(), "name": f"Role {next(_numbers)}", "permissions": ["claims:read"]}
    return _add(session, Role(**values | given))


def an_identity_provider(session: Session, **given: Any) -> IdentityProvider:
    values = {
        "name": f"Provider {next(_numbers)}",
        "issuer": f"https://login{next(_numbers)}.example",
        "client_id": "mortar",
        "scopes": ["openid"],
        "groups_claim": "groups",
        "email_domains": ["prairie.example"],
    }
    return _add(session, IdentityProvider(**values | given))


def a_provisioned_group(session: Session, **given: Any) -> ProvisionedGroup:
    values = {"display_name": f"Group {next(_numbers)}", "external_id": None}
    return _add(session, ProvisionedGroup(**values | given))


def a_personal_token(session: Session, **given: Any) -> PersonalToken:
    values = {
        "name": "Laptop",
        "token_hash": str(new_id()),
        "scopes": ["claims:read"],
        "expires_at": datetime.now(UTC) + timedelta(days=1),
    }
    return _add(session, PersonalToken(**values | given))


def a_store(session: Session, **given: Any) -> Store:
    parent = given.pop("parent", None) or an_organization(session, name=f"Chain {next(_numbers)}")
    id_ = new_id()
    name = given.get("name", f"Store {next(_numbers)}")
    unit = OrganizationUnit(
        id=id_, parent_id=parent.id, kind="store", name=name, path=[*parent.path, id_]
    )
    _add(session, unit)
    values = {
        "id": id_,
        "name": name,
        "legal_name": "PRAIRIE PHARMACIES LLC",
        "npi": npi(),
        "ncpdp_number": "2400000",
        "tax_id": "411234567",
        "taxonomy_code": "3336C0003X",
        "clia_number": "24D1234567",
        "address_line": "100 MAIN ST",
        "city": "SAINT PAUL",
        "state": "MN",
        "zip_code": "551010001",
        "phone": "6515550100",
        "time_zone": "America/Chicago",
    }
    return _add(session, Store(**values | given))


def a_provider(session: Session, **given: Any) -> Provider:
    values = {
        "first_name": "ROSA",
        "last_name": "FICTIVE",
        "kind": "pharmacist",
        "npi": npi(),
        "taxonomy_code": "183500000X",
    }
    return _add(session, Provider(**values | given))


def a_credential(session: Session, provider: Provider, **given: Any) -> Credential:
    """A licence in the state of `a_store`, in force since 2024."""
    values = {
        "provider_id": provider.id,
        "kind": "license",
        "number": f"N{next(_numbers)}",
        "state": "MN",
        "effective_from_on": date(2024, 1, 1),
    }
    return _add(session, Credential(**values | given))


def an_enrollment(session: Session, provider: Provider, **given: Any) -> Enrollment:
    """Effective since 2024, with a payer and at a store of its own unless they are given."""
    values = {"stage": "effective", "effective_from_on": date(2024, 1, 1)}
    for name, build in (("store_id", a_store), ("payer_id", a_payer)):
        if name not in given:
            values[name] = build(session).id
    return _add(session, Enrollment(provider_id=provider.id, **values | given))


def a_trading_partner(session: Session, **given: Any) -> TradingPartner:
    values = {
        "name": f"Simulated payers {next(_numbers)}",
        "gateway": "simulator",
        "submitter_id": "MORTAR01",
        "submitter_name": "PRAIRIE PHARMACIES LLC",
        "contact_name": "BILLING OFFICE",
        "contact_phone": "6515550199",
        "receiver_id": "SIMPAYER",
        "receiver_name": "SIMULATED PAYER",
    }
    return _add(session, TradingPartner(**values | given))


def a_payer(session: Session, **given: Any) -> Payer:
    partner_id = given.pop("trading_partner_id", None) or a_trading_partner(session).id
    values = {
        "name": "Invented Health Plan",
        "payer_number": f"INV{next(_numbers):05d}",
        "claim_filing_indicator_code": "CI",
        "trading_partner_id": partner_id,
    }
    return _add(session, Payer(**values | given))


def a_patient(session: Session, **given: Any) -> Patient:
    values = {
        "first_name": "AVA",
        "last_name": f"SAMPLE{next(_numbers)}",
        "birth_on": date(1958, 4, 12),
        "sex": "F",
        "address_line": "12 ELM AVE",
        "city": "SAINT PAUL",
        "state": "MN",
        "zip_code": "551020001",
    }
    patient = _add(session, Patient(**values | given))
    keep_name(session, patient)
    return patient


def a_coverage(session: Session, **given: Any) -> Coverage:
    """The patient is the subscriber unless a relationship and a subscriber are given."""
    patient_id = given.pop("patient_id", None) or a_patient(session).id
    payer_id = given.pop("payer_id", None) or a_payer(session).id
    values = {
        "patient_id": patient_id,
        "payer_id": payer_id,
        "priority": 1,
        "member_id": f"W{next(_numbers):09d}",
        "group_number": "GRP100",
        "relationship_code": "18",
        "effective_from_on": date(2024, 1, 1),
    }
    return _add(session, Coverage(**values | given))


def a_service(session: Session, **given: Any) -> Service:
    values = {"name": f"Flu shot {next(_numbers)}", "kind": "immunization"}
    return _add(session, Service(**values | given))


def a_template(session: Session, **given: Any) -> ServiceTemplate:
    service_id = given.pop("service_id", None) or a_service(session).id
    values = {
        "service_id": service_id,
        "version": 1,
        "definition": {},
        "effective_from_on": date(2024, 1, 1),
    }
    return _add(session, ServiceTemplate(**values | given))


def an_encounter(session: Session, **given: Any) -> Encounter:
    """A signed encounter, whose content the test does not care about."""
    template = a_template(session)
    values = {
        "template_id": template.id,
        "service_id": template.service_id,
        "status": "signed",
        "served_on": date(2026, 10, 15),
    }
    for name, build in (
        ("store_id", a_store),
        ("patient_id", a_patient),
        ("provider_id", a_provider),
    ):
        if name not in given:
            values[name] = build(session).id
    return _add(session, Encounter(**values | given))


def a_charge(session: Session, encounter: Encounter, **given: Any) -> Charge:
    """A vaccine's administration."""
    values = {
        "encounter_id": encounter.id,
        "store_id": encounter.store_id,
        "position": 1,
        "served_on": encounter.served_on,
        "procedure_code": "90471",
        "modifiers": [],
        "units": Decimal(1),
        "unit_price_cents": 25_00,
        "charge_cents": 25_00,
        "diagnosis_codes": ["Z23"],
        "rule": "immunization@1/administration",
        "explanation": "One vaccine was given.",
    }
    return _add(session, Charge(**values | given))


def a_vaccine_charge(session: Session, encounter: Encounter, **given: Any) -> Charge:
    """The vaccine itself."""
    values = {
        "position": 2,
        "procedure_code": "90656",
        "unit_price_cents": 42_50,
        "charge_cents": 42_50,
        "ndc": "49281042450",
        "ndc_quantity": Decimal("0.5"),
        "ndc_unit_code": "ML",
        "lot_number": "LOT42",
        "rule": "immunization@1/product",
        "explanation": "The vaccine was the pharmacy's own.",
    }
    return a_charge(session, encounter, **values | given)


def _add(session: Session, record: T) -> T:
    session.add(record)
    session.flush()
    return record
