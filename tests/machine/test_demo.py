"""The demo's pharmacies: founded once, entered with what was printed, unseen by each other."""

from dataclasses import replace

from sqlalchemy import func, select

from domain.patients.models import Patient
from domain.services.models import Service, ServicePrice
from domain.services.shipped import KINDS
from mortar.demo.cast import HARBOR, PHARMACIES, ROLES
from mortar.demo.credentials import email
from mortar.demo.founding import found_pharmacies
from tenants.actor import job
from tenants.clients import ClientNumber, is_secret_of
from tenants.models import Membership, OrganizationUnit
from tenants.sessions import UNKNOWN_DEVICE
from tenants.sign_in import Credentials, SignIn, sign_in
from tests.conftest import CONTEXT_KEY


def test_every_role_of_both_pharmacies_signs_in(database, credentials):
    for pharmacy in credentials.pharmacies:
        for role, password in pharmacy.passwords.items():
            typed = Credentials(pharmacy.slug, email(role, pharmacy.slug), password)
            entered = sign_in(database.application, database.signer, typed, UNKNOWN_DEVICE)
            assert isinstance(entered, SignIn), typed.email
    assert [list(each.passwords) for each in credentials.pharmacies] == [list(ROLES)] * 2


def test_the_partner_application_has_its_printed_secret(database, credentials):
    for pharmacy in credentials.pharmacies:
        number = ClientNumber.parsed(pharmacy.client_number)
        with database.as_actor(job(number.tenant_id, "test")).transaction() as session:
            assert is_secret_of(session, number.id, pharmacy.client_secret)


def test_each_pharmacy_sees_its_own_patients_alone(database, credentials):
    seen = []
    for pharmacy in credentials.pharmacies:
        number = ClientNumber.parsed(pharmacy.client_number)
        with database.as_actor(job(number.tenant_id, "test")).transaction() as session:
            seen.append(session.scalar(select(func.count()).select_from(Patient)))

    assert seen == [len(pharmacy.members) for pharmacy in PHARMACIES]


def test_the_chain_is_a_tree_of_regions_and_stores(database, credentials):
    number = ClientNumber.parsed(credentials.of(HARBOR.slug).client_number)
    with database.as_actor(job(number.tenant_id, "test")).transaction() as session:
        units = session.execute(
            select(OrganizationUnit.kind, func.count()).group_by(OrganizationUnit.kind)
        ).all()

    assert dict(units) == {"organization": 1, "region": 2, "store": 3}


def test_every_shipped_service_is_offered_at_a_price(database, credentials):
    for pharmacy in credentials.pharmacies:
        number = ClientNumber.parsed(pharmacy.client_number)
        with database.as_actor(job(number.tenant_id, "test")).transaction() as session:
            kinds = session.scalars(select(Service.kind)).all()
            priced = session.scalars(select(ServicePrice.procedure_code)).all()

        assert sorted(kinds) == sorted(KINDS)
        assert {"90656", "G0008", "99606", "87804", "99213"} <= set(priced)


def test_founding_again_changes_nothing_and_tells_the_same(settings, database, credentials):
    number = ClientNumber.parsed(credentials.of(HARBOR.slug).client_number)
    told: list[str] = []

    again = found_pharmacies(settings, told.append)

    assert told == []
    assert list(again.lines()) == list(credentials.lines())
    with database.as_actor(job(number.tenant_id, "test")).transaction() as session:
        assert session.scalar(select(func.count()).select_from(Membership)) == len(ROLES)


def test_with_another_data_directory_no_password_is_claimed(settings, credentials, tmp_path):
    (tmp_path / "context.key").write_bytes(CONTEXT_KEY)
    elsewhere = replace(settings, data_dir=tmp_path, context_key_file=tmp_path / "context.key")

    lines = list(found_pharmacies(elsewhere, lambda _: None).lines())

    assert lines.count("  founded with another DATA_DIR, where its passwords are") == 2
    assert not any("@" in line for line in lines)


def test_the_credentials_are_readable_by_their_owner_only(credentials, data_dir):
    assert (data_dir / "demo.json").stat().st_mode & 0o777 == 0o600
