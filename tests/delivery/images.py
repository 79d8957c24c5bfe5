"""Reads the Dockerfile: its stages, and the instructions of each."""

import re
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parents[2]


class Instruction(NamedTuple):
    """One line of the Dockerfile, its continuations joined."""

    name: str
    text: str


def stages() -> list[list[Instruction]]:
    """Each stage begins with its FROM; what stands before the first is the first list."""
    found: list[list[Instruction]] = [[]]
    for instruction in instructions():
        if instruction.name == "FROM":
            found.append([])
        found[-1].append(instruction)
    return found


def instructions() -> list[Instruction]:
    text = re.sub(r"^#.*\n", "", (ROOT / "Dockerfile").read_text(), flags=re.MULTILINE)
    lines = re.sub(r"\s*\\\n\s*", " ", text).splitlines()
    return [Instruction(*line.split(maxsplit=1)) for line in lines if line.strip()]


def final(name: str) -> str:
    """The text of the final stage's last instruction of this name."""
    return [found.text for found in stages()[-1] if found.name == name][-1]


def environment() -> dict[str, str]:
    """What the image sets before anybody else does."""
    return dict(pair.split("=", 1) for pair in final("ENV").split())
