"""Which passwords may be chosen, and that they are recognised."""

import pytest

from tenants.passwords import MAX_LENGTH, Unfit, hashed, is_right, must_be_fit

CONTEXT = ("Prairie Pharmacies", "prairie", "ada.invented", "mortar")


@pytest.mark.parametrize(
    "password",
    [
        "correct horse battery staple",
        "pięć szarych czapli nad rzeką",
        "ab1!" * 3,
        "q" * 250 + "wert",
    ],
)
def test_a_long_password_of_any_composition_may_be_chosen(password):
    must_be_fit(password, CONTEXT)

    assert is_right(password, hashed(password))


@pytest.mark.parametrize(
    ("password", "reason"),
    [
        ("elevenchars", "12 to 256"),
        ("", "12 to 256"),
        ("wxyz" * 65, "12 to 256"),
        ("aaaaaaaaaaaaaaa", "over and over"),
        ("ababababababab", "over and over"),
        ("correcthorsebatterystaple", "breached"),
        ("CorrectHorseBatteryStaple", "breached"),
        ("the PRAIRIE is wide and far", "others try them first"),
        ("invented is my last name", "others try them first"),
        ("brick and mortar wall", "others try them first"),
    ],
)
def test_what_others_guess_first_may_not(password, reason):
    with pytest.raises(Unfit, match=reason):
        must_be_fit(password, CONTEXT)


def test_short_words_of_the_context_occur_in_any_text():
    must_be_fit("seven grey herons by the river", ("The Eve", "by@the"))


def test_a_password_is_the_same_however_a_keyboard_composes_it():
    kept = hashed("cafe\u0301 au lait \u00bd litre")

    assert is_right("caf\u00e9 au lait \u00bd litre", kept)
    assert not is_right("cafe au lait litre", kept)


def test_only_so_much_of_a_password_is_read():
    longest = "".join(chr(97 + number % 26) for number in range(MAX_LENGTH))

    assert is_right(longest, hashed(longest))
    assert not is_right("", None)
