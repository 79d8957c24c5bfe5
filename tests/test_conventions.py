"""The rules of the house that no linter knows: read from the source itself."""

import ast
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PACKAGES = ("api", "domain", "infra", "migrations", "mortar", "tenants", "workers")
SOURCES = sorted(path for package in PACKAGES for path in (ROOT / package).rglob("*.py"))
MODULES = {str(path.relative_to(ROOT)): path for path in SOURCES}

MAX_FUNCTION_LINES = 60
MAX_MODULE_LINES = 400
DRAWERS = frozenset({"base", "common", "helpers", "manager", "managers", "misc", "util", "utils"})
OPENS_SESSIONS = "tenants/database.py"
SPEAKS_OF_TENANTS = frozenset({"domain/ledger/journal.py", "domain/outbox/commands.py"})
"""Both write in bulk by SQL of their own, which the session does not fill in."""
WORDS_OF_THE_FIELD = frozenset({"mailbox"})
"""Names that the standard library has taken, but that partners use."""


def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(), str(path))


def test_the_source_is_found():
    assert len(MODULES) > 150


@pytest.mark.parametrize("name", MODULES)
def test_every_module_says_what_it_is_for(name):
    documented = ast.get_docstring(tree(MODULES[name]))

    assert documented
    first = documented.split("\n\n")[0]
    assert first.endswith((".", "…")), "one sentence, ended"


@pytest.mark.parametrize("name", MODULES)
def test_no_module_is_a_drawer_or_hides_the_standard_library(name):
    stem = MODULES[name].stem

    assert stem not in DRAWERS
    assert stem.startswith("__") or stem not in sys.stdlib_module_names - WORDS_OF_THE_FIELD


@pytest.mark.parametrize("name", MODULES)
def test_modules_and_functions_are_short(name):
    text = MODULES[name].read_text()
    long = [
        f"{node.name} has {node.end_lineno - node.lineno + 1} lines"
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and not name.startswith("migrations/versions/")
        and node.end_lineno is not None
        and node.end_lineno - node.lineno >= MAX_FUNCTION_LINES
    ]

    assert long == []
    assert len(text.splitlines()) <= MAX_MODULE_LINES


@pytest.mark.parametrize("name", MODULES)
def test_only_one_module_opens_and_commits_sessions(name):
    calls = [node.func for node in ast.walk(tree(MODULES[name])) if isinstance(node, ast.Call)]
    opened = [func for func in calls if isinstance(func, ast.Name) and func.id == "Session"]
    committed = [
        func for func in calls if isinstance(func, ast.Attribute) and func.attr == "commit"
    ]

    assert name == OPENS_SESSIONS or not opened
    assert not committed


@pytest.mark.parametrize("name", [name for name in MODULES if name.startswith("domain/")])
def test_the_domain_does_not_speak_of_tenants(name):
    spoken = "tenant_id" in MODULES[name].read_text()

    assert spoken == (name in SPEAKS_OF_TENANTS)


@pytest.mark.parametrize("name", MODULES)
def test_no_class_is_named_for_doing_everything(name):
    named = [node.name for node in ast.walk(tree(MODULES[name])) if isinstance(node, ast.ClassDef)]

    endings = ("Manager", "Helper", "Util", "Repository", "Factory")
    assert [found for found in named if found.endswith(endings) and found not in endings] == []
