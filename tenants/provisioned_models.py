"""People and groups that a tenant's directory keeps here by SCIM, and what its groups give."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func, text
from sqlalchemy.orm import Mapped, mapped_column

from tenants.records import Record, TenantOwned, belongs_to, index, unique


class ProvisionedUser(TenantOwned, Record):
    """A user as the directory knows them; its id is the user's."""

    __tablename__ = "provisioned_users"
    __table_args__ = (
        belongs_to("user_id", "users"),
        unique("user_id"),
        unique("user_name"),
        index("ix_provisioned_users_external_id", "external_id"),
    )

    user_id: Mapped[UUID]
    user_name: Mapped[str]
    """In lower case, as it is compared (RFC 7643, 4.1.1)."""
    external_id: Mapped[str | None]
    """The directory's own name for them."""
    document: Mapped[dict[str, Any]]
    """What the directory sent, without password and groups."""
    version: Mapped[int] = mapped_column(default=1, server_default=text("1"))
    changed_at: Mapped[datetime] = mapped_column(server_default=func.now())


class ProvisionedGroup(TenantOwned, Record):
    """A group of the directory."""

    __tablename__ = "provisioned_groups"
    __table_args__ = (index("ix_provisioned_groups_external_id", "external_id"),)

    display_name: Mapped[str]
    external_id: Mapped[str | None]
    version: Mapped[int] = mapped_column(default=1, server_default=text("1"))
    changed_at: Mapped[datetime] = mapped_column(server_default=func.now())


class GroupMember(TenantOwned, Record):
    """A user in a group."""

    __tablename__ = "group_members"
    __table_args__ = (
        belongs_to("group_id", "provisioned_groups"),
        belongs_to("user_id", "users"),
        unique("group_id", "user_id"),
        index("ix_group_members_user", "user_id"),
    )

    group_id: Mapped[UUID]
    user_id: Mapped[UUID]


class GroupGrant(TenantOwned, Record):
    """What being in a group gives: a role on a branch."""

    __tablename__ = "group_grants"
    __table_args__ = (
        belongs_to("group_id", "provisioned_groups"),
        belongs_to("role_id", "roles"),
        belongs_to("unit_id", "organization_units"),
        unique("group_id", "role_id", "unit_id"),
    )

    group_id: Mapped[UUID]
    role_id: Mapped[UUID]
    unit_id: Mapped[UUID]
