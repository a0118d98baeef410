"""What the team decided, what it came to so far, and when it is told again."""

from dataclasses import replace

import pytest
from sqlalchemy.exc import IntegrityError

from bot.planning.checkpoints import Checkpoint, OpenPoint, Point, Reason
from bot.planning.decisions import Decision
from bot.planning.schedules import Cadence, Schedule
from bot.planning.topics import Side
from storage import Database
from tests.storage.conftest import a_session


def a_decision(number: int, text: str = "Managers read it first.", **changes: object) -> Decision:
    decision = Decision(
        number=number,
        side=Side.PRODUCT,
        facet="audience.primary",
        question=4,
        text=text,
        short=text.rstrip("."),
        contribution="s1:1.000100",
        author="UANA",
        author_name="Ana",
        said_at="1.000100",
        permalink="https://acme/1.000100",
        decided_at=10.0,
    )
    return replace(decision, **changes)


def a_checkpoint(number: int, **changes: object) -> Checkpoint:
    return Checkpoint(number=number, side=Side.PRODUCT, reason=Reason.ANSWERS, made_at=float(number)).model_copy(
        update=changes
    )


async def test_a_decision_that_takes_the_place_of_another_leaves_both_in_the_ledger(database: Database) -> None:
    earlier, later = a_decision(1), a_decision(2, "Accountants read it first.", supersedes=1)
    async with database.unit_of_work() as work:
        await work.sessions.start(a_session(), "k")
        await work.decisions.add("s1", [earlier, later])
    async with database.reading() as work:
        ledger = await work.decisions.of("s1")
    assert ledger.decisions == (earlier, later)
    assert ledger.standing == (later,)
    assert ledger.superseded == {1: 2}


async def test_a_decision_that_was_taken_back_stays_but_does_not_count(database: Database) -> None:
    async with database.unit_of_work() as work:
        await work.sessions.start(a_session(), "k")
        await work.decisions.add("s1", [a_decision(1), a_decision(2)])
        await work.decisions.withdraw("s1", [1])
    async with database.reading() as work:
        ledger = await work.decisions.of("s1")
    assert [d.number for d in ledger] == [1, 2]
    assert [d.number for d in ledger.standing] == [2]


async def test_a_number_is_given_to_one_decision_only(database: Database) -> None:
    async with database.unit_of_work() as work:
        await work.sessions.start(a_session(), "k")
        await work.decisions.add("s1", [a_decision(1)])
    with pytest.raises(IntegrityError):
        async with database.unit_of_work() as work:
            await work.decisions.add("s1", [a_decision(1, "Something else.")])


async def test_the_newest_checkpoint_comes_back_as_it_was_and_once_for_each_cause(database: Database) -> None:
    newest = a_checkpoint(
        2,
        points=(Point(text="They lose the order of the day.", questions=(1, 3)),),
        decided=(1,),
        open=(OpenPoint(text="Who may export", owner="Ben", question=5),),
        open_question=6,
    )
    async with database.unit_of_work() as work:
        await work.sessions.start(a_session(), "k")
        await work.checkpoints.add("s1", "answers:10", a_checkpoint(1), posted=True)
        await work.checkpoints.add("s1", "answers:20", newest, posted=True)
        await work.checkpoints.add("s1", "answers:20", a_checkpoint(3), posted=True)
    async with database.reading() as work:
        assert await work.checkpoints.latest("s1") == newest
        assert await work.checkpoints.has("s1", "answers:20")
        assert not await work.checkpoints.has("s1", "answers:30")


async def test_the_interview_knows_the_decisions_and_the_checkpoint_of_its_session(database: Database) -> None:
    async with database.unit_of_work() as work:
        await work.sessions.start(a_session(), "k")
        await work.decisions.add("s1", [a_decision(1)])
        await work.checkpoints.add("s1", "asked", a_checkpoint(1), posted=True)
        interview = await work.interviews.load(a_session(), Side.TECHNICAL)
    assert interview.ledger.decisions == (a_decision(1),)
    assert interview.checkpoint == a_checkpoint(1)


async def test_a_schedule_that_is_changed_counts_its_revision_on(database: Database) -> None:
    weekdays = Schedule(Cadence.TIME, cron="0 17 * * 1-5", zone="Europe/Lisbon", set_by="Ana")
    async with database.unit_of_work() as work:
        await work.sessions.start(a_session(), "k")
        assert await work.schedules.of("s1") is None
        await work.schedules.set("s1", weekdays)
        await work.schedules.set("s1", replace(weekdays, cron="0 9 * * 1"))
        [timed] = (await work.schedules.timed()).values()
        assert timed.schedule == replace(weekdays, cron="0 9 * * 1", revision=2)
        await work.schedules.set("s1", Schedule(Cadence.OFF))
        assert await work.schedules.timed() == {}
        assert (await work.schedules.of("s1")) == Schedule(Cadence.OFF, revision=3)


async def test_what_people_were_last_shown_is_told_apart_from_what_was_kept_in_silence(database: Database) -> None:
    async with database.unit_of_work() as work:
        await work.sessions.start(a_session(), "k")
        assert await work.checkpoints.latest_shown("s1") is None
        await work.checkpoints.add("s1", "answers:1", a_checkpoint(1), posted=True)
        await work.checkpoints.add("s1", "tokens:2", a_checkpoint(2), posted=False)
    async with database.reading() as work:
        assert await work.checkpoints.latest_shown("s1") == a_checkpoint(1)
        assert await work.checkpoints.latest("s1") == a_checkpoint(2)


async def test_the_audit_trail_is_read_by_kind_oldest_first(database: Database) -> None:
    async with database.unit_of_work() as work:
        await work.sessions.start(a_session(), "k")
        await work.sessions.note("s1", "UANA", "approved", version=1)
        await work.sessions.note("s1", "", "answered", question=1)
        await work.sessions.note("s1", "", "published", version=1)
    async with database.reading() as work:
        notes = await work.sessions.notes("s1", "approved", "published")
    assert [(note.who, note.what, note.details) for note in notes] == [
        ("UANA", "approved", {"version": 1}),
        ("", "published", {"version": 1}),
    ]
    assert notes[0].id < notes[1].id


async def test_a_due_summary_is_taken_once_and_only_for_the_schedule_that_stands(database: Database) -> None:
    daily = Schedule(Cadence.TIME, cron="0 9 * * *")
    async with database.unit_of_work() as work:
        await work.sessions.start(a_session(), "k")
        await work.schedules.set("s1", daily, at=100.0)
        assert (await work.schedules.timed())["s1"].since == 100.0
        assert await work.schedules.take("s1", 1, 200.0)
        assert not await work.schedules.take("s1", 1, 200.0)
        assert not await work.schedules.take("s1", 1, 150.0)
        assert (await work.schedules.timed())["s1"].since == 200.0
        await work.schedules.set("s1", daily, at=250.0)
        assert (await work.schedules.timed())["s1"].since == 250.0
        assert not await work.schedules.take("s1", 1, 300.0)
        assert await work.schedules.take("s1", 2, 300.0)
        await work.schedules.set("s1", Schedule(Cadence.OFF))
        assert not await work.schedules.take("s1", 3, 400.0)
        assert not await work.schedules.take("s2", 1, 400.0)


async def test_every_change_of_a_schedule_shows_in_the_stamp(database: Database) -> None:
    daily = Schedule(Cadence.TIME, cron="0 9 * * *")
    stamps = []
    async with database.unit_of_work() as work:
        await work.sessions.start(a_session("s1"), "k1")
        await work.sessions.start(a_session("s2"), "k2")
        stamps.append(await work.schedules.stamp())
        for session_id in ("s1", "s2", "s1"):
            await work.schedules.set(session_id, daily, at=100.0)
            stamps.append(await work.schedules.stamp())
        assert await work.schedules.stamp() == stamps[-1]
    assert len(set(stamps)) == 4
