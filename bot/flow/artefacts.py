"""The four artefacts: written step by step, reviewed in the thread, approved by who may.

What is particular about each is its craft (`bot.flow.crafts`); what the checks found is `bot.flow.findings`.
"""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from bot.flow import speaking
from bot.flow.crafts.craft import Craft, Step, Wish, Written
from bot.flow.dashboard import refresh_dashboard
from bot.flow.decisions import keep_request
from bot.flow.findings import Findings
from bot.flow.ground import ground_of
from bot.flow.model_trouble import tell_owner
from bot.flow.out_of_date import OutOfDate
from bot.flow.parts import Parts
from bot.flow.prepared import Prepared, prepared
from bot.flow.questions import Questions
from bot.flow.record import session_of
from bot.flow.reviews import Presser, Reviews, approvers_of, moved_on
from bot.flow.versions import file_of, version_key
from bot.planning.artefact import Artefact, ArtefactKind
from bot.planning.interview import Contribution, QuestionState
from bot.planning.markdown import markdown
from bot.planning.session import Session
from bot.planning.sprints.plan import SprintPlan
from bot.planning.stages import INTERVIEWED, Phase, Stage
from bot.planning.topics import Side
from bot.slack.delivery import Place, permalink
from bot.slack.inbound import ButtonPressed, ChangesRequested
from bot.slack.messages import SlackMessage, notices
from bot.slack.messages.changes import changes_requested_message
from bot.slack.messages.review import review_message
from bot.slack.messages.writing import refused_message, writing_message
from storage import UnitOfWork
from storage.waiting import REVIEW


@dataclass(frozen=True, slots=True)
class Beginning:
    """What a new version starts from; `draft` as JSON values."""

    version: int
    draft: dict[str, Any]


class ArtefactFlow:
    """Steps 2, 4, 5 and 6 of the method on the record of one session."""

    def __init__(self, parts: Parts, crafts: Mapping[ArtefactKind, Craft[Any]]) -> None:
        self._parts = parts
        self._engine = parts.engine
        self._crafts = crafts
        self._speaker = speaking.Speaker(parts.engine, parts.delivery)
        self._findings = Findings()
        self._questions = Questions(parts.identity.url)
        self._out_of_date = OutOfDate(parts, crafts)
        self._reviews = Reviews(parts, crafts, self._out_of_date)

    async def write(
        self,
        session_id: str,
        kind: ArtefactKind,
        request: str = "",
        requested_by: str = "",
        only: tuple[str, ...] | None = None,
    ) -> None:
        """Write the next version, showing which part is being written, and put it up for review.

        With `only`, what has another id than those stays word for word as it was.
        """
        craft = self._crafts[kind]
        begun = await self._engine.transaction(
            "begin writing", lambda work: self._begin(work, session_id, craft), Beginning
        )
        await self._speaker.speak(session_id)
        content, wish = begun.draft, Wish(request, requested_by, only)
        notes: list[str] = []
        for number, step in enumerate(craft.steps):
            await self._engine.transaction(
                "progress",
                partial(self._progress, session_id=session_id, craft=craft, version=begun.version, done=number),
            )
            await self._speaker.speak(session_id)
            written = await self._engine.step(
                f"write {step.key}", partial(self._write_step, session_id, craft, step, content, wish), Written
            )
            content = written.content
            notes += written.notes
            if written.refusal:
                refused = partial(self._refused, session_id=session_id, kind=kind, version=begun.version)
                await self._engine.transaction("refused", partial(refused, refusal=written.refusal))
                return
            if written.setting:
                await self._engine.transaction(
                    "model trouble", partial(self._model_trouble, session_id=session_id, setting=written.setting)
                )
        ready = await self._prepare(session_id, craft, begun, content, only)
        await self._engine.transaction(
            "finish writing", lambda work: self._finish(work, session_id, craft, ready, wish, notes)
        )

    async def go_on(self, session_id: str, event: ButtonPressed) -> ArtefactKind | None:
        """*Carve the modules* and what else leads on: the artefact to write now, if it is its turn."""
        return await self._engine.transaction(
            "go on", lambda work: self._next(work, session_id, event), ArtefactKind | None
        )

    async def change(self, session_id: str, event: ChangesRequested) -> None:
        """*Request changes*: the next version, as the team asked."""
        author = await self._parts.delivery.name_of(event.user_id)
        allowed = await self._engine.transaction(
            "may change", lambda work: self._may_change(work, session_id, event, author)
        )
        if allowed:
            await self._engine.transaction("request", lambda work: self._show_request(work, session_id, event, author))
            await self._speaker.speak(session_id)
            await self._engine.transaction("shown", lambda work: self._note_shown(work, session_id, event, author))
            await self.write(session_id, event.artefact, event.text, author)

    async def approve(self, session_id: str, event: ButtonPressed) -> bool:
        """*Approve*: bound to the content that was on screen, and only by who may. True when it is approved now."""
        presser = await self._engine.step("presser", lambda: self._presser(session_id, event.user_id), Presser)
        return await self._engine.transaction(
            "approve", lambda work: self._reviews.approve(work, session_id, event, presser)
        )

    async def back_to_questions(self, session_id: str, event: ButtonPressed) -> bool:
        """*Back to questions*: what was skipped or not known is asked again, or else the last question."""
        return await self._engine.transaction("reopen", lambda work: self._reopen(work, session_id, event))

    async def download(self, session_id: str, event: ButtonPressed) -> None:
        """*Download*: the Markdown file of the newest version, in the thread."""
        await self._engine.transaction("download", lambda work: self._download(work, session_id, event))

    async def fix(self, session_id: str, event: ButtonPressed) -> None:
        """*Fix it*: one repair by the writer."""
        author = await self._parts.delivery.name_of(event.user_id)
        request = await self._engine.transaction(
            "fix", lambda work: self._findings.to_fix(work, session_id, event, author)
        )
        if request:
            await self.write(session_id, event.press.about, request, author)

    async def fine(self, session_id: str, event: ButtonPressed) -> None:
        """*Fine as it is*: recorded with who said so."""
        author = await self._parts.delivery.name_of(event.user_id)
        await self._engine.transaction("fine", lambda work: self._findings.fine(work, session_id, event, author))

    async def cut(self, session_id: str, event: ButtonPressed) -> None:
        """An edge of a circle of modules was picked: the next version goes without it."""
        author = await self._parts.delivery.name_of(event.user_id)
        request = await self._engine.transaction(
            "cut", lambda work: self._findings.cut(work, session_id, event, author)
        )
        if request:
            await self.write(session_id, ArtefactKind.MODULES, request, author)

    async def update_affected(self, session_id: str, event: ButtonPressed) -> None:
        """*Update what is affected*: the next artefact that rests on a changed one, in its affected parts."""
        author = await self._parts.delivery.name_of(event.user_id)
        found = await self._engine.transaction(
            "affected",
            lambda work: self._out_of_date.to_update(work, session_id, event),
            tuple[ArtefactKind, tuple[str, ...]] | None,
        )
        if found is not None:
            kind, only = found
            await self.write(session_id, kind, requested_by=author, only=only)

    # Transactions ----------------------------------------------------------------------------------------------

    async def _begin(self, work: UnitOfWork, session_id: str, craft: Craft[Any]) -> Beginning:
        session = await session_of(work, session_id)
        latest = await work.documents.latest(session_id, craft.kind)
        version = latest.version + 1 if latest else 1
        await work.sessions.change(session_id, stage=Stage.of(craft.kind, Phase.WRITING))
        await self._set_questions_aside(work, session)
        ground = await ground_of(work, session_id, craft.kind, self._parts.identity.url)
        await self._reviews.withdraw(work, session, latest, f"Replaced by version {version}")
        await speaking.post(work, session_id, self._card_key(session_id, craft, version), self._card(craft, version, 0))
        await refresh_dashboard(work, session_id)
        draft: Artefact = latest.artefact if latest else craft.blank(ground)
        return Beginning(version, draft.model_dump(mode="json"))

    async def _set_questions_aside(self, work: UnitOfWork, session: Session) -> None:
        """An open question waits until its interview goes on: only one thing at a time is asked of the team."""
        for side in Side:
            question = (await work.interviews.load(session, side)).open_question
            if question is not None:
                await work.interviews.change_question(question.id, state=QuestionState.SET_ASIDE, settle_due=None)
                await self._questions.redraw(work, session.id, question.id)

    async def _next(self, work: UnitOfWork, session_id: str, event: ButtonPressed) -> ArtefactKind | None:
        session = await session_of(work, session_id)
        following = session.stage.next_step
        if following is None or session.stage.kind is not event.press.about:
            await self._tell(work, session_id, event.key, event.user_id, notices.stale_button())
            return None
        await work.sessions.note(session_id, event.user_id, "went_on", to=following.value)
        return following

    async def _progress(self, work: UnitOfWork, session_id: str, craft: Craft[Any], version: int, done: int) -> None:
        card = self._card_key(session_id, craft, version)
        await speaking.update(work, session_id, f"{card}:{done}", card, self._card(craft, version, done))

    async def _written(
        self,
        work: UnitOfWork,
        session_id: str,
        craft: Craft[Any],
        version: int,
        written_by: str,
        notes: Sequence[str],
    ) -> None:
        """The card tells who wrote it in the end, and where the model was not used."""
        card, done = self._card_key(session_id, craft, version), len(craft.steps)
        told = self._card(craft, version, done, written_by, notes)
        await speaking.update(work, session_id, f"{card}:{done}", card, told)
        if notes:
            await work.sessions.note(
                session_id, "", "model_not_used", kind=craft.kind.value, version=version, notes=list(notes)
            )

    async def _refused(self, work: UnitOfWork, session_id: str, kind: ArtefactKind, version: int, refusal: str) -> None:
        """It cannot be written like that: say why, and go back to where the team can decide otherwise."""
        session = await session_of(work, session_id)
        await work.sessions.change(session_id, stage=Stage.of(kind.basis[-1], Phase.APPROVED))
        card = f"writing:{version_key(session_id, kind, version)}"
        told = refused_message(kind, refusal, session=session_id)
        await speaking.update(work, session_id, f"{card}:refused:{session.revision}", card, told)
        await refresh_dashboard(work, session_id)

    async def _model_trouble(self, work: UnitOfWork, session_id: str, setting: str) -> None:
        await tell_owner(work, await session_of(work, session_id), setting)

    async def _write_step(
        self, session_id: str, craft: Craft[Any], step: Step, content: dict[str, Any], wish: Wish
    ) -> Written:
        async with self._engine.database.reading() as work:
            ground = await ground_of(work, session_id, craft.kind, self._parts.identity.url)
        if self._parts.guard.takes_time:
            place = Place(ground.session.channel_id, ground.session.thread_ts)
            await self._parts.delivery.show_status(place, f"is writing: {step.heading}…")
        return await craft.write(ground, step, craft.model.model_validate(content), wish)

    async def _prepare(
        self,
        session_id: str,
        craft: Craft[Any],
        begun: Beginning,
        content: dict[str, Any],
        only: tuple[str, ...] | None,
    ) -> Prepared:
        """All that the thread shows of the new version, worked out beside the event loop and the transaction."""
        async with self._engine.database.reading() as work:
            ground = await ground_of(work, session_id, craft.kind, self._parts.identity.url)
            before = await work.documents.latest(session_id, craft.kind)
        return await asyncio.to_thread(prepared, craft, ground, before, begun.version, content, only)

    async def _finish(
        self,
        work: UnitOfWork,
        session_id: str,
        craft: Craft[Any],
        ready: Prepared,
        wish: Wish,
        notes: Sequence[str],
    ) -> None:
        session = await session_of(work, session_id)
        version = await work.documents.add(session_id, craft.kind, ready.artefact, wish.text, wish.by)
        await work.sessions.change(session_id, stage=Stage.of(craft.kind, Phase.REVIEW))
        if isinstance(ready.artefact, SprintPlan):
            # A change request may have changed what the team can do.
            await work.sessions.change(session_id, capacity=ready.artefact.capacity)
        await self._written(work, session_id, craft, version, ready.artefact.written_by, notes)
        key = version_key(session_id, craft.kind, version)
        for number, message in enumerate(ready.document):
            await speaking.post(work, session_id, f"document:{key}:{number}", message)
        for picture in ready.pictures:
            await speaking.picture(
                work, session_id, f"picture:{key}:{picture.name}", picture.name, picture.title, picture.mermaid
            )
        filename, title = file_of(session, craft.kind, version)
        await speaking.upload(work, session_id, f"file:{key}", filename, title, ready.markdown)
        for number, message in enumerate(ready.changes):
            await speaking.post(work, session_id, f"changes:{key}:{number}", message)
        await self._findings.report(work, session_id, ready.artefact, craft.kind, version, ready.found)
        review = review_message(ready.short, session=session_id, version=version, approvers=approvers_of(session))
        await speaking.post(work, session_id, f"{REVIEW}{key}", review)
        await refresh_dashboard(work, session_id)

    async def _may_change(self, work: UnitOfWork, session_id: str, event: ChangesRequested, author: str) -> bool:
        session = await session_of(work, session_id)
        latest = await work.documents.latest(session_id, event.artefact)
        if session.stage.phase is Phase.WRITING:
            await self._tell(work, session_id, event.key, event.user_id, notices.still_written(session.stage.kind))
            return False
        if latest is None or latest.version != event.version:
            await self._tell(work, session_id, event.key, event.user_id, moved_on(latest))
            return False
        about = {"kind": event.artefact.value, "version": event.version, "key": event.key, "by": author}
        await work.sessions.note(session_id, event.user_id, "changes_requested", **about)
        return True

    async def _show_request(self, work: UnitOfWork, session_id: str, event: ChangesRequested, author: str) -> None:
        """Show the request in the thread: what comes of it leads back to that message."""
        request = Contribution(event.key, event.user_id, author, event.text, "", "")
        await work.interviews.request_change(session_id, event.artefact, event.version, request)
        message = changes_requested_message(event.artefact, author, event.version, event.text)
        await speaking.post(work, session_id, _request_operation(event), message)

    async def _note_shown(self, work: UnitOfWork, session_id: str, event: ChangesRequested, author: str) -> None:
        """Note where the request is shown, and what it decides: both lead back to that message."""
        session = await session_of(work, session_id)
        shown = await work.outbox.ref(_request_operation(event))
        link = permalink(self._parts.identity.url, session.channel_id, shown, session.thread_ts) if shown else ""
        await work.interviews.request_shown(session_id, event.key, shown, link)
        request = Contribution(event.key, event.user_id, author, event.text, shown or "", link)
        await keep_request(work, session_id, event.artefact, request)

    async def _reopen(self, work: UnitOfWork, session_id: str, event: ButtonPressed) -> bool:
        kind = event.press.about
        session = await session_of(work, session_id)
        latest = await work.documents.latest(session_id, kind)
        side = next((side for side, interviewed in INTERVIEWED.items() if interviewed is kind), None)
        refusal = None
        if side is None or latest is None:
            refusal = notices.stale_button()
        elif session.stage.phase is Phase.WRITING:
            refusal = notices.still_written(session.stage.kind)
        elif session.stage.phase is Phase.INTERVIEW:
            refusal = notices.still_asking(session.stage.kind)
        if side is None or refusal is not None:
            await self._tell(work, session_id, event.key, event.user_id, refusal or notices.stale_button())
            return False
        interview = await work.interviews.load(session, side)
        unsettled = [q for q in interview.questions if q.state in (QuestionState.SKIPPED, QuestionState.UNKNOWN)]
        again = unsettled or list(interview.questions[-1:])
        for question in again:
            await work.interviews.change_question(question.id, state=QuestionState.SET_ASIDE)
        await work.sessions.change(session_id, stage=Stage.of(kind, Phase.INTERVIEW))
        await work.sessions.note(session_id, event.user_id, "back_to_questions")
        await self._reviews.withdraw(work, session, latest, "Back to questions")
        return True

    async def _download(self, work: UnitOfWork, session_id: str, event: ButtonPressed) -> None:
        session = await session_of(work, session_id)
        # The dashboard's button names no artefact: it means the newest that there is.
        kind = event.press.kind or session.stage.kind
        latest = await work.documents.latest(session_id, kind)
        for earlier in reversed(kind.basis):
            latest = latest or await work.documents.latest(session_id, earlier)
        if latest is None:
            await self._tell(work, session_id, event.key, event.user_id, notices.stale_button())
            return
        approval = await work.documents.approval(session_id, latest)
        status = f"approved by {approval.approved_by_name}" if approval else "draft"
        ground = await ground_of(work, session_id, latest.kind, self._parts.identity.url)
        document = self._crafts[latest.kind].document(latest.artefact, ground, status=status, version=latest.version)
        filename, title = file_of(session, latest.kind, latest.version)
        await speaking.upload(work, session_id, f"file:{event.key}"[:128], filename, title, markdown(document))

    # Saying ----------------------------------------------------------------------------------------------------

    def _card_key(self, session_id: str, craft: Craft[Any], version: int) -> str:
        return f"writing:{version_key(session_id, craft.kind, version)}"

    def _card(
        self, craft: Craft[Any], version: int, done: int, written_by: str = "", notes: Sequence[str] = ()
    ) -> SlackMessage:
        return writing_message(
            craft.kind,
            [step.heading for step in craft.steps],
            done=done,
            version=version,
            written_by=written_by or self._parts.guard.label,
            notes=notes,
        )

    async def _tell(self, work: UnitOfWork, session_id: str, key: str, user_id: str, notice: SlackMessage) -> None:
        await speaking.whisper(work, session_id, f"tell:{key}"[:128], user_id, notice)

    async def _presser(self, session_id: str, user_id: str) -> Presser:
        """Who pressed; approvers who have left the workspace are looked up where somebody else presses."""
        delivery = self._parts.delivery
        async with self._engine.database.reading() as work:
            session = await session_of(work, session_id)
        named = [p.user_id for p in session.participants if p.approver]
        left = False
        if named and user_id not in named:
            left = all([(await delivery.person(approver, fresh=True)).left for approver in named])
        return Presser(await delivery.name_of(user_id), (await delivery.person(user_id)).guest, left)


def _request_operation(event: ChangesRequested) -> str:
    return f"request:{event.key}"[:128]
