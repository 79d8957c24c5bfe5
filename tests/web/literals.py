"""Lists and tables that the screens' sources hold, as Python has them."""

import ast
import re
from typing import Any

from tests.installation import ROOT


def literal(path: str, name: str) -> Any:
    """The constant of that name: of quoted words in lists, and in tables by bare or quoted names."""
    text = (ROOT / "web/src" / path).read_text()
    found = re.search(
        rf"^(?:export )?const {name}\b[^=]*= ([\[{{].*?[\]}}])(?: as |$)",
        text,
        re.MULTILINE | re.DOTALL,
    )
    assert found, f"{path} has no {name}"
    return ast.literal_eval(re.sub(r"^(\s*)(\w+):", r'\1"\2":', found[1], flags=re.MULTILINE))
