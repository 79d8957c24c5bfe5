"""National Drug Codes: from the labeler's ten digits to the eleven that claims carry."""

import re

_SEGMENTS = re.compile(r"(\d{4,5})-(\d{3,4})-(\d{1,2})", re.ASCII)
_LAYOUTS = {(4, 4, 2), (5, 3, 2), (5, 4, 1), (5, 4, 2)}


def ndc11(text: str) -> str:
    """The eleven digits of an NDC (LIN03 after N4) from any dashed layout, or from eleven digits.

    4-4-2, 5-3-2 and 5-4-1 get one zero in front of the short segment. Ten digits without dashes
    could be any of the three, so they are refused.

    Raises:
        ValueError: not an NDC, or an ambiguous one.
    """
    text = text.strip()
    if re.fullmatch(r"\d{11}", text, re.ASCII):
        return text
    match = _SEGMENTS.fullmatch(text)
    if match is None or tuple(map(len, match.groups())) not in _LAYOUTS:
        raise ValueError("an NDC has dashes (4-4-2, 5-3-2, 5-4-1, 5-4-2) or eleven digits")
    labeler, product, package = match.groups()
    return labeler.zfill(5) + product.zfill(4) + package.zfill(2)


def dashed(ndc: str) -> str:
    """Eleven digits for people: 5-4-2."""
    return f"{ndc[:5]}-{ndc[5:9]}-{ndc[9:]}"
