"""The canonical form that is hashed: one for each value, another for another."""

import json
from datetime import UTC, datetime, timedelta, timezone
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.encounters.signing import canonical_json, content_hash

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda children: (
        st.lists(children, max_size=4) | st.dictionaries(st.text(max_size=5), children, max_size=4)
    ),
    max_leaves=12,
)


@given(VALUES)
def test_a_value_survives_its_canonical_form(value: object) -> None:
    assert json.loads(canonical_json(value)) == value


@given(st.dictionaries(st.text(max_size=5), VALUES, min_size=2), st.randoms())
def test_the_order_of_keys_does_not_matter(value: dict[str, object], chance: object) -> None:
    items = list(value.items())
    chance.shuffle(items)  # type: ignore[attr-defined]

    assert canonical_json(dict(items)) == canonical_json(value)


@given(st.dictionaries(st.text(max_size=5), VALUES), st.dictionaries(st.text(max_size=5), VALUES))
def test_other_content_has_another_hash(one: dict[str, object], other: dict[str, object]) -> None:
    same = json.dumps(one, sort_keys=True) == json.dumps(other, sort_keys=True)

    assert (content_hash(one) == content_hash(other)) == same


def test_the_form_is_this_one_for_ever() -> None:
    value = {
        "b": [1, True, None],
        "a": "Ä\n",
        "id": UUID("0192f000-0000-7000-8000-000000000001"),
        "at": datetime(2026, 10, 15, 9, 30, tzinfo=timezone(timedelta(hours=-5))),
    }

    assert canonical_json(value).decode() == (
        '{"a":"Ä\\n","at":"2026-10-15T14:30:00.000000+00:00","b":[1,true,null],'
        '"id":"0192f000-0000-7000-8000-000000000001"}'
    )
    assert content_hash(value) == (
        "1aeda10254b0d8f4b5cc5ba35c6900b90f1bb1770d847e5679c2001ef561fd79"
    )


def test_the_zone_of_an_instant_does_not_matter() -> None:
    instant = datetime(2026, 10, 15, 14, 30, tzinfo=UTC)

    assert canonical_json(instant) == canonical_json(
        instant.astimezone(timezone(timedelta(hours=2)))
    )


def test_a_floating_point_number_has_no_form() -> None:
    with pytest.raises(TypeError):
        canonical_json({"dose": 0.5})
