"""Prices by day, payer and store: the most specific applies; files of them are set whole or not at all."""

from collections.abc import Callable
from datetime import date, timedelta
from itertools import product
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session

from domain.errors import Invalid, NotFound
from domain.services.models import ServicePrice
from domain.services.price_files import Verdict, import_prices, price_sheet
from domain.services.prices import DatedPrice, PriceList, Special
from domain.services.pricing import Price, end_price, remove_price, set_price
from domain.services.queries import fitting_prices, price_list
from tenants.database import TenantDatabase
from tenants.identifiers import new_id
from tests.builders import a_payer, a_store

DAY = date(2026, 1, 1)
HEADER = "procedure_code,label,price,effective_from_on,payer_number,store_npi"
ENDING = f"{HEADER},effective_to_on"
PAYERS = (new_id(), new_id())
STORES = (new_id(), new_id())
WHOM = tuple(product((*PAYERS, None), (*STORES, None)))
DAYS = tuple(DAY + timedelta(days=days) for days in range(4))
SET = st.dictionaries(
    st.tuples(st.sampled_from(WHOM), st.sampled_from(DAYS)), st.integers(0, 10**7)
)


def test_a_price_holds_from_its_day(session: Session) -> None:
    set_price(session, Price("90471", "Giving a vaccine", 25_00, date(2026, 1, 1)))
    set_price(session, Price("90471", "Giving a vaccine", 27_00, date(2026, 7, 1)))
    set_price(session, Price("90471", "Giving a vaccine", 28_00, date(2026, 7, 1)))

    prices = price_list(session)

    days = [date(2025, 12, 31), date(2026, 6, 30), date(2026, 7, 1), date(2030, 1, 1)]
    assert [prices.unit_price_cents("90471", day) for day in days] == [None, 25_00, 28_00, 28_00]
    assert prices.unit_price_cents("90472", DAY) is None


def test_a_price_taken_back_leaves_the_one_before(session: Session) -> None:
    set_price(session, Price("90471", "Giving a vaccine", 25_00, date(2026, 1, 1)))
    mistaken = set_price(session, Price("90471", "Giving a vaccine", 2_50, date(2026, 7, 1)))

    remove_price(session, mistaken.id)

    assert price_list(session).unit_price_cents("90471", date(2026, 7, 1)) == 25_00
    with pytest.raises(NotFound):
        remove_price(session, mistaken.id)


@pytest.mark.parametrize(
    ("code", "label", "cents", "path"),
    [
        ("9047", "Giving a vaccine", 1, "procedure_code"),
        ("90471", " ", 1, "label"),
        ("90471", "Giving a vaccine", -1, "price_cents"),
        ("90471", "Giving a vaccine", 10**10, "price_cents"),
    ],
)
def test_a_wrong_price_is_named(
    session: Session, code: str, label: str, cents: int, path: str
) -> None:
    with pytest.raises(Invalid) as refusal:
        set_price(session, Price(code, label, cents, DAY))

    assert refusal.value.path == path
    assert price_list(session).prices == {}


@given(SET, st.sampled_from(WHOM), st.sampled_from(DAYS))
def test_the_most_specific_price_in_force_applies(
    prices: dict[tuple[tuple[UUID | None, UUID | None], date], int],
    whom: tuple[UUID | None, UUID | None],
    on: date,
) -> None:
    dated = {
        each: sorted(DatedPrice(day, cents) for (of, day), cents in prices.items() if of == each)
        for each in WHOM
    }
    general = {"90471": dated.pop((None, None))}
    special = {Special("90471", *of): listed for of, listed in dated.items()}

    applies = PriceList(general, special).unit_price_cents("90471", on, *whom)

    fitting = [
        ((of[0] is not None, of[1] is not None, day), cents)
        for (of, day), cents in prices.items()
        if day <= on and all(mine in (None, theirs) for mine, theirs in zip(of, whom, strict=True))
    ]
    assert applies == max(fitting, default=(None, None))[1]


def test_the_database_takes_the_price_that_the_list_takes(session: Session) -> None:
    payer, store = a_payer(session).id, a_store(session).id
    other = a_payer(session).id
    days = (DAY, DAY + timedelta(days=10))
    whom = list(product((payer, None), (store, None)))
    for cents, (of, day) in enumerate(product(whom, days)):
        set_price(session, Price("90471", "Giving a vaccine", cents, day, *of))
    while kept := session.scalars(select(ServicePrice).order_by(ServicePrice.price_cents)).first():
        prices = price_list(session, [store])
        for of, on in product(product((payer, other, None), (store, None)), (DAY, *days)):
            found = [each.price_cents for each in fitting_prices(session, "90471", on, *of)]
            applies = prices.unit_price_cents("90471", on, *of)
            assert found[:1] == ([] if applies is None else [applies])
        remove_price(session, kept.id)


def test_from_the_day_after_its_end_the_more_general_price_applies(session: Session) -> None:
    payer = a_payer(session).id
    set_price(session, Price("90471", "Giving a vaccine", 25_00, DAY))
    set_price(session, Price("90471", "Agreed", 18_00, DAY, payer))
    newer = set_price(session, Price("90471", "Agreed", 20_00, date(2026, 3, 1), payer))
    last = date(2026, 6, 30)

    ended = end_price(session, newer.id, last)
    again = end_price(session, newer.id, last)

    days = (date(2026, 2, 28), last, last + timedelta(days=1))
    prices = price_list(session)
    found = [fitting_prices(session, "90471", day, payer)[0].price_cents for day in days]
    assert [prices.unit_price_cents("90471", day, payer) for day in days] == [18_00, 20_00, 25_00]
    assert (found, ended is again, again.effective_to_on) == ([18_00, 20_00, 25_00], True, last)
    end_price(session, newer.id, None)
    assert price_list(session).unit_price_cents("90471", days[-1], payer) == 20_00


def test_an_end_that_cannot_be_names_its_place(session: Session) -> None:
    payer = a_payer(session).id
    first = set_price(session, Price("90471", "Agreed", 18_00, DAY, payer))
    set_price(session, Price("90471", "Agreed", 20_00, date(2026, 3, 1), payer))

    for last in (date(2025, 12, 31), date(2026, 3, 1)):
        with pytest.raises(Invalid) as refusal:
            end_price(session, first.id, last)
        assert refusal.value.path == "effective_to_on"

    assert first.effective_to_on is None
    with pytest.raises(NotFound):
        end_price(session, new_id(), DAY)


def test_a_file_ends_prices_and_leaves_the_ends_that_it_does_not_name(session: Session) -> None:
    ends = import_prices(session, f"{ENDING}\n90471,A,25,2026-01-01,,,2026-06-30", dry_run=False)
    keeps = import_prices(session, f"{HEADER}\n90471,A,26,2026-01-01,,", dry_run=False)
    early = import_prices(session, f"{ENDING}\n90471,A,26,2026-01-01,,,2025-06-30", dry_run=False)

    prices = price_list(session)
    on = (date(2026, 6, 30), date(2026, 7, 1))
    assert (ends.status, keeps.status) == ("loaded", "loaded")
    assert [prices.unit_price_cents("90471", day) for day in on] == [26_00, None]
    assert [(each.row, each.column) for each in early.problems] == [(2, "effective_to_on")]


def test_a_file_lifts_an_end_by_a_word_and_sets_a_new_price_without_one(session: Session) -> None:
    price = set_price(session, Price("90471", "A", 25_00, DAY))
    end_price(session, price.id, date(2026, 6, 30))

    rows = f"{ENDING}\n90471,A,26,2026-01-01,,,Open\n90472,B,18,2026-01-01,,,open"
    lifted = import_prices(session, rows, dry_run=False)
    strange = import_prices(session, f"{ENDING}\n90471,A,26,2026-01-01,,,never", dry_run=False)

    assert lifted == Verdict("loaded", 2)
    assert price_sheet(session)[0].splitlines()[1:] == [
        "90471,A,26.00,2026-01-01,,,",
        "90472,B,18.00,2026-01-01,,,",
    ]
    (problem,) = strange.problems
    assert (problem.column, problem.message.endswith("The word open lifts an end.")) == (
        "effective_to_on",
        True,
    )


def test_a_price_of_nobody_here_is_refused(session: Session) -> None:
    for of in ({"payer_id": new_id()}, {"store_id": new_id()}):
        with pytest.raises(NotFound):
            set_price(session, Price("90471", "Giving a vaccine", 1, DAY, **of))

    assert price_list(session) == PriceList({})


def test_members_of_a_store_see_and_set_its_prices_alone(
    tenant: TenantDatabase, tenant_at_stores: Callable[..., TenantDatabase]
) -> None:
    with tenant.transaction() as session:
        here, there = a_store(session).id, a_store(session).id
        for store, cents in ((None, 25_00), (here, 20_00), (there, 30_00)):
            set_price(session, Price("90471", "Giving a vaccine", cents, DAY, store_id=store))

    with tenant_at_stores(here).transaction() as session:
        seen = set(session.scalars(select(ServicePrice.price_cents)))
        with pytest.raises(NotFound):
            set_price(session, Price("90471", "Theirs", 1, DAY, store_id=there))

    assert seen == {25_00, 20_00}


def test_a_file_of_prices_is_set_whole(session: Session) -> None:
    payer, store = a_payer(session), a_store(session)
    set_price(session, Price("90471", "Giving a vaccine", 25_00, DAY))
    file = (
        f"{HEADER}\n90471,Dearer,27.50,2026-01-01,,\n"
        f"90471,Agreed,$20,01/01/2026,{payer.payer_number},{store.npi}\n"
    )

    checked = import_prices(session, file, dry_run=True)
    before = price_list(session, [store.id])
    loaded = import_prices(session, file, dry_run=False)
    again = import_prices(session, file, dry_run=False)

    prices = price_list(session, [store.id])
    assert (checked, loaded, again) == (
        Verdict("checked", 2), Verdict("loaded", 2), Verdict("loaded", 2),
    )  # fmt: skip
    assert before.unit_price_cents("90471", DAY) == 25_00
    assert prices.unit_price_cents("90471", DAY) == 27_50
    assert prices.unit_price_cents("90471", DAY, payer.id, store.id) == 20_00
    assert session.query(ServicePrice).count() == 2


def test_each_bad_row_is_named_and_none_is_set(session: Session) -> None:
    rows = [
        "90471,Fine,25,2026-01-01,,",
        "9047,Short,25,2026-01-01,,",
        "90472,,25.001,2026-02-30,NOBODY,1234567893",
        "90471,Again,26,2026-01-01,,",
    ]

    verdict = import_prices(session, "\n".join([HEADER, *rows]), dry_run=False)

    assert verdict.status == "refused"
    assert [(each.row, each.column) for each in verdict.problems] == [
        (3, "procedure_code"),
        (4, "price"),
        (4, "effective_from_on"),
        (4, "payer_number"),
        (4, "store_npi"),
        (4, "label"),
        (5, "procedure_code"),
    ]
    assert price_list(session) == PriceList({})


@pytest.mark.parametrize("file", ["", HEADER, "procedure_code,label\n", f"{HEADER},colour\n", '"'])
def test_what_is_no_file_of_prices_is_refused(session: Session, file: str) -> None:
    verdict = import_prices(session, file, dry_run=False)

    assert (verdict.status, len(verdict.problems)) == ("refused", 1)


def test_what_is_exported_can_be_imported_and_starts_no_formula(session: Session) -> None:
    payer, store = a_payer(session), a_store(session)
    set_price(session, Price("90471", "=HYPERLINK(1)", 25_05, DAY))
    agreed = set_price(session, Price("90471", "Agreed", 0, DAY, payer.id, store.id))
    end_price(session, agreed.id, date(2026, 6, 30))

    content, count = price_sheet(session)
    verdict = import_prices(session, content, dry_run=False)

    assert content.splitlines()[1:] == [
        "90471,'=HYPERLINK(1),25.05,2026-01-01,,,",
        f"90471,Agreed,0.00,2026-01-01,{payer.payer_number},{store.npi},2026-06-30",
    ]
    assert (count, verdict) == (2, Verdict("loaded", 2))
    assert price_sheet(session) == (content, 2)
