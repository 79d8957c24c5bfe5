"""What every stored thing has in common: ids, instants, and the tenant in every key."""

from datetime import date, datetime
from decimal import Decimal
from functools import cache
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Date,
    DateTime,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    MetaData,
    Numeric,
    Table,
    Text,
    UniqueConstraint,
    Uuid,
    func,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import DeclarativeBase, Mapped, declared_attr, mapped_column

from tenants import sealed_fields
from tenants.identifiers import new_id

NAMES = {
    "ix": "ix_%(column_0_N_label)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


class Record(DeclarativeBase):
    """A stored thing. Text is unbounded, integers hold any amount of cents, instants are UTC."""

    metadata = MetaData(naming_convention=NAMES)
    type_annotation_map: ClassVar[dict[Any, Any]] = {
        str: Text,
        int: BigInteger,
        date: Date,
        datetime: DateTime(timezone=True),
        Decimal: Numeric,
        list[str]: ARRAY(Text),
        list[int]: ARRAY(Integer),
        list[UUID]: ARRAY(Uuid),
        dict[str, Any]: JSONB,
        list[dict[str, Any]]: JSONB,
    }

    def __init_subclass__(cls, **options: Any) -> None:
        sealed_fields.declare(cls)
        super().__init_subclass__(**options)
        sealed_fields.watch(cls)


class TenantOwned:
    """A row of one tenant. The table's key is (tenant_id, id); row-level security binds the first.

    Code asks by `id` alone: the policy adds the tenant, and the index serves both.
    """

    tenant_id: Mapped[UUID] = mapped_column(
        ForeignKey("tenants.id"),
        primary_key=True,
        server_default=text("current_setting('app.tenant_id')::uuid"),
    )
    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())

    @declared_attr.directive
    @classmethod
    def __mapper_args__(cls) -> dict[str, Any]:
        return {"primary_key": ["id"], "eager_defaults": False}


NO_STORE = UUID(int=0)
"""Of what hangs on no store's row yet, or on none at all: only who sees every store sees it."""


class StoreOwned(TenantOwned):
    """A row of the store that the row it hangs on is of (`of_its_store`); the session fills it."""

    store_id: Mapped[UUID]


def belongs_to(column: str, table: str) -> ForeignKeyConstraint:
    """A reference within the tenant. Foreign keys ignore row-level security, so it carries the tenant."""
    return ForeignKeyConstraint(["tenant_id", column], [f"{table}.tenant_id", f"{table}.id"])


def of_its_store(column: str, table: str) -> ForeignKeyConstraint:
    """As `belongs_to`, for a row that is of the same store as the one it hangs on, and follows it."""
    return ForeignKeyConstraint(
        ["tenant_id", column, "store_id"],
        [f"{table}.tenant_id", f"{table}.id", f"{table}.store_id"],
        onupdate="CASCADE",
    )


def no_store_without(column: str) -> CheckConstraint:
    """Where that reference may be missing: a row that hangs on nothing is of no store."""
    return CheckConstraint(
        f"({column} is null) = (store_id = '{NO_STORE}')", name=f"no_store_without_{column}"
    )


@cache
def hangs_on(table: Table) -> tuple[type[Any], str]:
    """The kind of row that gives this table's rows their store, and the column that names it."""
    key = next(key for key in table.foreign_key_constraints if key.column_keys[-1] == "store_id")
    owners = {mapper.local_table: mapper.class_ for mapper in Record.registry.mappers}
    return owners[key.referred_table], key.column_keys[1]


def unique(*columns: str, **options: Any) -> UniqueConstraint:
    """Unique within the tenant: a global unique key would tell one tenant what another has."""
    return UniqueConstraint("tenant_id", *columns, **options)


def index(name: str, *columns: Any, **options: Any) -> Index:
    """An index that begins, as every policy does, with the tenant."""
    return Index(name, "tenant_id", *columns, **options)
