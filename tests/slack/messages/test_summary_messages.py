"""What a summary looks like: short enough for a phone, each line with its source, the open question word for word."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from bot.planning.checkpoints import Checkpoint, Happening, OpenPoint, Point, Reason
from bot.planning.decisions import Decision, Ledger
from bot.planning.interview import Question, WrittenBy
from bot.planning.topics import Side
from bot.slack.messages import Link
from bot.slack.messages.summary import MOST_WORDS, Summary, summary_message
from tests.slack.messages.slack_limits import all_text

WAITS = Question("s.12", 12, "launch.first_users", "Who gets it first,\nand when?", "Why.", (), "", WrittenBy.BUILTIN)
LINKS = {number: f"https://acme.slack.com/archives/C1/p{number}" for number in range(1, 40)}
NOTHING = Checkpoint(number=2, side=Side.PRODUCT, reason=Reason.ANSWERS, still_to_ask=("Launch", "Constraints"))


def decision(number: int, text: str = "Managers read it first", **more: Any) -> Decision:
    plain = Decision(
        number, Side.PRODUCT, "audience.primary", 4, f"{text}.", text, "c", "U0ANA", "Ana", "1700000001.000100",
        f"https://acme.slack.com/archives/C1/p{number}?thread_ts=1.1&cid=C1", 1_700_000_500.0,
    )  # fmt: skip
    return replace(plain, **more)


def shown(made: Checkpoint, *decisions: Decision, question: Question | None = WAITS) -> dict[str, Any]:
    following = Link("I write the product specification", "https://acme.slack.com/archives/C1/p1")
    summary = Summary("s", made, Ledger(decisions), LINKS, question, following)
    return summary_message(summary).payload()


def card(payload: dict[str, Any]) -> list[str]:
    """The lines behind the fold, headings and small print included."""
    (fold,) = (block for block in payload["blocks"] if block["type"] == "container")
    return [line for text in all_text(fold["child_blocks"]) for line in text.splitlines()]


def folded(payload: dict[str, Any]) -> bool:
    (fold,) = (block for block in payload["blocks"] if block["type"] == "container")
    return fold["is_collapsible"] and fold["default_collapsed"]


def words_of(lines: list[str]) -> int:
    """Words that people read: a link counts as its label, a date as one word."""
    return sum(1 for line in lines for word in line.replace("|", " ").split() if not word.startswith(("<", "•", "(<")))


def test_the_headline_stands_alone_and_the_open_question_is_quoted_word_for_word():
    payload = shown(NOTHING.model_copy(update={"decided": (1,), "open_question": 12}), decision(1))
    assert payload["blocks"][0]["text"]["text"] == "*Summary 2* · 1 new decision · 2 topics to go"
    last = payload["blocks"][-1]["text"]["text"]
    assert last == f"*Next:* <{LINKS[12]}|Q12> is still open:\n>Who gets it first,\n>and when?"
    assert payload["text"].startswith("*Summary 2* · 1 new decision")


def test_a_decision_is_told_with_its_number_who_and_when_and_leads_to_the_message():
    lines = card(shown(NOTHING.model_copy(update={"decided": (7,)}), decision(7)))
    where = "https://acme.slack.com/archives/C1/p7?thread_ts=1.1&amp;cid=C1"
    when = f"<!date^1700000001^{{date_short}}^{where}|14 Nov 2023>"
    assert f"• *D7* Managers read it first (Ana, {when})" in lines


def test_a_quick_answer_is_dated_by_when_it_counted():
    pressed = decision(1, said_at="1600000000.000100#U0ANA")
    assert "<!date^1700000500^" in "\n".join(card(shown(NOTHING.model_copy(update={"decided": (1,)}), pressed)))


def test_what_was_replaced_is_named_by_what_replaced_it_and_not_told_as_decided():
    made = NOTHING.model_copy(update={"decided": (4, 9), "changed": (9,), "withdrawn": (5,)})
    after = decision(9, "Accountants read it first", supersedes=4)
    gone = decision(5, "It is free of charge", withdrawn=True)
    lines = card(shown(made, decision(4), gone, after))
    assert any(line.startswith("• *D9* replaces D4: Accountants read it first (Ana, ") for line in lines)
    assert any(line.startswith("• *D5* It is free of charge") for line in lines[lines.index("*Taken back*") :])
    assert not any(line.startswith("• *D4*") for line in lines)


def test_every_other_line_leads_to_its_questions_and_open_points_have_owners():
    made = NOTHING.model_copy(
        update={
            "points": (Point(text="It takes 3 hours.", questions=(1, 2)),),
            "open": (OpenPoint(text="Who may export", owner="Ben", question=5),),
            "assumptions": (Point(text="It stops and tells.", questions=(6,)),),
            "happened": (Happening(key="k", text="Ana approved version 1", permalink=LINKS[9]),),
            "written_by": "gpt",
        }
    )
    lines = card(shown(made))
    assert f"• It takes 3 hours. (<{LINKS[1]}|Q1>, <{LINKS[2]}|Q2>)" in lines
    assert f"• Who may export (owner Ben, <{LINKS[5]}|Q5>)" in lines
    assert f"• It stops and tells. (<{LINKS[6]}|Q6>)" in lines
    assert f"• <{LINKS[9]}|Ana approved version 1>" in lines
    assert "*Still to ask:* Launch, Constraints" in lines
    assert any("written by gpt" in line for line in lines)


def test_a_long_summary_is_still_short_and_says_how_much_more_there_is_and_where():
    long = "the managers of all branches read the weekly numbers first and decide on the spot what is ordered"
    made = NOTHING.model_copy(
        update={
            "decided": tuple(range(1, 31)),
            "points": tuple(Point(text=f"{long} {n}", questions=(n,)) for n in range(1, 7)),
            "open": tuple(OpenPoint(text=f"{long} {n}", owner="Ben", question=n) for n in range(1, 9)),
            "assumptions": tuple(Point(text=f"{long} {n}", questions=(n,)) for n in range(1, 9)),
        }
    )
    lines = card(shown(made, *(decision(n, f"{long} {n}") for n in range(1, 31))))
    assert words_of(lines) <= MOST_WORDS * 1.35, "headings, sources and small print come on top of what is told"
    told = sum(line.startswith("• *D") for line in lines)
    assert f"• and {30 - told} more decisions (*Download* has all)" in lines
    for heading in ("*Decided*", "*Key points*", "*Still open*", "*Assumed*"):
        assert lines[lines.index(heading) + 1].startswith("• "), "each part keeps its first line"


def test_it_comes_folded_by_itself_and_open_to_who_asked():
    assert folded(shown(NOTHING))
    assert not folded(shown(NOTHING.model_copy(update={"reason": Reason.ASKED})))


def test_without_an_open_question_it_says_what_comes_next_and_asks_nothing():
    made = NOTHING.model_copy(update={"points": (Point(text="Why? Because.", questions=(1,)),)})
    payload = shown(made, question=None)
    assert payload["blocks"][-1]["text"]["text"].startswith(
        "*Next:* <https://acme.slack.com/archives/C1/p1|I write the "
    )
    assert "?" not in "".join(_without_addresses(all_text(payload["blocks"])))


def _without_addresses(texts: Iterator[str]) -> Iterator[str]:
    for text in texts:
        yield from (part.rpartition("|")[2] for part in text.split("<"))
