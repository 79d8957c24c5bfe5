"""GraphQL of settings: what holds where and since when, and what a change would change."""

from datetime import date
from typing import Annotated, Any

import strawberry
from sqlalchemy.orm import Session
from strawberry.scalars import JSON

from api.context import Info
from api.doors import mutation, query
from api.ids import Id, global_id, key_of
from api.organization import OrganizationUnit
from api.reading.conditions import Choice
from api.reading.declarations import one
from api.reading.fields import Node, connection, shows
from api.reading.paging import Connection, SortKey
from api.refusal import Refusal
from domain.reports.setting_impact import under_way
from tenants import models, setting_values
from tenants.meanings import Module
from tenants.permissions import Permission
from tenants.setting_values import Change, Effective
from tenants.settings import SETTINGS, Setting, SettingKind, setting_named

strawberry.enum(SettingKind)


@shows(models.SettingValue, Permission.READ_ORGANIZATION)
class SettingValue(Node):
    """What a unit decided about a setting, from a day on."""

    name: str
    value: JSON | None
    is_inherited: bool
    effective_from_on: date
    set_by: str
    unit: OrganizationUnit = one("unit_id")


@strawberry.type(name="EffectiveSetting", description="A setting, and what holds of it.")
class SettingShown:
    name: str
    kind: SettingKind
    module: Module
    sentence: str
    default: JSON | None
    lowest: int
    highest: JSON
    may_be_none: bool
    value: JSON | None
    decided_by_unit_id: Id | None = strawberry.field(description="Null: it is the default.")
    effective_from_on: date | None

    @classmethod
    def of(cls, setting: Setting, found: Effective) -> "SettingShown":
        unit = found.unit_id
        return cls(
            name=setting.name,
            kind=setting.kind,
            module=setting.module,
            sentence=setting.sentence,
            default=_json(setting.default),
            lowest=setting.lowest,
            highest=_json(setting.highest),
            may_be_none=setting.may_be_none,
            value=_json(found.value),
            decided_by_unit_id=global_id("OrganizationUnit", unit) if unit else None,
            effective_from_on=found.effective_from_on,
        )


@strawberry.type(description="A unit where another value would hold.")
class SettingChange:
    unit_id: Id
    unit_name: str
    unit_kind: str
    before: JSON | None
    after: JSON | None

    @classmethod
    def of(cls, change: Change) -> "SettingChange":
        return cls(
            unit_id=global_id("OrganizationUnit", change.unit.id),
            unit_name=change.unit.name,
            unit_kind=change.unit.kind,
            before=_json(change.before),
            after=_json(change.after),
        )


@strawberry.type(description="What deciding so would change, and what is under way there.")
class SettingPreview:
    changes: list[SettingChange]
    draft_count: int = strawberry.field(description="Encounters not yet signed.")
    claim_count: int = strawberry.field(description="Claims not yet released.")
    user_count: int = strawberry.field(description="Users with a role right at these units.")

    @classmethod
    def of(cls, session: Session, changes: list[Change]) -> "SettingPreview":
        unit_ids = [change.unit.id for change in changes]
        open_work = under_way(session, unit_ids)
        return cls(
            changes=[SettingChange.of(change) for change in changes],
            draft_count=open_work.draft_count,
            claim_count=open_work.claim_count,
            user_count=setting_values.members_at(session, unit_ids),
        )


@strawberry.enum
class SettingOrder(SortKey):
    SET = "id"


@strawberry.input
class SettingValueFilter:
    name: Choice[str] | None = strawberry.UNSET
    unit_id: Choice[Id] | None = strawberry.UNSET


SettingResult = Annotated[SettingValue | Refusal, strawberry.union("SettingResult")]


@strawberry.type
class SettingQuery:
    setting_values: Connection[SettingValue] = connection(
        Permission.READ_ORGANIZATION, SettingOrder.SET, filters=SettingValueFilter
    )

    @query(
        Permission.READ_ORGANIZATION,
        description="Every setting as it holds at a unit, or for the organization, on a day.",
    )
    def settings(
        self, info: Info, unit_id: Id | None = None, on: date | None = None
    ) -> list[SettingShown]:
        session = info.context.session
        unit = key_of(unit_id) if unit_id is not None else None
        return [
            SettingShown.of(each, setting_values.effective_at(session, each, unit, on))
            for each in SETTINGS.values()
        ]

    @query(Permission.MANAGE_ORGANIZATION, description="Nothing is decided by asking.")
    def setting_preview(
        self, info: Info, unit_id: Id, name: str, effective_from_on: date, value: JSON | None = None
    ) -> SettingPreview:
        session = info.context.session
        changes = setting_values.preview_value(
            session, setting_named(name), key_of(unit_id), value, effective_from_on
        )
        return SettingPreview.of(session, changes)


@strawberry.type
class SettingMutation:
    @mutation(
        Permission.MANAGE_ORGANIZATION,
        recent_sign_in=True,
        description="For a unit and all beneath it.",
    )
    def decide_setting(
        self, info: Info, unit_id: Id, name: str, effective_from_on: date, value: JSON | None = None
    ) -> SettingResult:
        decided = setting_values.set_value(
            info.context.session, setting_named(name), key_of(unit_id), value, effective_from_on
        )
        return SettingValue.of(decided)

    @mutation(
        Permission.MANAGE_ORGANIZATION,
        recent_sign_in=True,
        description="What holds above holds here again.",
    )
    def inherit_setting(
        self, info: Info, unit_id: Id, name: str, effective_from_on: date
    ) -> SettingResult:
        inherited = setting_values.inherit_value(
            info.context.session, setting_named(name), key_of(unit_id), effective_from_on
        )
        return SettingValue.of(inherited)


def _json(value: Any) -> Any:
    """A value as the scalar JSON has it, whatever its type."""
    return value
