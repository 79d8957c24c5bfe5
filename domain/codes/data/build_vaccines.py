# ruff: noqa: INP001  a script beside its data, not a module of the product
"""Builds the embedded vaccine sets (CVX, MVX, NDC) from CDC's own files; see README.md here."""

import csv
import json
import lzma
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from pathlib import Path
from xml.etree import ElementTree as ET

Row = tuple[str, str, str, str]


def main() -> None:
    """Read the folder of CDC files named on the command line; write beside this file."""
    source, here = Path(sys.argv[1]), Path(__file__).parent
    write(here / "cvx.csv.xz", cvx_rows(source))
    write(here / "mvx.csv.xz", mvx_rows(source))
    write(here / "vaccine-ndc.csv.xz", ndc_rows(source))


def cvx_rows(source: Path) -> Iterator[Row]:
    groups, statements = vaccine_groups(source), current_statements(source)
    for entry in ET.parse(source / "cvx.xml").getroot():  # noqa: S314  CDC's file, read by hand
        code = text(entry, "CVXCode")
        about = {
            "status": text(entry, "Status"),
            "groups": groups.get(code, []),
            "statements": statements.get(code, []),
        }
        yield (
            code,
            text(entry, "ShortDescription"),
            text(entry, "FullVaccinename"),
            json.dumps(about),
        )


def mvx_rows(source: Path) -> Iterator[Row]:
    for entry in named_values(source / "mvx.xml"):
        name = entry["Manufacturer Name"]
        yield entry["MVX_CODE"], name, name, json.dumps({"status": entry["Status"]})


def ndc_rows(source: Path) -> Iterator[Row]:
    """Units of sale and of use, each with the CVX codes and manufacturers that CDC gives it."""
    links = list(piped(source / "NDC_Linker.txt"))
    sale_maker = {sale_id: maker for _, sale_id, _, maker in links}
    use_maker = {use_id: maker for _, _, use_id, maker in links}
    sale_of_use: dict[str, list[str]] = defaultdict(list)
    sales = list(piped(source / "NDC_Unit_sale.txt"))
    sale_ndc = {row[0]: row[14].replace("-", "") for row in sales}
    for _, sale_id, use_id, _ in links:
        if sale_id in sale_ndc:
            sale_of_use[use_id].append(sale_ndc[sale_id])
    merged: dict[str, tuple[str, str, dict[str, object]]] = {}
    for row in sales:
        about: dict[str, object] = {"unit": "sale", "mvx": sale_maker.get(row[0], "")}
        gather(merged, row[14], row, row[12], about)
    for row in piped(source / "NDC_Unit_use.txt"):
        about = {"unit": "use", "mvx": use_maker.get(row[0], ""), "sold_as": sale_of_use[row[0]]}
        gather(merged, row[14], row, row[11], about)
    for ndc, (short, long, about) in sorted(merged.items()):
        yield ndc, short, long, json.dumps(about)


def gather(
    merged: dict[str, tuple[str, str, dict[str, object]]],
    ndc: str,
    row: list[str],
    cvx: str,
    about: Mapping[str, object],
) -> None:
    """CDC lists a few NDCs once for each CVX code they may mean."""
    fresh = {
        **about,
        "cvx": [],
        "starts_on": day(row[7]),
        "ends_on": day(row[8]),
        "package": row[9],
    }
    _, _, known = merged.setdefault(ndc.replace("-", ""), (row[4], row[5], fresh))
    codes = known["cvx"]
    assert isinstance(codes, list)
    if cvx not in codes:
        codes.append(cvx)


def vaccine_groups(source: Path) -> dict[str, list[str]]:
    groups: dict[str, list[str]] = defaultdict(list)
    for entry in named_values(source / "vac2vg.xml"):
        groups[entry["CVXCode"]].append(entry["Vaccine Group Name"])
    return groups


def current_statements(source: Path) -> dict[str, list[dict[str, str]]]:
    """The Vaccine Information Statements to be handed out, with the edition to be recorded."""
    statements: dict[str, list[dict[str, str]]] = defaultdict(list)
    for entry in ET.parse(source / "cvxvis.xml").getroot():  # noqa: S314  as above
        if text(entry, "Status") == "Current":
            month, day_, year = text(entry, "VISEditionDate").split("/")
            edition = f"{year}-{int(month):02}-{int(day_):02}"
            name = text(entry, "VISDocumentName")
            statements[text(entry, "CVXCode")].append({"name": name, "edition_on": edition})
    return statements


def named_values(path: Path) -> Iterator[dict[str, str]]:
    """CDC's older XML: names and values as alternating siblings."""
    for entry in ET.parse(path).getroot():  # noqa: S314  as above
        cells = [(cell.text or "").strip() for cell in entry]
        yield dict(zip(cells[::2], cells[1::2], strict=True))


def piped(path: Path) -> Iterator[list[str]]:
    for line in path.read_text("cp1252").splitlines():
        yield [cell.strip() for cell in line.split("|")]


def text(entry: ET.Element, name: str) -> str:
    return (entry.findtext(name) or "").strip()


def day(digits: str) -> str | None:
    return datetime.strptime(digits, "%Y%m%d").date().isoformat() if digits else None  # noqa: DTZ007  a day


def write(path: Path, rows: Iterable[Row]) -> None:
    with lzma.open(path, "wt", encoding="utf-8", newline="", preset=9) as file:
        lines = csv.writer(file, lineterminator="\n")
        lines.writerow(("code", "short_text", "long_text", "attributes"))
        lines.writerows(rows)


if __name__ == "__main__":
    main()
