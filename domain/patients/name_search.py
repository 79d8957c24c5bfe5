"""Finds people by the beginnings of their names, of which the database keeps keyed hashes alone."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from uuid import UUID

from sqlalchemy import delete
from sqlalchemy.orm import Session

from domain.patients.models import NamePrefix, Patient
from tenants.audit import touch
from tenants.identifiers import new_id
from tenants.sealed_fields import keys_of
from tenants.sealing import TenantKeys

SHORTEST, LONGEST = 2, 8
"""Letters of a word that a search may lean on: of a longer one, it looks at the first of them."""
MOST_WORDS = 12
PLACE = "name_prefixes.prefix"

_APART = re.compile(r"[^\w]+|_+")
_WITHIN = re.compile("['\u2019`.]")


def words_of(*names: str | None) -> list[str]:
    """The words of names, without accents, in small letters: `O'Neill-Łoś` is `oneill`, `łos`."""
    plain = unicodedata.normalize("NFKD", " ".join(name for name in names if name))
    letters = "".join(each for each in plain if not unicodedata.combining(each)).casefold()
    return list(dict.fromkeys(_APART.sub(" ", _WITHIN.sub("", letters)).split()))[:MOST_WORDS]


def sought(keys: TenantKeys, text: str) -> list[int]:
    """What stands for the words that somebody typed; none for words of one letter."""
    words = dict.fromkeys(word[:LONGEST] for word in words_of(text))
    return [_hashed(keys, word) for word in words if len(word) >= SHORTEST]


def prefix_rows(
    keys: TenantKeys, patient_id: UUID, *names: str | None
) -> Iterator[dict[str, object]]:
    """A row for each beginning of each word."""
    beginnings = dict.fromkeys(
        word[:length]
        for word in words_of(*names)
        for length in range(SHORTEST, min(len(word), LONGEST) + 1)
    )
    for beginning in beginnings:
        prefix = _hashed(keys, beginning)
        yield {"id": new_id(), "patient_id": patient_id, "prefix": prefix}


def keep_name(session: Session, patient: Patient) -> None:
    """Let searches find a patient by the present name and by no earlier one."""
    session.execute(delete(NamePrefix).where(NamePrefix.patient_id == patient.id))
    touch(session, Patient.__tablename__, [patient.id])
    names = (patient.first_name, patient.middle_name, patient.last_name)
    rows = prefix_rows(keys_of(session), patient.id, *names)
    session.add_all(NamePrefix(**row) for row in rows)
    session.flush()


def matches(name: Iterable[str | None], text: str) -> bool:
    """Whether each word typed begins a word of a name: what a search by hashes says, exactly."""
    words: Sequence[str] = words_of(*name)
    return all(any(word.startswith(typed) for word in words) for typed in words_of(text))


def _hashed(keys: TenantKeys, beginning: str) -> int:
    return keys.blind_number(PLACE, beginning)
