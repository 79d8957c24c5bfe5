"""GraphQL of the tenant's tree: organization, regions, stores."""

from typing import Annotated, Optional

import strawberry

from api.context import Info
from api.doors import mutation
from api.ids import Id, key_of
from api.reading.declarations import many, one
from api.reading.fields import Node, connection, record, shows
from api.reading.paging import Connection, Direction, SortKey
from api.refusal import Refusal
from tenants import models, organization
from tenants.models import UnitKind
from tenants.permissions import Permission

strawberry.enum(UnitKind)


@shows(models.OrganizationUnit, Permission.READ_ORGANIZATION)
class OrganizationUnit(Node):
    """A node of the tree; who has a role here has it at every store beneath."""

    kind: str
    name: str
    parent: Optional["OrganizationUnit"] = one("parent_id")
    children: list["OrganizationUnit"] = many("parent_id", order=("name", "id"))


@strawberry.enum
class UnitOrder(SortKey):
    ADDED = "id"


UnitResult = Annotated[OrganizationUnit | Refusal, strawberry.union("UnitResult")]


@strawberry.type
class OrganizationQuery:
    organization_unit: OrganizationUnit | None = record(Permission.READ_ORGANIZATION)
    organization_units: Connection[OrganizationUnit] = connection(
        Permission.READ_ORGANIZATION, UnitOrder.ADDED, Direction.ASCENDING
    )


@strawberry.type
class OrganizationMutation:
    @mutation(Permission.MANAGE_ORGANIZATION)
    def add_unit(self, info: Info, parent_id: Id, kind: UnitKind, name: str) -> UnitResult:
        session = info.context.session
        return OrganizationUnit.of(organization.add_unit(session, key_of(parent_id), kind, name))

    @mutation(Permission.MANAGE_ORGANIZATION)
    def rename_unit(self, info: Info, unit_id: Id, name: str) -> UnitResult:
        session = info.context.session
        return OrganizationUnit.of(organization.rename_unit(session, key_of(unit_id), name))

    @mutation(
        Permission.MANAGE_ORGANIZATION,
        recent_sign_in=True,
        description="Put a region or a store, with all beneath it, elsewhere in the tree.",
    )
    def move_unit(self, info: Info, unit_id: Id, parent_id: Id) -> UnitResult:
        session = info.context.session
        moved = organization.move_unit(session, key_of(unit_id), key_of(parent_id))
        return OrganizationUnit.of(moved)
