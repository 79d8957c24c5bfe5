"""New tenants: the platform names them, then they get their tree's root and the built-in roles."""

import re

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from tenants.actor import job
from tenants.context import ContextSigner
from tenants.database import TenantDatabase, insert, platform_transaction
from tenants.identifiers import new_id
from tenants.models import Membership, OrganizationUnit, Role, Tenant, UnitKind, User
from tenants.permissions import BUILT_IN_ROLES
from tenants.refusals import Invalid
from tenants.roles import named

SLUG = re.compile(r"[a-z0-9][a-z0-9-]{1,62}")


def provision_tenant(
    platform: Engine, application: Engine, signer: ContextSigner, name: str, slug: str
) -> TenantDatabase:
    """A new tenant, ready for its first user; repeated, it completes what a crash left undone.

    Raises:
        Invalid: the slug is not of lower-case letters, digits and hyphens.
    """
    if not SLUG.fullmatch(slug):
        raise Invalid("A slug is of lower-case letters, digits and hyphens.", path="slug")
    with platform_transaction(platform) as session:
        tenant = session.scalar(select(Tenant).where(Tenant.slug == slug))
        if tenant is None:
            wanted = Tenant(id=new_id(), name=named(name), slug=slug)
            tenant = insert(session, wanted, "There is a tenant of this slug.")
    database = TenantDatabase(application, signer, job(tenant.id, "provisioning"))
    with database.transaction() as session:
        _equip(session, tenant)
    return database


def create_admin(session: Session, email: str, name: str, password_hash: str) -> User:
    """The tenant's first user: nobody is there yet to invite them."""
    user = User(id=new_id(), email=email.lower(), name=named(name), password_hash=password_hash)
    insert(session, user, "There is a user of this address.")
    role_id = session.scalars(select(Role.id).where(Role.is_built_in, Role.name == "admin")).one()
    session.add(Membership(user_id=user.id, role_id=role_id, unit_id=root(session).id))
    session.flush()
    return user


def root(session: Session) -> OrganizationUnit:
    """The organisation at the top of the tenant's tree."""
    return session.scalars(
        select(OrganizationUnit).where(OrganizationUnit.kind == UnitKind.ORGANIZATION)
    ).one()


def _equip(session: Session, tenant: Tenant) -> None:
    known = set(session.scalars(select(Role.name).where(Role.is_built_in)))
    for name, permissions in BUILT_IN_ROLES.items():
        if name not in known:
            session.add(Role(name=name, permissions=sorted(permissions), is_built_in=True))
    if not session.scalar(select(OrganizationUnit.id).limit(1)):
        id_ = new_id()
        session.add(
            OrganizationUnit(
                id=id_, parent_id=None, kind=UnitKind.ORGANIZATION, name=tenant.name, path=[id_]
            )
        )
