"""Columns whose values are kept sealed: code sees plain values, the database never does."""

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from types import UnionType
from typing import Any, Union, get_args, get_origin
from uuid import UUID

import orjson
from sqlalchemy import LargeBinary, event
from sqlalchemy.orm import QueryContext, Session, mapped_column
from sqlalchemy.sql import operators

from tenants.identifiers import new_id
from tenants.sealing import TenantKeys

KEYS = "tenant_keys"
"""Where a session and each record that it loads hold the tenant's keys."""

KEYS_OF_RECORD = "_tenant_keys"
STORED, OPENED = "_sealed_", "_opened_"
"""What the stored column and the opened value of a field are called on a record."""
INDEX = "_index"
"""What the name of a column that stands for a sealed one ends in."""


class NoKeys(RuntimeError):
    """Whoever opened this transaction gave it no keys: an engine is `entrust`ed with a keyring."""


def keys_of(session: Session) -> TenantKeys:
    """The keys of the tenant whose transaction this is."""
    return _given(session.info.get(KEYS))


@dataclass(frozen=True)
class Form:
    """How values of a type become bytes and come back. All but bytes are JSON."""

    written: Callable[[Any], bytes]
    read: Callable[[bytes], Any]


def _written_tree(value: Any) -> bytes:
    """Integers of any size, which orjson does not write."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


FORMS: Mapping[type, Form] = {
    str: Form(orjson.dumps, orjson.loads),
    date: Form(orjson.dumps, lambda plain: date.fromisoformat(orjson.loads(plain))),
    dict: Form(_written_tree, json.loads),
    list: Form(_written_tree, json.loads),
    bytes: Form(bytes, bytes),
}


class SealedColumn(LargeBinary):
    """Ciphertext, with which SQL can do nothing but carry it."""

    cache_ok = True

    def __init__(self, place: str, kind: type, fold: Callable[[str], str] | None = None) -> None:
        """`place` is `table.column`, `kind` the type of the plain value."""
        super().__init__()
        self.place = place
        self.kind = kind
        self.fold = fold

    @property
    def form(self) -> Form:
        return FORMS[self.kind]

    @property
    def index(self) -> str:
        """The name of the column by which equals are found."""
        return self.place.partition(".")[2] + INDEX

    def blind(self, keys: TenantKeys, value: Any) -> bytes:
        """What stands for a value in this column's index."""
        text = str(value)
        return keys.blind(self.place, self.fold(text) if self.fold else text)

    class Comparator(LargeBinary.Comparator[bytes]):
        """Equal values have different ciphertexts: only their absence can be asked for."""

        def operate(self, op: Any, *other: Any, **options: Any) -> Any:
            if op not in {operators.is_, operators.is_not}:
                raise TypeError("A sealed column has no order and no equals; ask its index.")
            return super().operate(op, *other, **options)

    comparator_factory = Comparator


@dataclass(frozen=True)
class Declared:
    """What a model says of a sealed field."""

    index: bool
    fold: Callable[[str], str] | None
    default: Callable[[], Any] | None
    deferred: bool
    stays_once: str | None


def sealed(
    *,
    index: bool = False,
    fold: Callable[[str], str] | None = None,
    default: Callable[[], Any] | None = None,
    deferred: bool = False,
    stays_once: str | None = None,
) -> Any:
    """A field that is kept sealed; its annotation says the type of the plain value.

    Args:
        index: whether the column of its name and `_index` holds what stands for the value, so that
            equals can be found.
        fold: what makes texts equal in that index that differ only in writing.
        default: makes the value of a new record that is given none.
        deferred: whether it is loaded only when asked for.
        stays_once: the column of the row that, once it is set, lets the database refuse any change,
            a new seal too.
    """
    return Declared(index, fold, default, deferred, stays_once)


@dataclass(frozen=True, slots=True)
class _Plain:
    """A value set and not yet sealed: the record's key and tenant are known when it is stored."""

    value: Any
    written: bytes


class SealedField:
    """The attribute of a record behind which its ciphertext is opened when first read."""

    def __init__(self, name: str, column: SealedColumn, declared: Declared) -> None:
        self.name = name
        self.column = column
        self.declared = declared
        self.stored = STORED + name
        self.cache = OPENED + name

    def __get__(self, record: Any, owner: type) -> Any:
        if record is None:
            return getattr(owner, self.stored)
        held = getattr(record, self.stored)
        if held is None or isinstance(held, _Plain):
            return held and held.value
        return self._opened(record, held).value

    def __set__(self, record: Any, value: Any) -> None:
        if value is None:
            setattr(record, self.stored, None)
            return
        written = self.column.form.written(value)
        held = getattr(record, self.stored)
        if isinstance(held, bytes) and self._opened(record, held).written == written:
            return
        setattr(record, self.stored, _Plain(value, written))

    def seal(self, record: Any, keys: TenantKeys) -> None:
        """Put ciphertext in the place of a value that was set."""
        held = record.__dict__.get(self.stored)
        if held is None and self.stored not in record.__dict__ and self.declared.default:
            self.__set__(record, self.declared.default())
            held = record.__dict__[self.stored]
        if isinstance(held, _Plain):
            ciphertext = keys.sealed(self.column.place, record.id, held.written)
            setattr(record, self.stored, ciphertext)
            record.__dict__[self.cache] = (ciphertext, held)
            if self.declared.index:
                setattr(record, self.name + INDEX, self.column.blind(keys, held.value))
        elif held is None and self.declared.index and self.stored in record.__dict__:
            setattr(record, self.name + INDEX, None)

    def _opened(self, record: Any, held: bytes) -> _Plain:
        cached: tuple[bytes, _Plain] | None = record.__dict__.get(self.cache)
        if cached is not None and cached[0] == held:
            return cached[1]
        keys = _given(record.__dict__.get(KEYS_OF_RECORD))
        written = keys.opened(self.column.place, record.id, held)
        opened = _Plain(self.column.form.read(written), written)
        record.__dict__[self.cache] = (held, opened)
        return opened


def fields_of(kind: type) -> Mapping[str, SealedField]:
    """The sealed fields of a model by name."""
    fields: Mapping[str, SealedField] = kind.__dict__.get("__sealed__", {})
    return fields


def declare(model: Any) -> None:
    """Before a model is mapped: each sealed field is mapped to a column of bytes of its name."""
    table = model.__dict__.get("__tablename__", "")
    found: dict[str, SealedField] = {}
    for name, declared in list(vars(model).items()):
        if not isinstance(declared, Declared):
            continue
        kind, optional = _kind(model.__annotations__.pop(name))
        column = SealedColumn(f"{table}.{name}", kind, declared.fold)
        found[name] = SealedField(name, column, declared)
        mapped = mapped_column(name, column, nullable=optional, deferred=declared.deferred)
        setattr(model, STORED + name, mapped)
        setattr(model, name, found[name])
    model.__sealed__ = found


def watch(model: type) -> None:
    """After it is mapped: a record keeps the keys with which it was loaded, even when detached."""
    if fields_of(model):
        event.listen(model, "load", _remember_keys)


def seal_all(session: Session, records: Iterable[Any]) -> None:
    """Seal what was set on records that are about to be stored."""
    for record in records:
        fields = fields_of(type(record))
        if not fields:
            continue
        if record.id is None:
            record.id = new_id()
        record.__dict__[KEYS_OF_RECORD] = keys = keys_of(session)
        for field in fields.values():
            field.seal(record, keys)


def sealed_row(session: Session, model: type, row: Mapping[str, Any]) -> dict[str, Any]:
    """A row for a statement of its own, by column: sealed as a record would be. It has its `id`."""
    keys, id_ = keys_of(session), row["id"]
    assert isinstance(id_, UUID)
    made = dict(row)
    for name, field in fields_of(model).items():
        value = row.get(name)
        if name in row and field.declared.index:
            made[name + INDEX] = None if value is None else field.column.blind(keys, value)
        if value is not None:
            made[name] = keys.sealed(field.column.place, id_, field.column.form.written(value))
    return made


def blind(session: Session, field: Any, value: Any) -> bytes:
    """What stands for a value in the index of a field, `Coverage.member_id`."""
    column: SealedColumn = field.type
    return column.blind(keys_of(session), value)


def _kind(annotation: Any) -> tuple[type, bool]:
    """The plain type that `Mapped[…]` names, and whether it may be null."""
    (inner,) = get_args(annotation)
    members = get_args(inner) if get_origin(inner) in {Union, UnionType} else (inner,)
    (kind,) = (member for member in members if member is not type(None))
    return get_origin(kind) or kind, type(None) in members


def _remember_keys(record: Any, context: QueryContext) -> None:
    record.__dict__[KEYS_OF_RECORD] = context.session.info.get(KEYS)


def _given(keys: TenantKeys | None) -> TenantKeys:
    if keys is None:
        raise NoKeys
    return keys
