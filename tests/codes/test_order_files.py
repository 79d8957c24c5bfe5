"""The ICD-10-CM order file: its layout, and each way in which one may be wrong."""

import io
from datetime import date

import pytest

from domain.codes.icd10cm import effective_on, read_order_file
from domain.codes.systems import FileRefused, PublishedCode
from tests.codes.files import CHOLERA, order_file

NAME = "icd10cm-order-2027.txt"


def read(content: bytes) -> list[PublishedCode]:
    return list(read_order_file(NAME, io.BytesIO(content)))


def refusal(content: bytes) -> FileRefused:
    with pytest.raises(FileRefused) as refused:
        read(content)
    return refused.value


def test_headers_codes_and_both_texts_are_read() -> None:
    codes = read(order_file(CHOLERA))

    assert codes == [
        PublishedCode("A00", False, "Cholera", "Cholera"),
        PublishedCode(
            "A000",
            True,
            "Cholera due to Vibrio cholerae 01",
            "Cholera due to Vibrio cholerae 01, biovar cholerae",
        ),
        PublishedCode("A009", True, "Cholera, unspecified", "Cholera, unspecified"),
    ]


@pytest.mark.parametrize(
    ("name", "day"),
    [
        ("icd10cm-order-2027.txt", date(2026, 10, 1)),
        ("icd10cm_order_2026.txt", date(2025, 10, 1)),
        ("icd10cm-order-April-2026.txt", date(2026, 4, 1)),
        ("icd10cm-order-addenda-2027.txt", None),
        ("icd10cm_order_addenda_2026.txt", None),
        ("icd10cm-codes-2027.txt", None),
        ("icd10pcs_order_2026.txt", None),
    ],
)
def test_the_name_tells_the_first_day(name: str, day: date | None) -> None:
    assert effective_on(name) == day


@pytest.mark.parametrize(
    ("was", "becomes", "path"),
    [
        (b"00002 ", b"00003 ", "2:1"),
        (b" A000 ", b" 0016 ", "2:7"),
        (b" A000 ", b"  000 ", "2:7"),
        (b"A000    1", b"A000    2", "2:15"),
        (b"A000    1 ", b"A000    1x", "2:16"),
        (b"biovar", b"biov\xe1r", "2:117"),
        (b"A000    1", b"A000    0", "3:7"),
    ],
)
def test_a_broken_line_is_refused_with_line_and_column(
    was: bytes, becomes: bytes, path: str
) -> None:
    content = order_file(CHOLERA)
    assert content.count(was) == 1

    assert refusal(content.replace(was, becomes)).path == path


@pytest.mark.parametrize("cut", [1, 2, 30])
def test_a_line_cut_anywhere_is_refused(cut: int) -> None:
    refused = refusal(order_file(CHOLERA)[:-cut])

    assert refused.path is not None
    assert refused.path.startswith("3:")


def test_a_list_that_ends_in_a_header_is_refused() -> None:
    assert refusal(order_file(CHOLERA[:1])).path == "2:1"


def test_an_empty_file_is_refused() -> None:
    assert refusal(b"").path == "1:1"


def test_lines_taken_out_are_refused() -> None:
    lines = order_file(CHOLERA).splitlines(keepends=True)

    assert refusal(lines[0] + lines[2]).path == "2:1"


def test_an_endless_line_is_refused() -> None:
    endless = order_file([*CHOLERA[:2], ("A009", 1, "Cholera", "x" * 400)])

    assert refusal(endless).path == "3:400"
