"""Checkpoints as they happen: made where one is due or asked for, kept once, shown once, with the same open question.

Whatever is to be said goes out before a summary is written, the next question first: a model that takes its time
keeps nobody waiting but for its own call.
"""

import time
from enum import StrEnum

import structlog

from bot.flow import speaking
from bot.flow.dashboard import refresh_dashboard
from bot.flow.engine import EngineError
from bot.flow.happenings import REQUESTED, happened, open_findings, waits_for
from bot.flow.model_trouble import tell_owner
from bot.flow.parts import Parts
from bot.flow.record import load, session_of
from bot.flow.versions import decisions_file, summary_operation
from bot.planning.checkpoints import Checkpoint, Reason
from bot.planning.decisions_document import decisions_and_summary
from bot.planning.interview import Interview
from bot.planning.markdown import markdown
from bot.planning.session import Session
from bot.planning.summaries import Words, checkpoint, due, has_news, is_shown, settled_since
from bot.slack.delivery import Place, permalink
from bot.slack.inbound import ButtonPressed
from bot.slack.messages import Link
from bot.slack.messages.summary import Summary, nothing_new_message, summary_message
from storage import UnitOfWork

log = structlog.get_logger()

SUMMARISING = "is summing up…"


class _News(StrEnum):
    """What there is to sum up, as the engine keeps it."""

    NOTHING = "nothing"
    SAME = "same"
    NEW = "new"


class Checkpoints:
    """Used inside workflows of a session only, one at a time for a session."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._engine = parts.engine
        self._speaker = speaking.Speaker(parts.engine, parts.delivery)

    async def after_answer(self, session_id: str) -> None:
        """Make the checkpoint that an answer made due, if it did. Never fails: the interview goes on without one."""
        # The next question is in the outbox: nobody waits for it while this looks whether a summary is due.
        await self._speaker.speak(session_id)
        found = await self._engine.transaction(
            "summary due", lambda work: self._due(work, session_id), tuple[Reason, str] | None
        )
        if found is not None:
            reason, key = found
            await self.by_the_way(session_id, reason, key)

    async def at_the_end(self, session_id: str) -> None:
        """An interview is over: sum it up before what comes of it is written. Never fails."""
        await self.by_the_way(session_id, Reason.STAGE, "")

    async def after_approval(self, session_id: str) -> None:
        """Sum up what the team said and asked for on the way to an approval, if it did. Never fails."""
        if await self._engine.transaction("said on the way", lambda work: self._said_on_the_way(work, session_id)):
            await self.by_the_way(session_id, Reason.STAGE, "")

    async def by_the_way(self, session_id: str, reason: Reason, key: str) -> None:
        """As `summarise`, where something else goes on whatever becomes of the summary."""
        try:
            await self.summarise(session_id, reason, key)
        except EngineError:
            raise
        except Exception:
            # The next checkpoint holds all that this one would have.
            log.exception("a summary failed", session=session_id, reason=reason)

    async def summarise(
        self, session_id: str, reason: Reason, key: str, *, asked_by: str = "", quiet_without_news: bool = True
    ) -> bool:
        """Sum up what is new, and post it unless the session's schedule says otherwise; True when that was done.

        The same `key` does it once; an empty one stands for the record as it is. Without news nothing is made; unless
        `quiet_without_news`, the person `asked_by` (a user id) is told so. Raises `SlackError` as every step does.
        """
        # What the summary links to has to stand in Slack, and the question comes before what is said about it.
        await self._speaker.speak(session_id)
        news = await self._engine.transaction("news", lambda work: self._news(work, session_id, reason, key), _News)
        if news is _News.NOTHING:
            if asked_by and not quiet_without_news:
                await self._engine.transaction("no news", lambda work: self._no_news(work, session_id, key, asked_by))
            return False
        words = await self._engine.step("key points", lambda: self._words(session_id, news), Words)
        made = await self._engine.transaction(
            "checkpoint", lambda work: self._keep(work, session_id, reason, key, words)
        )
        await self._speaker.speak(session_id)
        return made

    async def download(self, session_id: str, event: ButtonPressed) -> None:
        """*Download* on a summary: a file with every decision and the newest summary, in the thread."""
        await self._engine.transaction("download", lambda work: self._download(work, session_id, event))

    # Transactions and steps ------------------------------------------------------------------------------------

    async def _due(self, work: UnitOfWork, session_id: str) -> tuple[Reason, str] | None:
        _, interview = await load(work, session_id)
        told = await work.checkpoints.latest_shown(session_id)
        schedule = await work.schedules.of(session_id) or self._parts.limits.schedule
        reason = due(interview, told, schedule, self._parts.limits)
        number = interview.checkpoint.number + 1 if interview.checkpoint else 1
        return (reason, f"due:{number}") if reason else None

    async def _said_on_the_way(self, work: UnitOfWork, session_id: str) -> bool:
        """Whether there is more to tell than approvals and publications, which stand in the thread already."""
        session, interview = await load(work, session_id)
        told = await work.checkpoints.latest_shown(session_id)
        known = told.known if told else ()
        events = [h.key for h in await happened(work, session, self._parts.identity.url) if h.key not in known]
        decided = interview.ledger.last_number > (told.through_decision if told else 0)
        return decided or bool(settled_since(interview, told)) or any(e.startswith(REQUESTED) for e in events)

    async def _news(self, work: UnitOfWork, session_id: str, reason: Reason, key: str) -> _News:
        session, interview = await load(work, session_id)
        if not session.thread_ts or (key and await work.checkpoints.has(session_id, key[:128])):
            return _News.NOTHING
        events = await happened(work, session, self._parts.identity.url)
        before = await self._before(work, session_id, interview, reason)
        if not has_news(interview, events, before):
            return _News.NOTHING
        return _News.NEW if has_news(interview, events, interview.checkpoint) else _News.SAME

    async def _before(
        self, work: UnitOfWork, session_id: str, interview: Interview, reason: Reason
    ) -> Checkpoint | None:
        """What news are told apart from: what people have seen, or for a silent checkpoint the newest of all."""
        shown = is_shown(await work.schedules.of(session_id) or self._parts.limits.schedule, reason)
        return await work.checkpoints.latest_shown(session_id) if shown else interview.checkpoint

    async def _no_news(self, work: UnitOfWork, session_id: str, key: str, asked_by: str) -> None:
        session = await session_of(work, session_id)
        last = await work.checkpoints.latest_shown(session_id)
        link = None
        if last is not None:
            ref = await work.outbox.ref(summary_operation(session_id, last.number))
            link = Link(f"Summary {last.number}", self._link(session, ref))
        await speaking.whisper(work, session_id, f"tell:{key}"[:128], asked_by, nothing_new_message(link))

    async def _words(self, session_id: str, news: _News) -> Words:
        """The key points; what a silent checkpoint of the same record said is said again."""
        async with self._engine.database.reading() as work:
            session, interview = await load(work, session_id)
        before = interview.checkpoint
        if news is _News.SAME and before is not None:
            return Words(before.points, before.written_by)
        if self._parts.summariser.takes_time:
            await self._parts.delivery.show_status(Place(session.channel_id, session.thread_ts), SUMMARISING)
        return await self._parts.summariser.words(interview, settled_since(interview, before))

    async def _keep(self, work: UnitOfWork, session_id: str, reason: Reason, key: str, words: Words) -> bool:
        session, interview = await load(work, session_id)
        url = self._parts.identity.url
        made = checkpoint(
            interview,
            words,
            reason,
            time.time(),
            told=await work.checkpoints.latest_shown(session_id),
            happened=await happened(work, session, url),
            also_open=await open_findings(work, session),
        )
        key = key[:128] or f"{reason}:{made.number}:{made.record[:32]}"
        if await work.checkpoints.has(session_id, key):
            return False
        shown = is_shown(await work.schedules.of(session_id) or self._parts.limits.schedule, reason)
        await work.checkpoints.add(session_id, key, made, posted=shown)
        await work.sessions.note(session_id, "", "summarised", number=made.number, reason=reason.value, note=words.note)
        await tell_owner(work, session, words.setting)
        if shown:
            message = summary_message(
                Summary(
                    session=session_id,
                    checkpoint=made,
                    ledger=interview.ledger,
                    links=self._links(session, interview),
                    question=interview.open_question,
                    next_up=await waits_for(work, session, url),
                )
            )
            await speaking.post(work, session_id, summary_operation(session_id, made.number), message)
            await refresh_dashboard(work, session_id)
        return True

    async def _download(self, work: UnitOfWork, session_id: str, event: ButtonPressed) -> None:
        session = await session_of(work, session_id)
        ledger, last = await work.decisions.of(session_id), await work.checkpoints.latest(session_id)
        filename, title = decisions_file(session)
        content = markdown(decisions_and_summary(session.title, ledger, last))
        await speaking.upload(work, session_id, f"file:{event.key}"[:128], filename, title, content)

    def _links(self, session: Session, interview: Interview) -> dict[int, str]:
        asked = (*interview.earlier, *interview.questions)
        return {question.number: self._link(session, question.posted_at) for question in asked}

    def _link(self, session: Session, ts: str) -> str:
        return permalink(self._parts.identity.url, session.channel_id, ts, session.thread_ts) if ts else ""
