"""docs/operations.md says what is true."""

from dataclasses import fields
from pathlib import Path

from infra.settings import Settings

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "operations.md").read_text()


def test_the_table_of_settings_lists_each_and_no_other():
    table = PAGE.partition("## Settings")[2].partition("\n## ")[0]

    listed = [row.split("`")[1] for row in table.splitlines() if row.startswith("| `")]

    assert sorted(listed) == sorted(field.name.upper() for field in fields(Settings))
