"""Key points say only what the record bears out; without a model they are the team's own words."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.planning.checkpoints import Point
from bot.planning.decisions import Decision, Ledger
from bot.planning.interview import Interview, QuestionState
from bot.planning.key_points import MOST_POINTS, MOST_WORDS, built_in_points, point_refusals, points_refusals
from bot.planning.topics import Side
from tests.planning.people import BEN, asked, interview, says

TODAY = "Every Friday I copy numbers from four systems into a slide. It takes 3 hours, because nothing talks to Excel."
READERS = "Accountants read it first, on Monday at 9:00."


def decided(number: int, question: int, text: str, supersedes: int | None = None) -> Decision:
    return Decision(
        number, Side.PRODUCT, "problem.today", question, text, text.rstrip("."), "c", "UANA", "Ana",
        "1700000001.000100", "https://acme.slack.com/p1", 10.0, supersedes,
    )  # fmt: skip


def weekly(*, language: str = "en") -> Interview:
    record = interview(
        asked("problem.today", TODAY),
        asked("audience.primary", says(READERS, BEN)),
        asked("features.core", state=QuestionState.SKIPPED),
        language=language,
    )
    return replace(record, ledger=Ledger((decided(1, 1, "It takes 3 hours"), decided(2, 2, READERS))))


@pytest.mark.parametrize(
    ("text", "questions"),
    [
        ("Ana copies numbers from four systems every Friday, and it takes 3 hours.", (1,)),
        ("It takes three hours (D1).", (1,)),
        ("Accountants are the first readers; Ben wants it there at 9:00 on Mondays.", (2,)),
        ("The team copies by hand because nothing talks to Excel.", (1,)),
        ("Copying takes Ana 3 hours because nothing talks to Excel.", (1,)),
        ("Because it takes 3 hours, accountants wait for it.", (1, 2)),
    ],
)
def test_a_point_in_words_that_were_said_is_kept(text: str, questions: tuple[int, ...]):
    assert point_refusals(Point(text=text, questions=questions), weekly()) == ()


@pytest.mark.parametrize(
    ("text", "questions", "reason"),
    [
        ("It takes 5 hours every week.", (1,), "“5” is not said"),
        ("It takes five hours every week.", (1,), "“5” is not said"),
        ("Zoe copies numbers every week.", (1,), "“Zoe” is not said"),
        ("The numbers go to Salesforce.", (1,), "“Salesforce” is not said"),
        ("Ben copies numbers from four systems.", (1,), "Ben"),
        ("They copy it on Tuesday.", (1,), "“Tuesday” is not said"),
        ("They will do it tomorrow.", (1,), "“tomorrow” is not said"),
        ("It was settled that managers come first (D99).", (2,), "There is no D99"),
        ("It takes 3 hours (D2).", (1,), "There is no D2"),
        ("As said to Q2, it takes 3 hours.", (1,), "Q2 is not among"),
        ("It takes 3 hours.", (), "rests on questions"),
        ("It takes 3 hours.", (7,), "rests on questions"),
        ("The first version was left open.", (3,), "rests on questions"),
        ("Who reads it first?", (2,), "asks nothing"),
        ("<!channel> it takes 3 hours.", (1,), "a mention"),
        ("It takes *3* hours.", (1,), "emphasis"),
        ("See https://evil.test for it.", (1,), "a link"),
        ("Это занимает слишком много времени каждую неделю.", (1,), "language en"),
        ("It takes 3 hours. " * 20, (1,), "at most 220"),
        ("…", (1,), "empty"),
        ("everything considered beforehand", (1,), "is not what was said"),
        ("The mock-text was preferred.", (2,), "is not what was said"),
    ],
)
def test_a_point_that_nobody_said_is_refused_with_the_reason(text: str, questions: tuple[int, ...], reason: str):
    assert reason in " ".join(point_refusals(Point(text=text, questions=questions), weekly()))


def test_as_many_points_as_nobody_reads_are_refused():
    point = Point(text="It takes 3 hours.", questions=(1,))
    assert points_refusals((point,) * (MOST_POINTS + 1), weekly())
    assert points_refusals((point, point), weekly()) == ("Two points say the same.",)
    assert points_refusals((), weekly()) == ("Write at least one point.",)


def test_without_a_model_a_point_is_the_sentence_that_gives_the_reason_with_who_said_it():
    record = weekly()
    points = built_in_points(record, record.questions)
    assert points == (Point(text="Ana: It takes 3 hours, because nothing talks to Excel.", questions=(1,)),), (
        "Q2's only sentence is a decision already, and Q3 was skipped"
    )


def test_a_point_of_before_is_dropped_once_its_words_were_taken_back():
    record = weekly()
    before = (Point(text="Ana: It takes 3 hours, because nothing talks to Excel.", questions=(1,)),)
    edited = record.with_question(asked("problem.today", "We stopped doing that in the spring of last year.", number=1))
    edited = edited.with_question(replace(edited.questions[0], number=1))
    assert built_in_points(edited, (), before) == ()
    assert built_in_points(record, (), before) == before


@given(st.lists(st.text(max_size=400), max_size=12))
def test_built_in_points_of_any_answers_pass_their_own_rules(answers: list[str]):
    record = interview(*(asked("problem.today", text or "x", number=n) for n, text in enumerate(answers, start=2)))
    points = built_in_points(record, record.questions)
    assert not points or points_refusals(points, record) in ((), ("Two points say the same.",))
    assert len({point.text for point in points}) == len(points)
    assert sum(len(point.text.split()) for point in points) <= MOST_WORDS


def test_where_there_are_too_many_points_reasons_and_the_newest_stay():
    told = [asked("problem.today", f"We count the boxes of aisle {number} by hand.") for number in range(1, 10)]
    why = asked("problem.outcome", "Ana left, because nobody read the report.")
    record = interview(why, *told)
    points = built_in_points(record, record.questions)
    assert [point.questions for point in points] == [(1,), (6,), (7,), (8,), (9,), (10,)]
