"""Every column of a tenant that could hold what tells who a patient is: sealed, or said why not."""

import re
from importlib import import_module
from pathlib import Path
from pkgutil import walk_packages

import pytest
from sqlalchemy import ARRAY, LargeBinary, Text
from sqlalchemy.dialects.postgresql import JSONB

import domain
import tenants
from tenants.records import Record
from tenants.sealed_fields import INDEX, SealedColumn

PAGE = Path(__file__).parents[2] / "docs" / "encryption.md"
ROW = re.compile(r"^\| `(\w+)` \| (.+) \| (.+) \|$", re.MULTILINE)
COLUMN = re.compile(r"`(\w+)`")


def columns() -> set[tuple[str, str, str]]:
    """Table, column and what it is, of all that hold words or bytes."""
    for path in Path(domain.__file__).parent.glob("*/models.py"):
        import_module(f"domain.{path.parent.name}.models")
    for module in walk_packages(tenants.__path__, "tenants."):
        import_module(module.name)
    found = set()
    for table in Record.metadata.tables.values():
        if "tenant_id" not in table.c:
            continue
        for column in table.c:
            kind = column.type.item_type if isinstance(column.type, ARRAY) else column.type
            if isinstance(kind, SealedColumn):
                found.add((table.name, column.name, "sealed"))
            elif isinstance(kind, LargeBinary) and column.name.endswith(INDEX):
                found.add((table.name, column.name, "index"))
            elif isinstance(kind, Text | JSONB | LargeBinary):
                found.add((table.name, column.name, "clear"))
    return found


def documented(section: str) -> set[tuple[str, str]]:
    """The columns that a table of the page names."""
    text = PAGE.read_text().partition(f"\n## {section}\n")[2].partition("\n## ")[0]
    return {(row[1], column) for row in ROW.finditer(text) for column in COLUMN.findall(row[2])}


@pytest.mark.parametrize(
    ("section", "kind"), [("Sealed", "sealed"), ("Indexes", "index"), ("In the clear", "clear")]
)
def test_each_column_stands_in_the_page_as_what_it_is(section: str, kind: str) -> None:
    kept = {(table, column) for table, column, found in columns() if found == kind}

    assert kept
    assert documented(section) - kept == set()
    assert kept - documented(section) == set()
