"""How the bank's phrases are found in what people say."""

import pytest

from bot.planning.bank.phrases import found, holds, says_plainly


@pytest.mark.parametrize(
    ("phrase", "text"),
    [
        ("on our servers", "It stays ON  our servers."),
        ("stor*", "what is stored there"),
        ("within # seconds", "within 2.5 seconds"),
        ("# users", "about two users"),
        ("can't be", "it can’t be read"),
        ("sign-in", "one sign-in for all"),
    ],
)
def test_a_phrase_is_found_whatever_its_case_spacing_and_endings(phrase, text):
    assert found((phrase,), text) == (phrase,)


@pytest.mark.parametrize(
    ("phrase", "text"),
    [
        ("log", "a catalogue"),
        ("stor*", "history"),
        ("# seconds", "a few seconds"),
        ("is down", "is downstairs"),
        ("crm", ""),
    ],
)
def test_a_part_of_a_word_and_a_missing_number_are_no_match(phrase, text):
    assert not holds((phrase,), text)


def test_phrases_are_named_in_the_order_in_which_they_were_given():
    assert found(("second", "first", "third"), "first and second") == ("second", "first")


@pytest.mark.parametrize(
    ("text", "plainly"),
    [("it must not leave the EU", True), ("it must not leave the EU, ideally", False), ("nothing at all", False)],
)
def test_a_doubt_counts_outside_of_the_phrase_only(text, plainly):
    assert says_plainly(("must not leave the",), text, ("not", "ideally")) is plainly


def test_without_phrases_nothing_is_found():
    assert found((), "anything") == ()
    assert not holds((), "anything")
