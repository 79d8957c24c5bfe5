"""The sentences that the domain says to people, as its source has them; `{}` for what is filled in."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from tests.installation import ROOT

SAID_TO_OTHERS = ("domain/x12", "domain/codes")
"""The validator's findings and what loads code sets: they name elements and files, to who runs it."""
SENTENCE = re.compile(r"[A-Z{“].* .*[.?]", re.DOTALL)


def sentences(*packages: str) -> set[str]:
    """Of every module of these packages: what begins as a sentence and ends as one."""
    found: set[str] = set()
    for path in _modules(packages):
        found.update(_said(ast.parse(path.read_text())))
    return {text for text in found if re.search("[A-Za-z]", text.replace("{}", ""))}


def refusals(*packages: str) -> set[str]:
    """Those among them with which somebody is refused, or told of a twin that is there already."""
    names = _kinds_of_refusal(packages) | {"insert"}
    return {
        text
        for node in _nodes(packages)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in names
        for text in _said(node)
    }


def _kinds_of_refusal(packages: tuple[str, ...]) -> set[str]:
    bases = {
        node.name: {base.id for base in node.bases if isinstance(base, ast.Name)}
        for node in _nodes(packages)
        if isinstance(node, ast.ClassDef)
    }
    kinds = {"Refused"}
    while more := {name for name, of in bases.items() if of & kinds} - kinds:
        kinds |= more
    return kinds


def _nodes(packages: tuple[str, ...]) -> Iterator[ast.AST]:
    for path in _modules(packages):
        yield from ast.walk(ast.parse(path.read_text()))


def _modules(packages: tuple[str, ...]) -> Iterator[Path]:
    for package in packages:
        for path in sorted((ROOT / package).rglob("*.py")):
            if not str(path.relative_to(ROOT)).startswith(SAID_TO_OTHERS):
                yield path


def _said(node: ast.AST) -> Iterator[str]:
    """Without docstrings, and without what describes the API."""
    if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
        return
    if isinstance(node, ast.keyword) and node.arg == "description":
        return
    text = _text(node)
    if text is not None:
        if SENTENCE.fullmatch(text):
            yield text
        return
    for child in ast.iter_child_nodes(node):
        yield from _said(child)


def _text(node: ast.AST) -> str | None:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, ast.JoinedStr):
        parts = (part.value if isinstance(part, ast.Constant) else "{}" for part in node.values)
        return "".join(map(str, parts))
    return None
