"""Whatever people or models type reads as itself, pings nobody unasked, and fits."""

import html
import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.planning.visible_text import clean
from bot.slack import text

HOSTILE = st.text(
    alphabet=st.one_of(
        st.sampled_from(
            [*"<>&@!#|*_~`\n :;^UWCS019ae", "é", "\u202e", "\u200b", "\u200d", "👩", "🔧", "🏽", "🇩", "🇪", "😀", "ש"]
        ),
        st.characters(),
    ),
    max_size=200,
)


@given(HOSTILE)
def test_nothing_typed_becomes_a_mention_a_link_or_a_broadcast(typed: str) -> None:
    assert not set("<>") & set(text.mrkdwn(typed))


@given(HOSTILE)
def test_what_slack_shows_is_what_was_typed_but_for_look_alikes(typed: str) -> None:
    shown = html.unescape(text.mrkdwn(typed)).replace("\u2060", "")
    back = str.maketrans({"∗": "*", "∼": "~", "ˍ": "_", "›": ">", "'": "`"})
    assert shown.translate(back) == clean(typed).translate(back)


@given(HOSTILE, st.integers(min_value=1, max_value=60))
def test_clipping_keeps_the_limit_and_cuts_nothing_in_two(typed: str, limit: int) -> None:
    whole = text.mrkdwn(typed + " <@U1>", mentions={"U1"})
    cut = text.clip(whole, limit)
    assert text.units(cut) <= limit
    assert not re.search(r"&(?!(?:amp|lt|gt);)", cut)
    assert cut.count("<") == cut.count(">")
    if cut != whole:
        kept = cut.removesuffix("…")
        following = whole[len(kept) :].lstrip()
        assert whole.startswith(kept)
        assert not kept or following == whole[len(kept) :].lstrip()


def test_a_mention_survives_only_when_the_caller_asked_for_it() -> None:
    typed = "<@U1> and <@U2>, <!channel> <!subteam^S1|@devs>"
    assert text.mrkdwn(typed, mentions={"U1"}) == ("<@U1> and &lt;@U2&gt;, &lt;!channel&gt; &lt;!subteam^S1|@devs&gt;")


@pytest.mark.parametrize("word", ["channel", "here", "everyone", "CHANNEL"])
def test_a_typed_broadcast_is_taken_apart_everywhere(word: str) -> None:
    for safe in (text.mrkdwn(f"@{word} now"), text.plain(f"@{word} now", 75), text.for_markdown_block(f"@{word} now")):
        assert f"@{word}" not in safe
        assert safe.replace("\u2060", "") == f"@{word} now"


def test_a_plain_text_object_cannot_be_read_as_a_broadcast_either() -> None:
    assert "<!channel>" not in text.plain("<!channel>", 75)


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("*Ana*", "∗Ana∗"),
        ("_Ana_ and snake_case", "ˍAnaˍ and snake_case"),
        ("~no~", "∼no∼"),
        ("```rm```", "'''rm'''"),
        ("> quote\n>> more", "› quote\n›› more"),
        ("a > b & c", "a &gt; b &amp; c"),
        ("An\u202ea\u200b", "Ana"),
    ],
)
def test_formatting_cannot_be_injected(typed: str, shown: str) -> None:
    assert text.mrkdwn(typed) == shown


def test_a_family_a_flag_and_an_accent_are_never_cut() -> None:
    for whole in ("👩‍👩‍👧", "🇩🇪", "👍🏽", "e\u0301"):
        assert text.clip("ab" + whole + "cd", 3 + text.units(whole)) == f"ab{whole}…"
        assert text.clip("ab" + whole + "cd", 2 + text.units(whole)) == "ab…"


def test_forty_thousand_accents_on_one_letter_still_fit() -> None:
    assert text.units(text.mrkdwn("a" + "\u0301" * 40_000, limit=100)) <= 100


def test_a_right_to_left_name_does_not_reorder_the_line() -> None:
    shown = text.name("עמית")
    assert unicodedata.name(shown[0]) == "FIRST STRONG ISOLATE"
    assert unicodedata.name(shown[-1]) == "POP DIRECTIONAL ISOLATE"


@pytest.mark.parametrize("address", ["javascript:alert(1)", "ftp://x", "https://a|b", "https://a> <!channel>", ""])
def test_only_web_addresses_become_links(address: str) -> None:
    assert text.link("see", address) == "see"


def test_a_link_cannot_be_broken_out_of() -> None:
    assert text.link("a|b>c", "https://x.test/?a=1&b=2") == "<https://x.test/?a=1&amp;b=2|a¦b&gt;c>"


@pytest.mark.parametrize(
    ("said", "stated"),
    [
        ("You said “managers”?", "You said “managers”."),
        ("Why? Because.", "Why. Because."),
        ("Really?!", "Really."),
        ("See https://x.test/?q=1 please", "See https://x.test/?q=1 please"),
        ("为什么？", "为什么."),
    ],
)
def test_what_stands_beside_a_question_asks_nothing(said: str, stated: str) -> None:
    assert text.as_statement(said) == stated
