"""Synthetic official files for tests, faithful to the layouts and to their traps."""

from collections.abc import Iterable
from dataclasses import dataclass

from domain.codes.guards import Bounds
from domain.codes.systems import PublishedCode

ANY_SIZE = Bounds(fewest_codes=1, most_codes=200_000, deleted_percent=50)

CHOLERA = (
    ("A00", 0, "Cholera", "Cholera"),
    (
        "A000",
        1,
        "Cholera due to Vibrio cholerae 01",
        "Cholera due to Vibrio cholerae 01, biovar cholerae",
    ),
    ("A009", 1, "Cholera, unspecified", "Cholera, unspecified"),
)


def order_file(rows: Iterable[tuple[str, int, str, str]]) -> bytes:
    """An ICD-10-CM order file: fixed columns, carriage returns, consecutive numbers."""
    return b"".join(
        f"{number:05} {code:<7} {valid} {short:<60} {long}\r\n".encode()
        for number, (code, valid, short, long) in enumerate(rows, start=1)
    )


def order_rows(codes: Iterable[PublishedCode]) -> list[tuple[str, int, str, str]]:
    """The rows of an order file with these codes: each header before its own, chapter U at the end."""
    return [
        (
            code.code,
            int(code.is_billable),
            (code.short_text or code.long_text or "-")[:60],
            code.long_text or "-",
        )
        for code in sorted(codes, key=lambda code: (code.code[0] == "U", code.code))
    ]


@dataclass(frozen=True)
class HcpcsRecord:
    """One record of the 320-column file; `long` may take several lines."""

    code: str
    long: tuple[str, ...]
    short: str = "Short"
    added: str = "20260101"
    changed: str = "20260101"
    terminated: str = ""
    action: str = "N"

    def lines(self) -> list[str]:
        is_modifier = len(self.code) == 2
        key = f"{self.code:>5}"
        first, more = ("7", "8") if is_modifier else ("3", "4")
        head = f"{key}00100{first}{self.long[0]:<80}{self.short:<28}".ljust(229) + "C"
        dates = f"{self.added:<8}{self.changed:<8}{self.terminated:<8}{self.action}"
        lines = [(head.ljust(268) + dates).ljust(320)]
        for number, text in enumerate(self.long[1:], start=2):
            lines.append(f"{key}{number:03}00{more}{text:<80}".ljust(320))
        return lines


DISCLAIMER = (
    "***Disclaimers\t\t\r\n\r\n*Brand names are included for indexing purposes only.\xa0 \t\r\n\r\n"
)


def anweb_file(records: Iterable[HcpcsRecord], *, cut_continuations: bool = False) -> bytes:
    """The HCPCS file; real ones hold continuation records that end right after their text."""
    lines = [line for record in records for line in record.lines()]
    if cut_continuations:
        lines = [line.rstrip() if line[10] in "48" else line for line in lines]
    return (DISCLAIMER + "".join(f"{line}\r\n" for line in lines)).encode("cp1252")


CSV_HEADER = (
    "HCPC,SEQNUM,RECID,LONG DESCRIPTION,SHORT DESCRIPTION,COV,ADD DT,ACT EFF DT,TERM DT,ACTION CD"
)


def anweb_csv(records: Iterable[HcpcsRecord]) -> bytes:
    rows = [
        f'{r.code:>5},0010,{"7" if len(r.code) == 2 else "3"},"{" ".join(r.long)}","{r.short}",C,'
        f"{r.added},{r.changed},{r.terminated},{r.action}"
        for r in records
    ]
    return "\r\n".join([CSV_HEADER, *rows, ""]).encode("cp1252")
