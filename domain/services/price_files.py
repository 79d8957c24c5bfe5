"""Files of prices as CSV: set whole or not at all, every problem named by row and column, in words."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import ColumnElement, func, null, select
from sqlalchemy.dialects.postgresql import insert as insert_or
from sqlalchemy.orm import Session

from domain.outbox.commands import announce
from domain.payers.models import Payer
from domain.providers.models import Store
from domain.services.events import PriceSet
from domain.services.models import ServicePrice
from domain.services.pricing import Price, price_findings, stores_to_price
from domain.sheet_files import NotThisValue, Problem, Shape, Unreadable, date_in
from domain.sheets import FORMULA_STARTS, sheet_of
from tenants.audit import touch
from tenants.identifiers import new_id

MOST_ROWS = 20_000
MOST_BYTES = 1024 * 1024
MOST_PROBLEMS = 1_000
MOST_A_STATEMENT = 2_000

REQUIRED = ("procedure_code", "label", "price", "effective_from_on")
OPTIONAL = ("payer_number", "store_npi", "effective_to_on")
COLUMNS = REQUIRED + OPTIONAL
"""In any order. A price is in dollars, `25` or `25.50`; a payer is named by its number, a store by its
NPI, and what is left empty holds for all. An end that is left empty stays as it is; `open` lifts it."""
OPEN = "open"
LIFTED = date.max
"""As a last day: none, even where one is known."""
SHEET = Shape(REQUIRED, OPTIONAL, MOST_ROWS, MOST_BYTES, "The file holds no prices.")
DOLLARS = re.compile(r"\$?(\d{1,9}(?:\.\d{1,2})?)", re.ASCII)
FIELD_COLUMNS = {"price_cents": "price"}
KEY = ("procedure_code", "payer_id", "store_id", "effective_from_on")

T = TypeVar("T")

LOADED = "loaded"
REFUSED = "refused"
CHECKED = "checked"
"""A dry run: nothing was wrong, and nothing was kept."""


@dataclass(frozen=True)
class Verdict:
    """What came of a file."""

    status: str
    price_count: int
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True)
class Known:
    """Whom a file may name."""

    payer_ids: Mapping[str, UUID]
    store_ids: Mapping[str, UUID]


def import_prices(session: Session, file: str, *, dry_run: bool) -> Verdict:
    """Set every price of a file, or none; a price of the same day for the same is corrected."""
    payers = session.execute(select(Payer.payer_number, Payer.id).where(Payer.is_active))
    known = Known({row.payer_number: row.id for row in payers}, stores_to_price(session))
    prices, problems = read_prices(file.encode(errors="replace"), known)
    if problems:
        return Verdict(REFUSED, 0, tuple(problems[:MOST_PROBLEMS]))
    if dry_run:
        return Verdict(CHECKED, len(prices))
    _keep(session, prices)
    return Verdict(LOADED, len(prices))


def read_prices(content: bytes, known: Known) -> tuple[list[Price], list[Problem]]:
    """Every price of the file, and all that is wrong with it."""
    prices: dict[tuple[object, ...], tuple[int, Price]] = {}
    problems: list[Problem] = []
    try:
        for number, cells in SHEET.rows(content):
            price = _read(number, cells, known, problems)
            if price is None:
                continue
            first, _ = prices.setdefault(_key(price), (number, price))
            if first != number:
                words = f"Row {first} sets the same price."
                problems.append(Problem(number, "procedure_code", words))
    except Unreadable as unreadable:
        problems.append(unreadable.problem)
    return [price for _, price in prices.values()], problems


def price_sheet(session: Session) -> tuple[str, int]:
    """CSV of all prices, as an import takes them, and how many rows it has."""
    rows = session.execute(
        select(
            ServicePrice.procedure_code,
            ServicePrice.label,
            ServicePrice.price_cents,
            ServicePrice.effective_from_on,
            Payer.payer_number,
            Store.npi,
            ServicePrice.effective_to_on,
        )
        .outerjoin(Payer, Payer.id == ServicePrice.payer_id)
        .outerjoin(Store, Store.id == ServicePrice.store_id)
        .order_by(
            ServicePrice.procedure_code,
            Payer.payer_number.nulls_first(),
            Store.npi.nulls_first(),
            ServicePrice.effective_from_on,
        )
        .limit(MOST_ROWS)
    ).all()
    told = [(row[0], row[1], Decimal(row[2]).scaleb(-2), *row[3:]) for row in rows]
    return sheet_of(COLUMNS, told), len(told)


def _read(
    number: int, cells: Mapping[str, str], known: Known, problems: list[Problem]
) -> Price | None:
    before = len(problems)

    def note(column: str, message: str) -> None:
        problems.append(Problem(number, column, message))

    def read(column: str, reader: Callable[[str], T]) -> T | None:
        try:
            return reader(cells[column]) if cells.get(column) or column in REQUIRED else None
        except NotThisValue as problem:
            note(column, str(problem))
            return None

    cents = read("price", _cents)
    first_day = read("effective_from_on", date_in)
    last_day = read("effective_to_on", _last_day)
    payer_number, npi = cells.get("payer_number", ""), cells.get("store_npi", "")
    if payer_number and payer_number not in known.payer_ids:
        note("payer_number", "There is no active payer with this number.")
    if npi and npi not in known.store_ids:
        note("store_npi", "You have no store with this NPI.")
    price = Price(
        cells["procedure_code"].upper(),
        _label(cells["label"]),
        cents or 0,
        first_day or date.min,
        known.payer_ids.get(payer_number),
        known.store_ids.get(npi),
        last_day,
    )
    for finding in price_findings(price):
        note(FIELD_COLUMNS.get(finding.path, finding.path), finding.message)
    return price if len(problems) == before else None


def _label(text: str) -> str:
    """As it was before an export kept it from being a formula."""
    return text[1:] if text.startswith("'") and text[1:].startswith(FORMULA_STARTS) else text


def _cents(text: str) -> int:
    amount = DOLLARS.fullmatch(text.replace(",", ""))
    if amount is None:
        raise NotThisValue("A price looks like 25 or 25.50.")
    return int(Decimal(amount[1]).scaleb(2))


def _last_day(text: str) -> date:
    if text.lower() == OPEN:
        return LIFTED
    try:
        return date_in(text)
    except NotThisValue as problem:
        raise NotThisValue(f"{problem} The word open lifts an end.") from None


def _key(price: Price) -> tuple[object, ...]:
    return tuple(getattr(price, name) for name in KEY)


def _keep(session: Session, prices: Sequence[Price]) -> None:
    lifted = [
        replace(each, effective_to_on=None) for each in prices if each.effective_to_on == LIFTED
    ]
    others = [each for each in prices if each.effective_to_on != LIFTED]
    new = insert_or(ServicePrice).excluded.effective_to_on
    kept = _set(session, lifted, null())
    kept += _set(session, others, func.coalesce(new, ServicePrice.effective_to_on))
    touch(session, ServicePrice.__tablename__, kept)
    if kept:
        announce(session, PriceSet(kept[0]))


def _set(session: Session, prices: Sequence[Price], end: ColumnElement[Any]) -> list[UUID]:
    """In few statements: no price takes a round trip."""
    kept: list[UUID] = []
    for start in range(0, len(prices), MOST_A_STATEMENT):
        some = [vars(each) | {"id": new_id()} for each in prices[start : start + MOST_A_STATEMENT]]
        statement = insert_or(ServicePrice).values(some)
        new = {name: statement.excluded[name] for name in ("label", "price_cents")}
        kept += session.scalars(
            statement.on_conflict_do_update(
                constraint="uq_service_prices_for", set_=new | {"effective_to_on": end}
            ).returning(ServicePrice.id)
        )
    return kept
