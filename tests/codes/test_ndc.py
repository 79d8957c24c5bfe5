"""National Drug Codes: ten digits in three layouts become one form of eleven."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.codes.ndc import dashed, ndc11

LAYOUTS = st.sampled_from([(4, 4, 2), (5, 3, 2), (5, 4, 1), (5, 4, 2)])


@st.composite
def segments(draw: st.DrawFn) -> tuple[str, str, str]:
    digits = [draw(st.text("0123456789", min_size=n, max_size=n)) for n in draw(LAYOUTS)]
    return digits[0], digits[1], digits[2]


@given(segments())
def test_every_layout_keeps_its_digits_and_becomes_eleven(parts: tuple[str, str, str]) -> None:
    ndc = ndc11("-".join(parts))

    assert len(ndc) == 11
    assert (int(ndc[:5]), int(ndc[5:9]), int(ndc[9:])) == tuple(int(part) for part in parts)


@given(segments())
def test_normalizing_twice_changes_nothing(parts: tuple[str, str, str]) -> None:
    ndc = ndc11("-".join(parts))

    assert ndc11(ndc) == ndc
    assert ndc11(dashed(ndc)) == ndc


@given(st.text("0123456789-", max_size=14))
def test_anything_else_is_refused(text: str) -> None:
    try:
        ndc = ndc11(text)
    except ValueError:
        return
    assert sorted(ndc.replace("0", "")) == sorted(text.replace("0", "").replace("-", ""))
    assert "-" in text or len(text) == 11


@pytest.mark.parametrize("text", ["4928142550", "", "49281-425", "٤٩٢٨١-425-50", "492810425501"])
def test_ambiguous_or_foreign_forms_are_refused(text: str) -> None:
    with pytest.raises(ValueError, match="NDC"):
        ndc11(text)
