"""What a release must look like before it may answer for anyone."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from domain.codes.sources import CodeFile
from domain.codes.systems import CodeSystem, FileRefused, PublishedCode


@dataclass(frozen=True, slots=True)
class Bounds:
    """How large a release may be, and how many percent of the one before it may lose."""

    fewest_codes: int
    most_codes: int
    deleted_percent: int


OFFICIAL_BOUNDS = {
    CodeSystem.ICD10CM: Bounds(fewest_codes=90_000, most_codes=99_999, deleted_percent=1),
    CodeSystem.HCPCS: Bounds(fewest_codes=6_000, most_codes=15_000, deleted_percent=10),
}
"""ICD-10-CM deletes a few dozen of 98,000 a year; its order numbers have five digits."""


@dataclass(slots=True)
class Tally:
    """What went by while a file was read."""

    codes: int = 0
    billable: int = 0
    newest_change: str = ""


def counted(
    file: CodeFile, tally: Tally, codes: Iterable[PublishedCode]
) -> Iterator[PublishedCode]:
    """The same codes, counted.

    Raises:
        FileRefused: a code comes twice.
    """
    seen: set[str] = set()
    for published in codes:
        if published.code in seen:
            raise FileRefused(f"{file.name} lists {published.code} twice.", published.code)
        seen.add(published.code)
        tally.codes += 1
        tally.billable += published.is_billable
        changed_on = str(published.attributes.get("changed_on", ""))
        tally.newest_change = max(tally.newest_change, changed_on)
        yield published


def check_size(file: CodeFile, tally: Tally, bounds: Bounds) -> None:
    """Raises: FileRefused."""
    if not bounds.fewest_codes <= tally.codes <= bounds.most_codes:
        raise FileRefused(
            f"{file.name} holds {tally.codes} codes;"
            f" between {bounds.fewest_codes} and {bounds.most_codes} are expected."
        )


def check_newest_change(file: CodeFile, tally: Tally) -> None:
    """A HCPCS file changes something on its first day, and nothing a year after it.

    Raises:
        FileRefused: the dates inside are those of another release.
    """
    if file.system is not CodeSystem.HCPCS or file.is_embedded:
        return
    first = file.effective_from_on
    year_later = date(first.year + 1, first.month, 1)
    if not f"{first:%Y%m%d}" <= tally.newest_change < f"{year_later:%Y%m%d}":
        raise FileRefused(
            f"{file.name} should take effect on {first}, but its newest change is of"
            f" {tally.newest_change or 'no date'}: it looks like another release."
        )


def check_losses(file: CodeFile, deleted_count: int, codes_before: int, bounds: Bounds) -> None:
    """Raises: FileRefused."""
    if deleted_count * 100 > codes_before * bounds.deleted_percent:
        raise FileRefused(
            f"{file.name} would delete {deleted_count} of {codes_before} codes;"
            f" more than {bounds.deleted_percent} % is not believed."
        )


def check_chapters(file: CodeFile, lost: list[str]) -> None:
    """An order file ends with chapter U, so one that is cut between two lines has lost it.

    Raises:
        FileRefused.
    """
    if file.system is CodeSystem.ICD10CM and lost:
        raise FileRefused(f"{file.name} has no codes in {', '.join(lost)}: its end is missing.")
