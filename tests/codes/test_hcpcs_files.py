"""The HCPCS file in both its forms: long texts over several records, ends of validity, traps."""

import io
from datetime import date

import pytest

from domain.codes.hcpcs import effective_on, read_csv_file, read_fixed_file
from domain.codes.systems import FileRefused, PublishedCode
from tests.codes.files import HcpcsRecord, anweb_csv, anweb_file

NAME = "HCPC2026_OCT_ANWEB.txt"
SHOT = HcpcsRecord(
    "G0008", ("Administration of a seasonal shot",), short="Admin shot", added="19940101"
)
LONG = HcpcsRecord("G8891", ("A text that does not fit", "into one record", "nor into two"))
ENDED = HcpcsRecord(
    "JF", ("Compounded drug",), added="20150401", changed="20150701", terminated="20150630"
)
RECORDS = (ENDED, SHOT, LONG)


def read(content: bytes) -> list[PublishedCode]:
    return list(read_fixed_file(NAME, io.BytesIO(content)))


def refusal(content: bytes) -> FileRefused:
    with pytest.raises(FileRefused) as refused:
        read(content)
    return refused.value


def test_a_code_is_read_with_its_dates_and_texts() -> None:
    (code,) = read(anweb_file([SHOT]))

    assert code == PublishedCode(
        "G0008",
        True,
        "Admin shot",
        "Administration of a seasonal shot",
        date(1994, 1, 1),
        None,
        {"coverage": "C", "changed_on": "20260101", "action": "N"},
    )


def test_the_last_day_is_still_valid_and_the_next_is_not() -> None:
    (modifier,) = read(anweb_file([ENDED]))

    assert (modifier.code, modifier.is_billable) == ("JF", False)
    assert modifier.valid_to_on == date(2015, 7, 1)


@pytest.mark.parametrize("cut", [False, True])
def test_a_long_text_goes_on_in_records_that_may_be_short(cut: bool) -> None:
    codes = read(anweb_file(RECORDS, cut_continuations=cut))

    assert [code.code for code in codes] == ["JF", "G0008", "G8891"]
    assert codes[2].long_text == "A text that does not fit into one record nor into two"


def test_both_forms_say_the_same() -> None:
    separated = list(read_csv_file("HCPC2026_OCT_ANWEB.csv", io.BytesIO(anweb_csv(RECORDS))))

    assert separated == read(anweb_file(RECORDS))


@pytest.mark.parametrize("code", ["99213", "D0120", "0001A", "G001"])
def test_what_is_not_level_two_is_refused(code: str) -> None:
    assert refusal(anweb_file([SHOT, HcpcsRecord(code, ("Text",))])).path is not None


def test_a_cut_record_of_a_code_is_refused() -> None:
    whole = anweb_file([SHOT])
    content = whole[: -(320 + 2 - 282)] + b"\r\n"

    assert refusal(content).path == "5:283"


def test_a_file_cut_in_a_line_is_refused() -> None:
    assert refusal(anweb_file(RECORDS)[:-10]).path == "9:313"


def test_text_that_continues_another_code_is_refused() -> None:
    content = anweb_file([LONG, SHOT]).replace(b"G8891002", b"G8892002")

    assert refusal(content).path == "6:1"


def test_a_date_that_is_none_is_refused_where_it_stands() -> None:
    broken = HcpcsRecord("G0008", ("Text",), added="20261301")

    assert refusal(anweb_file([broken])).path == "5:269"


def test_a_file_without_records_is_refused() -> None:
    assert refusal(b"HCPCS/MOD      TYPE OF CHANGE\r\n").path == "1:1"


def test_a_csv_without_its_columns_is_refused() -> None:
    content = anweb_csv(RECORDS).replace(b"TERM DT", b"TERMDT")

    with pytest.raises(FileRefused, match="TERM DT"):
        list(read_csv_file("HCPC2026_OCT_ANWEB.csv", io.BytesIO(content)))


@pytest.mark.parametrize(
    ("name", "day"),
    [
        ("HCPC2026_OCT_ANWEB_10012026.txt", date(2026, 10, 1)),
        ("HCPC2026_JAN_ANWEB.csv", date(2026, 1, 1)),
        ("HCPC2019_CONTR_ANWEB.txt", date(2019, 1, 1)),
        ("HCPC17_CONTR_ANWEB.txt", date(2017, 1, 1)),
        ("HCPC2026_OCT_Transaction.txt", None),
        ("HCPC2019_Corrections_ALPHA.txt", None),
    ],
)
def test_the_name_tells_the_quarter(name: str, day: date | None) -> None:
    assert effective_on(name) == day
