"""What sessions wait for, and since when; which channels asked for a digest."""

from dataclasses import replace

from bot.planning.interview import QuestionKind, QuestionState
from bot.planning.schedules import Cadence, Schedule
from bot.planning.stages import Stage
from bot.planning.topics import Side
from storage import Database
from storage.interviews import Role
from storage.waiting import Unanswered
from tests.storage.conftest import a_question, a_session, said

ASKED = Unanswered("s1", "question:s1.1:1", "1700000000.000100", 1700000000.0001, question="s1.1")
IN_REVIEW = Unanswered("s1", "review:s1:1", "1700000000.000100", 1700000000.0001)
LATER = 1700100000.0


async def asked(database: Database, session_id: str = "s1", *, resolves: bool = False) -> None:
    question = a_question(1, session_id)
    if resolves:
        question = replace(question, kind=QuestionKind.RESOLVE)
    async with database.unit_of_work() as work:
        await work.sessions.start(a_session(session_id), f"key of {session_id}")
        await work.interviews.add_question(session_id, Side.PRODUCT, question)
        await work.interviews.change_question(question.id, posted_at="1700000000.000100")


async def reviewed(database: Database, *versions: str) -> None:
    async with database.unit_of_work() as work:
        await work.sessions.start(a_session(), "k")
        await work.sessions.change("s1", stage=Stage.PRODUCT_REVIEW)
        for number, key in enumerate(versions, start=1):
            await work.outbox.add("s1", f"review:{key}", "post", {})
            await work.outbox.sent(f"review:{key}", f"1700000000.{number:04}00")


async def test_an_open_question_waits_from_when_it_was_posted(database: Database) -> None:
    await asked(database)
    async with database.reading() as work:
        assert await work.waiting.of("s1") == ASKED
        assert await work.waiting.since_before(LATER) == (ASKED,)
        assert await work.waiting.since_before(ASKED.since) == ()


async def test_what_somebody_said_to_it_makes_the_wait_begin_anew(database: Database) -> None:
    await asked(database)
    async with database.unit_of_work() as work:
        await work.interviews.contribute("s1", "s1.1", said("Lunch?", "1700050000.000100"))
        await work.interviews.classify(["s1:1700050000.000100"], Role.SIDE_TALK)
        await work.interviews.arm("s1.1", 1700050006.0)
    async with database.reading() as work:
        assert await work.waiting.of("s1") == replace(ASKED, since=1700050000.0001, answering=True)
        assert await work.waiting.since_before(1700040000.0) == ()
        assert await work.waiting.since_before(LATER) != ()


async def test_a_question_that_is_settled_or_not_posted_yet_waits_for_nobody(database: Database) -> None:
    await asked(database)
    async with database.unit_of_work() as work:
        await work.interviews.reopen("s1.1")
        assert await work.waiting.of("s1") is None
        await work.interviews.change_question("s1.1", state=QuestionState.ANSWERED, posted_at="1700000000.000100")
        assert await work.waiting.since_before(LATER) == ()


async def test_a_question_opened_again_may_be_brought_to_mind_once_more(database: Database) -> None:
    await asked(database)
    async with database.unit_of_work() as work:
        await work.interviews.change_question("s1.1", nudged_at=1700090000.0)
        assert (await work.waiting.of("s1")) == replace(ASKED, nudged=True)
        await work.interviews.reopen("s1.1")
        await work.interviews.change_question("s1.1", posted_at="1700095000.000100")
        again = await work.waiting.of("s1")
    assert again is not None
    assert (again.operation, again.nudged) == ("question:s1.1:2", False)


async def test_a_sleeping_session_is_left_alone_but_still_knows_what_it_waits_for(database: Database) -> None:
    await asked(database, "s1")
    await asked(database, "s2", resolves=True)
    async with database.unit_of_work() as work:
        await work.sessions.change("s1", paused_at=1700090000.0)
    async with database.reading() as work:
        assert [w.session_id for w in await work.waiting.since_before(LATER)] == ["s2"]
        assert await work.waiting.of("s1") == ASKED
        assert (await work.waiting.of("s2")).resolves


async def test_whoever_answered_last_is_known_by_what_counts(database: Database) -> None:
    await asked(database)
    async with database.unit_of_work() as work:
        assert await work.waiting.last_voice("s1") == ""
        assert not await work.sessions.sleeps("s1")
        await work.interviews.contribute("s1", "s1.1", said("Managers.", "1700050000.000100", "UBEN"))
        await work.interviews.contribute("s1", "s1.1", said("Lunch?", "1700050001.000100", "UANA"))
        await work.interviews.classify(["s1:1700050001.000100"], Role.SIDE_TALK)
        assert await work.waiting.last_voice("s1") == "UBEN"
        await work.sessions.change("s1", paused_at=1.0)
        assert await work.sessions.sleeps("s1")


async def test_the_newest_review_waits_where_it_stands_now(database: Database) -> None:
    await reviewed(database, "s1:1", "s1:2", "s1:2#2")
    async with database.reading() as work:
        (waiting,) = await work.waiting.since_before(LATER)
    assert waiting == replace(IN_REVIEW, operation="review:s1:2", ref="1700000000.000300", since=1700000000.0003)


async def test_a_review_is_known_to_have_been_brought_to_mind_by_the_message_that_did(database: Database) -> None:
    await reviewed(database, "s1:1")
    async with database.unit_of_work() as work:
        await work.outbox.add("s1", "nudge:review:s1:1", "post", {})
        assert await work.waiting.of("s1") == replace(IN_REVIEW, nudged=True)
        await work.sessions.change("s1", stage=Stage.PRODUCT_APPROVED)
        assert await work.waiting.of("s1") is None


async def test_what_was_posted_again_is_found_by_what_it_repeats(database: Database) -> None:
    await reviewed(database, "s1:1", "s1:10")
    async with database.unit_of_work() as work:
        assert await work.outbox.newest("review:s1:1") == "review:s1:1"
        assert await work.outbox.repetition("review:s1:1") == "review:s1:1#2"
        await work.outbox.add("s1", "review:s1:1#2", "post", {"text": "again"})
        assert await work.outbox.newest("review:s1:1") == "review:s1:1#2"
        assert await work.outbox.repetition("review:s1:1") == "review:s1:1#3"
        assert (await work.outbox.get("review:s1:1#2")).payload == {"text": "again"}
        assert await work.outbox.get("review:s1:2") is None


async def test_a_channel_has_one_digest_until_it_is_stopped(database: Database) -> None:
    weekdays = Schedule(Cadence.TIME, cron="0 9 * * 1-5", zone="Europe/Lisbon")
    async with database.unit_of_work() as work:
        assert await work.digests.of("T1", "C1") is None
        await work.digests.set("T1", "C1", weekdays, "UANA")
        await work.digests.set("T1", "C1", replace(weekdays, cron="0 8 * * *"), "UBEN")
        (digest,) = await work.digests.all()
        assert (digest.schedule.cron, digest.set_by) == ("0 8 * * *", "UBEN")
        await work.digests.stop("T1", "C1")
        assert await work.digests.all() == ()
