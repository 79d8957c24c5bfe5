"""What docs/compliance says of a safeguard names code and tests that are there."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PAGES = sorted((ROOT / "docs" / "compliance").glob("*.md"))
ROWS = [
    (page.name, line)
    for page in PAGES
    for line in page.read_text().splitlines()
    if line.startswith("| ") and not line.startswith(("| rule", "|---"))
]


def named(cell: str) -> list[str]:
    return re.findall(r"`([^`]+)`", cell)


def functions(file: Path) -> set[str]:
    return {
        node.name
        for node in ast.walk(ast.parse(file.read_text()))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    }


def missing(name: str) -> bool:
    path, _, test = name.partition("::")
    file = ROOT / path
    return not file.exists() or (bool(test) and test not in functions(file))


def test_every_technical_safeguard_is_there():
    technical = {line.split(" ")[1] for _, line in ROWS}

    assert {"(a)(2)(i)", "(a)(2)(ii)", "(a)(2)(iii)", "(a)(2)(iv)", "(b)", "(d)"} <= technical
    assert {"(a)(1)", "(c)(1)", "(c)(2)", "(e)(1)", "(e)(2)(i)"} <= technical


@pytest.mark.parametrize(("page", "line"), ROWS, ids=[line[2:50] for _, line in ROWS])
def test_each_row_names_code_and_tests_that_exist(page, line):
    _, _, code, test = (cell.strip() for cell in line.strip("| ").split(" | "))

    assert named(code)
    assert all(name.startswith("tests/") for name in named(test))
    assert named(test)
    assert [name for name in named(code) + named(test) if missing(name)] == []


@pytest.mark.parametrize("name", ["nowhere.py", "tests/test_money.py::test_nothing"])
def test_what_is_not_there_is_noticed(name):
    assert missing(name)
