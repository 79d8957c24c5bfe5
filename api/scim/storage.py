"""Where the SCIM service reads and writes: this tenant's users and groups, in one transaction."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any, cast
from uuid import UUID

from scim2_models import (
    ForbiddenException,
    InvalidFilterException,
    InvalidValueException,
    Meta,
    NotFoundException,
    PreconditionFailedException,
    Resource,
    ResourceType,
    ResponseParameters,
    SCIMException,
    ScimFilter,
    SearchRequest,
    UniquenessException,
)
from scim2_models.path import CompareOperator, Comparison
from scim2_server.service import ScimService
from scim2_server.storage import ScimStorage, SearchPage
from scim2_server.utils import parametrize
from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import Session

from tenants import provisioned_groups, provisioned_users
from tenants.models import User
from tenants.provisioned_groups import GroupDetails
from tenants.provisioned_models import GroupMember, ProvisionedGroup, ProvisionedUser
from tenants.provisioned_users import Person
from tenants.refusals import AlreadyExists, Forbidden, NotFound, Refused

MOST_SEARCHED = 20_000
"""Of one kind: a filter that SQL does not know is tried on each of them."""
NOT_KEPT = {"id", "meta", "password", "groups"}
USER = "User"
Stored = ProvisionedUser | ProvisionedGroup


class Directory(ScimStorage):
    """The users and groups that the tenant's directory keeps; others are not there."""

    def __init__(self, session: Session, service: ScimService) -> None:
        self.session = session
        self.service = service

    @contextmanager
    def operation(self) -> Iterator[None]:
        """A savepoint: what is refused has done nothing."""
        try:
            with self.session.begin_nested():
                yield
        except Refused as refused:
            raise _exception(refused) from None

    def get(
        self,
        resource_type: ResourceType,
        resource_id: str,
        *,
        response_parameters: ResponseParameters[Any] | None = None,
    ) -> Resource[Any]:
        del response_parameters
        return self._shown(resource_type, [self._row(resource_type, resource_id)])[0]

    def search(
        self,
        resource_types: list[ResourceType],
        search_request: SearchRequest[Any],
        *,
        position: Any = None,
    ) -> SearchPage:
        del position
        found: list[Resource[Any]] = []
        for kind in resource_types:
            found += self._found(kind, search_request)
        start = search_request.start_index_0 or 0
        count = search_request.count
        stop = None if count is None else start + count
        return SearchPage(len(found), found[start:stop])

    def create(self, resource_type: ResourceType, resource: Resource[Any]) -> Resource[Any]:
        row: Stored
        if resource_type.name == USER:
            row = provisioned_users.provision_user(self.session, _person(resource))
        else:
            row = provisioned_groups.provision_group(self.session, _group(resource))
        return self._shown(resource_type, [row])[0]

    def update(
        self,
        resource_type: ResourceType,
        resource: Resource[Any],
        *,
        expected_version: str | None = None,
    ) -> Resource[Any]:
        row = self._expected(resource_type, str(resource.id), expected_version)
        if isinstance(row, ProvisionedUser):
            provisioned_users.change_provisioned_user(self.session, row, _person(resource))
        else:
            provisioned_groups.change_provisioned_group(self.session, row, _group(resource))
        return self._shown(resource_type, [row])[0]

    def delete(
        self,
        resource_type: ResourceType,
        resource_id: str,
        *,
        expected_version: str | None = None,
    ) -> None:
        row = self._expected(resource_type, resource_id, expected_version)
        if isinstance(row, ProvisionedUser):
            provisioned_users.deprovision_user(self.session, row)
        else:
            provisioned_groups.deprovision_group(self.session, row)

    def _row(self, resource_type: ResourceType, resource_id: str, **options: Any) -> Stored:
        try:
            key = UUID(resource_id)
        except ValueError:
            raise NotFoundException(detail="There is no such resource.") from None
        row = self.session.get(_model(resource_type), key, **options)
        if row is None:
            raise NotFoundException(detail="There is no such resource.")
        return cast("Stored", row)

    def _expected(
        self, resource_type: ResourceType, resource_id: str, version: str | None
    ) -> Stored:
        row = self._row(resource_type, resource_id, with_for_update=True, populate_existing=True)
        if version is not None and _version(row) != version:
            raise PreconditionFailedException
        return row

    def _found(self, kind: ResourceType, asked: SearchRequest[Any]) -> list[Resource[Any]]:
        """All that match, in the order of their making."""
        model = _model(kind)
        query: Select[Any] = select(model).order_by(model.id)
        condition = _condition(model, asked)
        if condition is not None:
            query = query.where(condition)
        rows = list(self.session.scalars(query.limit(MOST_SEARCHED + 1)))
        if len(rows) > MOST_SEARCHED:
            raise InvalidFilterException(detail="Ask by userName, displayName or externalId.")
        shown = self._shown(kind, rows)
        wanted = asked.filter
        if wanted is None or condition is not None:
            return shown
        bound = type(wanted) if wanted.models else _filter_of(type(shown[0])) if shown else None
        if bound is None:
            return []
        tried = bound(str(wanted))
        return [resource for resource in shown if tried.match(resource)]

    def _shown(self, kind: ResourceType, rows: Iterable[Stored]) -> list[Resource[Any]]:
        rows = list(rows)
        model = self.service.get_model(kind)
        related = self._groups_of(rows) if kind.name == USER else self._members_of(rows)
        active = self._active(rows) if kind.name == USER else {}
        shown = []
        for row in rows:
            values = _values(row, related.get(row.id, []), is_active=active.get(row.id, False))
            resource = model.model_validate(values)
            resource.id = str(row.id)
            resource.meta = Meta(
                resource_type=kind.name,
                created=row.created_at,
                last_modified=row.changed_at,
                version=_version(row),
            )
            shown.append(resource)
        return shown

    def _active(self, rows: list[Stored]) -> dict[UUID, bool]:
        ids = [row.id for row in rows]
        query = select(User.id, User.is_active).where(User.id.in_(ids))
        return {row.id: row.is_active for row in self.session.execute(query)}

    def _groups_of(self, rows: list[Stored]) -> dict[UUID, list[dict[str, Any]]]:
        query = (
            select(GroupMember.user_id, ProvisionedGroup.id, ProvisionedGroup.display_name)
            .join(ProvisionedGroup, ProvisionedGroup.id == GroupMember.group_id)
            .where(GroupMember.user_id.in_([row.id for row in rows]))
            .order_by(ProvisionedGroup.id)
        )
        related: dict[UUID, list[dict[str, Any]]] = {}
        for user_id, group_id, display in self.session.execute(query):
            group = {
                "value": str(group_id),
                "$ref": f"Groups/{group_id}",
                "type": "direct",
                "display": display,
            }
            related.setdefault(user_id, []).append(group)
        return related

    def _members_of(self, rows: list[Stored]) -> dict[UUID, list[dict[str, Any]]]:
        query = (
            select(GroupMember.group_id, GroupMember.user_id)
            .where(GroupMember.group_id.in_([row.id for row in rows]))
            .order_by(GroupMember.id)
        )
        related: dict[UUID, list[dict[str, Any]]] = {}
        for group_id, user_id in self.session.execute(query):
            member = {"value": str(user_id), "$ref": f"Users/{user_id}", "type": "User"}
            related.setdefault(group_id, []).append(member)
        return related


def _values(row: Stored, related: list[dict[str, Any]], *, is_active: bool) -> dict[str, Any]:
    if isinstance(row, ProvisionedUser):
        known: dict[str, Any] = {"groups": related or None}
        if not is_active or "active" in row.document:
            known["active"] = is_active
        return row.document | known
    return {
        "displayName": row.display_name,
        "externalId": row.external_id,
        "members": related or None,
    }


def _model(kind: ResourceType) -> type[Stored]:
    return ProvisionedUser if kind.name == USER else ProvisionedGroup


def _version(row: Stored) -> str:
    return f'W/"{row.version}"'


def _filter_of(model: type[Resource[Any]]) -> Any:
    return parametrize(ScimFilter, model)


def _condition(model: type[Stored], asked: SearchRequest[Any]) -> ColumnElement[bool] | None:
    """What directories ask most, in SQL: one attribute equals a text. None: try them all."""
    node = asked.filter.ast if asked.filter is not None else None
    if not isinstance(node, Comparison) or node.op != CompareOperator.eq:
        return None
    if not isinstance(node.value, str) or node.attr_path.sub_attr or "\0" in node.value:
        return None
    name = node.attr_path.attr.lower()
    if name == "externalid":
        return model.external_id == node.value
    if name == "username" and model is ProvisionedUser:
        return ProvisionedUser.user_name == node.value.lower()
    if name == "displayname" and model is ProvisionedGroup:
        return func.lower(ProvisionedGroup.display_name) == node.value.lower()
    return None


def _person(resource: Any) -> Person:
    document = resource.model_dump(mode="json", exclude_none=True)
    document = {name: value for name, value in document.items() if name not in NOT_KEPT}
    emails = [one for one in resource.emails or () if one.value]
    address = next((one for one in emails if one.primary), emails[0] if emails else None)
    name = resource.name
    whole = " ".join(filter(None, (name.given_name, name.family_name))) if name else ""
    return Person(
        user_name=resource.user_name or "",
        email=str(address.value) if address is not None else resource.user_name or "",
        name=resource.display_name or (name.formatted if name else None) or whole,
        is_active=resource.active is not False,
        external_id=resource.external_id,
        document=document,
    )


def _group(resource: Any) -> GroupDetails:
    """Raises: InvalidValueException."""
    try:
        ids = frozenset(UUID(str(one.value)) for one in resource.members or ())
    except ValueError:
        raise InvalidValueException(detail="A member is named by its id.") from None
    return GroupDetails(resource.display_name or "", resource.external_id, ids)


def _exception(refused: Refused) -> SCIMException:
    """A refusal as RFC 7644, 3.12 says it."""
    if isinstance(refused, AlreadyExists):
        return UniquenessException(detail=refused.message)
    if isinstance(refused, Forbidden):
        return ForbiddenException(detail=refused.message)
    if isinstance(refused, NotFound):
        return NotFoundException(detail=refused.message)
    return InvalidValueException(detail=refused.message)
