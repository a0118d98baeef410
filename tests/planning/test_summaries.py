"""When a summary is due, and that it holds everything that was decided, left open or assumed."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.planning.checkpoints import Checkpoint, Happening, OpenPoint, Point, Reason
from bot.planning.decisions import Decision, Ledger
from bot.planning.interview import Interview, QuestionKind, QuestionState
from bot.planning.schedules import Cadence, Schedule
from bot.planning.summaries import Limits, Words, checkpoint, due, fingerprint, has_news, is_shown, settled_since
from bot.planning.topics import Side
from tests.planning.people import asked, interview

LIMITS = Limits(answers=3, tokens=1_000)
OFF = Schedule(Cadence.OFF)
AT_FIVE = Schedule(Cadence.TIME, cron="0 17 * * 1-5", zone="Europe/Lisbon", revision=1, set_by="Ana")
FACETS = ("problem.today", "problem.outcome", "audience.primary", "audience.others", "scenarios.main", "features.core")
APPROVED = Happening(key="note:4", text="Ana approved the product specification, version 1")


def answered(number: int, text: str = "") -> Interview:
    """An interview with so many answers."""
    return interview(*(asked(facet, text or f"Answer to {facet}.") for facet in FACETS[:number]))


def decision(number: int, question: int = 1, supersedes: int | None = None, *, withdrawn: bool = False) -> Decision:
    return Decision(
        number, Side.PRODUCT, "problem.today", question, f"Decision {number}.", f"Decision {number}", "c", "UANA",
        "Ana", "1700000001.000100", "https://acme.slack.com/p1", 10.0, supersedes, withdrawn,
    )  # fmt: skip


def summed_up(record: Interview, told: Checkpoint | None = None, **more: object) -> tuple[Interview, Checkpoint]:
    made = checkpoint(record, Words(written_by="us"), Reason.ANSWERS, 100.0, told=told, **more)  # type: ignore[arg-type]
    return replace(record, checkpoint=made), made


def test_a_summary_is_due_after_as_many_answers_as_were_set():
    assert due(answered(2), None, LIMITS.schedule, LIMITS) is None
    assert due(answered(3), None, LIMITS.schedule, LIMITS) is Reason.ANSWERS


def test_answers_are_counted_from_the_last_summary_on():
    before, told = summed_up(answered(3))
    after = replace(answered(5), checkpoint=told)
    assert due(before, told, LIMITS.schedule, LIMITS) is None
    assert due(after, told, LIMITS.schedule, LIMITS) is None
    assert due(replace(answered(6), checkpoint=told), told, LIMITS.schedule, LIMITS) is Reason.ANSWERS


def test_long_answers_make_a_summary_due_earlier():
    assert due(answered(1, "word " * 1_000), None, LIMITS.schedule, LIMITS) is Reason.TOKENS


@pytest.mark.parametrize("schedule", [OFF, AT_FIVE, Schedule(Cadence.ANSWERS, every=50, set_by="Ana")])
def test_what_prompts_need_is_made_in_silence_where_the_team_chose_otherwise(schedule: Schedule):
    reason = due(answered(3), None, schedule, LIMITS)
    assert reason is Reason.TOKENS
    assert not is_shown(schedule, reason)


def test_a_silent_summary_does_not_start_the_teams_own_count_anew():
    every_four = Schedule(Cadence.ANSWERS, every=4, set_by="Ana")
    _, silent = summed_up(answered(3))
    assert due(replace(answered(4), checkpoint=silent), None, every_four, LIMITS) is Reason.ANSWERS


def test_off_shows_only_what_somebody_asked_for():
    assert [reason for reason in Reason if is_shown(OFF, reason)] == [Reason.ASKED]
    assert [reason for reason in Reason if not is_shown(LIMITS.schedule, reason)] == []


def test_the_same_record_is_no_news_and_any_change_of_it_is():
    record, told = summed_up(answered(3), happened=[APPROVED])
    assert not has_news(record, [APPROVED], told)
    assert has_news(record.with_question(replace(record.questions[0], state=QuestionState.SKIPPED)), [APPROVED], told)
    edited = replace(record.questions[0].contributions[0], text="Something else.")
    assert has_news(record.with_question(replace(record.questions[0], contributions=(edited,))), [APPROVED], told)
    assert has_news(replace(record, ledger=Ledger((decision(1),))), [APPROVED], told)
    assert has_news(record, [APPROVED, replace_key(APPROVED, "note:5")], told)
    assert not has_news(interview(asked("problem.today")), [], None)


def replace_key(happening: Happening, key: str) -> Happening:
    return happening.model_copy(update={"key": key})


def test_the_open_question_is_no_news_while_it_waits():
    record, told = summed_up(answered(3))
    waiting = record.with_question(asked("scenarios.main", number=9))
    assert not has_news(waiting, [], told)
    assert fingerprint(waiting) == fingerprint(record)


def test_decisions_are_told_once_and_what_replaced_what_is_named():
    first, told = summed_up(replace(answered(2), ledger=Ledger((decision(1), decision(2, 2)))))
    later = Ledger((*first.ledger, decision(3, supersedes=1), decision(4, 2, withdrawn=True)))
    _, again = summed_up(replace(first, ledger=later), told)
    assert (told.decided, told.changed, told.through_decision) == ((1, 2), (), 2)
    assert (again.decided, again.changed, again.withdrawn) == ((3, 4), (3,), (4,))
    assert (again.number, again.through_decision) == (2, 4)
    _, third = summed_up(replace(first, ledger=later, checkpoint=again), again)
    assert (third.decided, third.withdrawn) == ((), ())


def test_what_was_made_in_silence_is_told_with_the_next_summary_that_people_see():
    record, silent = summed_up(replace(answered(2), ledger=Ledger((decision(1),))), happened=[APPROVED])
    assert silent.decided == (1,)
    _, shown = summed_up(replace(record, ledger=Ledger((decision(1), decision(2)))), None, happened=[APPROVED])
    assert (shown.number, shown.decided, shown.happened) == (2, (1, 2), (APPROVED,))


def test_what_nobody_decided_is_listed_with_its_owner_and_what_is_assumed_with_its_question():
    record = interview(
        asked("problem.today", state=QuestionState.SKIPPED),
        asked("audience.primary", state=QuestionState.UNKNOWN, recommended="Managers read it first."),
        asked("features.core", state=QuestionState.UNKNOWN),
        asked("features.later", "Ana says A.", "Ben says B.", kind=QuestionKind.RESOLVE, state=QuestionState.SKIPPED),
        asked("launch.first_users"),
    )
    _, made = summed_up(record, also_open=[OpenPoint(text="3 findings wait", owner="Ben")])
    assert made.open == (
        OpenPoint(text="How this is done today and what it costs", owner="Ana", question=1),
        OpenPoint(text="What the first version must do", owner="Ana", question=3),
        OpenPoint(text="What the first version leaves out: the positions differ", owner="Ana", question=4),
        OpenPoint(text="3 findings wait", owner="Ben"),
    )
    assert made.assumptions == (Point(text="Managers read it first.", questions=(2,)),)
    assert made.open_question == 5
    assert "Launch" in made.still_to_ask


def test_a_skipped_question_that_was_answered_later_is_not_open_any_more():
    skipped = asked("problem.today", state=QuestionState.SKIPPED)
    _, made = summed_up(interview(skipped, asked("problem.today", "By hand, 3 hours every week.")))
    assert made.open == ()


def test_a_question_answered_anew_counts_as_said_since_then():
    record, told = summed_up(replace(answered(3), ledger=Ledger((decision(1),))))
    anew = replace(record, ledger=Ledger((decision(1), decision(2, 1, supersedes=1))))
    assert [q.number for q in settled_since(anew, told)] == [1]


@given(st.lists(st.tuples(st.booleans(), st.booleans()), max_size=30), st.integers(0, 30))
def test_every_decision_is_told_exactly_once_over_any_two_summaries(kinds: list[tuple[bool, bool]], cut: int):
    every = tuple(
        decision(n, 1, supersedes=n - 1 if n > 1 and replaces else None, withdrawn=withdrawn)
        for n, (replaces, withdrawn) in enumerate(kinds, start=1)
    )
    first, told = summed_up(replace(answered(1), ledger=Ledger(every[:cut])))
    _, again = summed_up(replace(first, ledger=Ledger(every)), told)
    assert told.decided + again.decided == tuple(d.number for d in every)
    assert again.through_decision == len(every)
