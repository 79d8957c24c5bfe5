"""What people write about disclosures, as it is kept: trimmed, of some length, and printable."""

from domain.errors import Invalid

LINE_BREAKS = frozenset("\n")


def words(text: str, path: str, longest: int, *, shortest: int = 1) -> str:
    """Raises: Invalid."""
    said = text.replace("\r\n", "\n").strip()
    if not shortest <= len(said) <= longest:
        raise Invalid(f"Say this in {shortest} to {longest:,} characters.", path)
    if not all(each.isprintable() or each in LINE_BREAKS for each in said):
        raise Invalid("There are characters in this that no printer knows.", path)
    return said


def optional_words(text: str | None, path: str, longest: int) -> str | None:
    """As `words`; nothing, where nothing is said.

    Raises: Invalid.
    """
    return words(text, path, longest) if text is not None and text.strip() else None
