"""A new tenant with nobody in it but its first admin, who is invited."""

from sqlalchemy import select

import tenants.provider_models
import tenants.provisioned_models  # noqa: F401 memberships refer to the tables of both
from infra.database import make_engine
from infra.key_encryption import KeyFile
from infra.settings import Settings
from tenants.account_links import LinkKind, hand_out
from tenants.context import ContextSigner
from tenants.keyring import Keyring, entrust
from tenants.models import Role
from tenants.provisioning import provision_tenant, root
from tenants.users import assign_membership, invite_user


def found_tenant(settings: Settings, slug: str, name: str, email: str) -> str:
    """The invitation's text, told this once.

    Raises:
        Invalid: the slug, or the address, is none; or it is taken.
    """
    signer = ContextSigner(settings.context_key_file.read_bytes())
    keyring = Keyring(KeyFile(settings.master_key_file))
    application = entrust(make_engine(settings.database_url, pool_size=1), keyring)
    platform = make_engine(settings.platform_database_url, pool_size=1)
    try:
        database = provision_tenant(platform, application, signer, name, slug)
        with database.transaction() as session:
            admin = invite_user(session, email, email.partition("@")[0])
            session.flush()
            role_id = session.scalars(
                select(Role.id).where(Role.is_built_in, Role.name == "admin")
            ).one()
            assign_membership(session, admin.id, role_id, root(session).id)
            return hand_out(session, admin, LinkKind.INVITATION)
    finally:
        application.dispose()
        platform.dispose()
