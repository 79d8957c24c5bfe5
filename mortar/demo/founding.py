"""Brings the demo's pharmacies into being, each in one transaction, once."""

from dataclasses import replace
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from domain.patients.commands import add_patient
from domain.patients.coverage import CoverageDetails
from domain.patients.demographics import PatientDetails
from domain.payers.commands import ContractTerms, add_payer, add_trading_partner, set_contract_rate
from domain.providers.commands import add_provider, add_store
from domain.providers.models import Store
from domain.services.commands import adopt_shipped_template
from domain.services.pricing import Price, set_price
from domain.services.shipped import KINDS
from domain.simulator.commands import instruct_payer
from infra.database import make_engine
from infra.master_keys import master_keys
from infra.settings import Settings
from mortar.demo.accrediting import accredit, new_year
from mortar.demo.cast import PARTNER_SCOPES, PAYER_INSTRUCTIONS, PHARMACIES, Member, Pharmacy
from mortar.demo.catalogue import PRICES
from mortar.demo.credentials import Credentials, PharmacyCredentials, email
from mortar.supervisor import Tell
from tenants.chosen_passwords import accept_invitation
from tenants.clients import ClientNumber, create_client
from tenants.context import ContextSigner
from tenants.database import TenantDatabase
from tenants.keyring import Keyring, entrust
from tenants.models import OrganizationUnit, Role, UnitKind
from tenants.organization import add_unit
from tenants.provisioning import provision_tenant, root
from tenants.users import assign_membership, invite_user

CHILD = "19"
"""PAT01: the patient is the subscriber's child."""


def found_pharmacies(settings: Settings, tell: Tell) -> Credentials:
    """Make the demo tenants that are not there yet; tell how to enter them."""
    credentials = Credentials(settings.data_dir)
    signer = ContextSigner(settings.context_key_file.read_bytes())
    keyring = Keyring(master_keys(settings))
    application = entrust(make_engine(settings.database_url, pool_size=1), keyring)
    platform = make_engine(settings.platform_database_url, pool_size=1)
    try:
        for pharmacy in PHARMACIES:
            database = provision_tenant(platform, application, signer, pharmacy.name, pharmacy.slug)
            if _is_new(database):
                tell(f"Founding {pharmacy.name} ...")
                _found(database, pharmacy, credentials)
    finally:
        application.dispose()
        platform.dispose()
    return credentials


def _is_new(database: TenantDatabase) -> bool:
    with database.transaction() as session:
        return session.scalar(select(Store.id).limit(1)) is None


def _found(database: TenantDatabase, pharmacy: Pharmacy, credentials: Credentials) -> None:
    """The secret is kept before the transaction ends: known too early does no harm, too late does."""
    kept = credentials.of(pharmacy.slug)
    with database.transaction() as session:
        _open_stores(session, pharmacy)
        pharmacist_id = _hire(session, kept)
        add_provider(session, replace(pharmacy.pharmacist, user_id=pharmacist_id))
        add_provider(session, pharmacy.technician)
        _insure(session, pharmacy)
        accredit(session)
        _offer_services(session)
        client, kept.client_secret = create_client(session, "Dispensing system", PARTNER_SCOPES)
        kept.client_number = str(ClientNumber(client.tenant_id, client.id))
        credentials.save()


def _open_stores(session: Session, pharmacy: Pharmacy) -> None:
    top = root(session)
    for region, stores in pharmacy.regions.items():
        parent = add_unit(session, top.id, UnitKind.REGION, region) if region else top
        for store in stores:
            add_store(session, parent.id, store)


def _hire(session: Session, kept: PharmacyCredentials) -> UUID:
    """A user for each built-in role, over all stores; returns the pharmacist."""
    top: OrganizationUnit = root(session)
    ids = {}
    for role in session.scalars(select(Role).where(Role.name.in_(kept.passwords))):
        user = invite_user(session, email(role.name, kept.slug), f"Sample {role.name}")
        session.flush()
        accept_invitation(session, user.id, kept.passwords[role.name])
        assign_membership(session, user.id, role.id, top.id)
        ids[role.name] = user.id
    return ids["pharmacist"]


def _insure(session: Session, pharmacy: Pharmacy) -> None:
    partner = add_trading_partner(session, pharmacy.partner)
    instruct_payer(session, partner.id, PAYER_INSTRUCTIONS)
    payer_ids = {
        each.payer_number: add_payer(session, replace(each, trading_partner_id=partner.id)).id
        for each in pharmacy.payers
    }
    for payer_id in payer_ids.values():
        for price in PRICES:
            terms = ContractTerms(price.procedure_code, price.allowed_cents, new_year())
            set_contract_rate(session, payer_id, terms)
    for member in pharmacy.members:
        add_patient(session, member.patient, coverages=_coverages(member, payer_ids))


def _offer_services(session: Session) -> None:
    for kind in KINDS:
        adopt_shipped_template(session, kind, new_year())
    for price in PRICES:
        set_price(session, Price(price.procedure_code, price.label, price.price_cents, new_year()))


def _coverages(member: Member, payer_ids: dict[str, UUID]) -> list[CoverageDetails]:
    return [
        CoverageDetails(
            payer_id=payer_ids[payer_number],
            member_id=member_id,
            effective_from_on=new_year(),
            **_subscriber(member.subscriber),
        )
        for payer_number, member_id in member.member_ids.items()
    ]


def _subscriber(subscriber: PatientDetails | None) -> dict[str, Any]:
    if subscriber is None:
        return {}
    return {
        "relationship_code": CHILD,
        "subscriber_first_name": subscriber.first_name,
        "subscriber_last_name": subscriber.last_name,
        "subscriber_birth_on": subscriber.birth_on,
        "subscriber_sex": subscriber.sex,
    }
