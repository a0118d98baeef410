"""The product specification: written section by section, reviewed in the thread, approved by who may."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from bot.flow import speaking
from bot.flow.dashboard import refresh_dashboard
from bot.flow.model_trouble import tell_owner
from bot.flow.parts import Parts
from bot.flow.publication import enqueue_publication
from bot.flow.record import session_of
from bot.planning.diff import changes
from bot.planning.interview import Contribution, QuestionState
from bot.planning.markdown import markdown
from bot.planning.session import Session
from bot.planning.specification import WRITING_ORDER, ProductSpecification, SectionName, Source, blank
from bot.planning.specification_document import specification_document
from bot.planning.stages import Stage
from bot.slack.delivery import Place, permalink
from bot.slack.inbound import ButtonPressed, ChangesRequested
from bot.slack.messages import Person, SlackMessage, notices
from bot.slack.messages.changes import changes_messages, changes_requested_message
from bot.slack.messages.chapters import document_messages
from bot.slack.messages.publication import approved_message
from bot.slack.messages.review import review_message
from bot.slack.messages.writing import writing_message
from bot.writing.writer import AcceptedSection
from storage import UnitOfWork
from storage.documents import SpecificationVersion


@dataclass(frozen=True, slots=True)
class Beginning:
    """What a new version starts from."""

    version: int
    draft: ProductSpecification


class SpecificationFlow:
    """Step 2 of the method on the record of one session."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._engine = parts.engine

    async def write(self, session_id: str, request: str = "", requested_by: str = "") -> None:
        """Write the next version, showing which section is being written, and put it up for review."""
        begun = await self._engine.transaction("begin writing", lambda work: self._begin(work, session_id), Beginning)
        await self._speaker.speak(session_id)
        draft = begun.draft
        for number, name in enumerate(WRITING_ORDER):
            await self._engine.transaction(
                "progress", partial(self._progress, session_id=session_id, version=begun.version, begun=number)
            )
            await self._speaker.speak(session_id)
            section = await self._engine.step(
                f"write {name}", partial(self._section, session_id, name, draft, request), AcceptedSection
            )
            draft = section.specification
            if section.setting:
                await self._engine.transaction(
                    "model trouble", partial(self._model_trouble, session_id=session_id, setting=section.setting)
                )
        await self._engine.transaction(
            "finish writing", lambda work: self._finish(work, session_id, begun, draft, request, requested_by)
        )

    @property
    def _speaker(self) -> speaking.Speaker:
        return speaking.Speaker(self._engine, self._parts.delivery)

    async def change(self, session_id: str, event: ChangesRequested) -> None:
        """*Request changes*: the next version, as the team asked."""
        author = await self._parts.delivery.name_of(event.user_id)
        allowed = await self._engine.transaction("may change", lambda work: self._may_change(work, session_id, event))
        if allowed:
            await self._engine.transaction("request", lambda work: self._show_request(work, session_id, event, author))
            await self._speaker.speak(session_id)
            await self._engine.transaction("shown", lambda work: self._note_shown(work, session_id, event))
            await self.write(session_id, event.text, author)

    async def approve(self, session_id: str, event: ButtonPressed) -> None:
        """*Approve*: bound to the content that was on screen, and only by who may."""
        guest = await self._engine.step("guest", lambda: self._is_guest(event.user_id))
        name = await self._parts.delivery.name_of(event.user_id)
        await self._engine.transaction("approve", lambda work: self._approve(work, session_id, event, name, guest))

    async def back_to_questions(self, session_id: str, event: ButtonPressed) -> bool:
        """*Back to questions*: what was skipped or not known is asked again, or else the last question."""
        return await self._engine.transaction("reopen", lambda work: self._reopen(work, session_id, event))

    async def download(self, session_id: str, event: ButtonPressed) -> None:
        """*Download*: the Markdown file of the newest version, in the thread."""
        await self._engine.transaction("download", lambda work: self._download(work, session_id, event))

    # Transactions ----------------------------------------------------------------------------------------------

    async def _begin(self, work: UnitOfWork, session_id: str) -> Beginning:
        session = await session_of(work, session_id)
        latest = await work.documents.latest(session_id)
        version = latest.version + 1 if latest else 1
        await work.sessions.change(session_id, stage=Stage.PRODUCT_WRITING)
        await self._withdraw_review(work, session, latest, f"Replaced by version {version}")
        await speaking.post(work, session_id, f"writing:{session_id}:{version}", self._card(version, 0))
        await refresh_dashboard(work, session_id)
        idea = Source(
            question=0,
            author=session.owner,
            author_name=session.owner_name,
            quote=session.idea[:500],
            permalink=session.idea_permalink or self._thread_url(session),
        )
        draft = latest.specification if latest else blank(session.title, session.idea, idea, session.language)
        return Beginning(version, draft)

    async def _progress(self, work: UnitOfWork, session_id: str, version: int, begun: int) -> None:
        card = f"writing:{session_id}:{version}"
        await speaking.update(work, session_id, f"{card}:{begun}", card, self._card(version, begun))

    async def _model_trouble(self, work: UnitOfWork, session_id: str, setting: str) -> None:
        await tell_owner(work, await session_of(work, session_id), setting)

    async def _section(
        self, session_id: str, name: SectionName, draft: ProductSpecification, request: str
    ) -> AcceptedSection:
        async with self._engine.database.reading() as work:
            session = await session_of(work, session_id)
            interview = await work.interviews.load(session)
        if self._parts.guard.takes_time:
            place = Place(session.channel_id, session.thread_ts)
            await self._parts.delivery.show_status(place, f"is writing: {name.heading}…")
        return await self._parts.guard.section(interview, name, draft, request)

    async def _finish(
        self,
        work: UnitOfWork,
        session_id: str,
        begun: Beginning,
        draft: ProductSpecification,
        request: str,
        requested_by: str,
    ) -> None:
        session = await session_of(work, session_id)
        before = await work.documents.latest(session_id)
        version = await work.documents.add(session_id, draft, request, requested_by)
        await work.sessions.change(session_id, stage=Stage.PRODUCT_REVIEW)
        card = f"writing:{session_id}:{begun.version}"
        await speaking.update(
            work,
            session_id,
            f"{card}:{len(WRITING_ORDER)}",
            card,
            self._card(version, len(WRITING_ORDER), draft.written_by),
        )
        document = specification_document(draft, status="draft", version=version, thread_url=self._thread_url(session))
        key = f"{session_id}:{version}"
        for number, message in enumerate(document_messages(document)):
            await speaking.post(work, session_id, f"document:{key}:{number}", message)
        filename = f"{_slug(session.title)}-v{version}.md"
        title = f"{session.title}: product specification, version {version}"
        await speaking.upload(work, session_id, f"file:{key}", filename, title, markdown(document))
        if before is not None:
            await self._show_changes(work, session_id, before, draft, version)
        await speaking.post(work, session_id, f"review:{key}", self._review(session, version, draft))
        await refresh_dashboard(work, session_id)

    async def _show_changes(
        self, work: UnitOfWork, session_id: str, before: SpecificationVersion, now: ProductSpecification, version: int
    ) -> None:
        told = changes_messages(changes(before.specification, now), old_version=before.version, new_version=version)
        for number, message in enumerate(told):
            await speaking.post(work, session_id, f"changes:{session_id}:{version}:{number}", message)

    async def _may_change(self, work: UnitOfWork, session_id: str, event: ChangesRequested) -> bool:
        session = await session_of(work, session_id)
        latest = await work.documents.latest(session_id)
        if latest is None or latest.version != event.version or session.stage is Stage.PRODUCT_WRITING:
            await self._tell(work, session_id, event.key, event.user_id, _moved_on(latest))
            return False
        await work.sessions.note(session_id, event.user_id, "changes_requested", version=event.version)
        return True

    async def _show_request(self, work: UnitOfWork, session_id: str, event: ChangesRequested, author: str) -> None:
        """Show the request in the thread: what comes of it leads back to that message."""
        request = Contribution(event.key, event.user_id, author, event.text, "", "")
        await work.interviews.request_change(session_id, event.version, request)
        message = changes_requested_message(author, event.version, event.text)
        await speaking.post(work, session_id, _request_operation(event), message)

    async def _note_shown(self, work: UnitOfWork, session_id: str, event: ChangesRequested) -> None:
        session = await session_of(work, session_id)
        shown = await work.outbox.ref(_request_operation(event))
        link = permalink(self._parts.identity.url, session.channel_id, shown, session.thread_ts) if shown else ""
        await work.interviews.request_shown(session_id, event.key, shown, link)

    async def _approve(self, work: UnitOfWork, session_id: str, event: ButtonPressed, name: str, guest: bool) -> None:
        session = await session_of(work, session_id)
        latest = await work.documents.latest(session_id)
        pressed = (event.press.version, event.press.content_hash)
        if latest is None or (latest.version, latest.content_hash) != pressed:
            await self._tell(work, session_id, event.key, event.user_id, _moved_on(latest))
            return
        if guest or not session.may_approve(event.user_id):
            notice = notices.guests_cannot_approve() if guest else notices.not_allowed(_approvers(session))
            await self._tell(work, session_id, event.key, event.user_id, notice)
            return
        if session.stage is not Stage.PRODUCT_REVIEW or not await work.documents.approve(
            session_id, latest, event.user_id, name
        ):
            await self._tell(work, session_id, event.key, event.user_id, notices.stale_button())
            return
        await work.sessions.change(session_id, stage=Stage.PRODUCT_APPROVED)
        await work.sessions.note(session_id, event.user_id, "approved", version=latest.version)
        await self._withdraw_review(work, session, latest, f"Approved by {name}", may_change=True)
        publishing = self._parts.publisher is not None
        approved = approved_message(version=latest.version, approver=Person(event.user_id, name), publishing=publishing)
        await speaking.post(work, session_id, f"approved:{session_id}:{latest.version}", approved)
        if publishing:
            await enqueue_publication(work, self._engine, session, latest.version, event.key)
        await refresh_dashboard(work, session_id)

    async def _reopen(self, work: UnitOfWork, session_id: str, event: ButtonPressed) -> bool:
        session = await session_of(work, session_id)
        latest = await work.documents.latest(session_id)
        if session.stage not in (Stage.PRODUCT_REVIEW, Stage.PRODUCT_APPROVED, Stage.PRODUCT_PUBLISHED):
            await self._tell(work, session_id, event.key, event.user_id, _moved_on(latest))
            return False
        interview = await work.interviews.load(session)
        unsettled = [q for q in interview.questions if q.state in (QuestionState.SKIPPED, QuestionState.UNKNOWN)]
        again = unsettled or list(interview.questions[-1:])
        for question in again:
            await work.interviews.change_question(question.id, state=QuestionState.SET_ASIDE)
        await work.sessions.change(session_id, stage=Stage.PRODUCT_INTERVIEW)
        await work.sessions.note(session_id, event.user_id, "back_to_questions")
        await self._withdraw_review(work, session, latest, "Back to questions")
        return True

    async def _download(self, work: UnitOfWork, session_id: str, event: ButtonPressed) -> None:
        session = await session_of(work, session_id)
        latest = await work.documents.latest(session_id)
        if latest is None:
            await self._tell(work, session_id, event.key, event.user_id, notices.stale_button())
            return
        approval = await work.documents.approval(session_id, latest)
        status = f"approved by {approval.approved_by_name}" if approval else "draft"
        document = specification_document(
            latest.specification, status=status, version=latest.version, thread_url=self._thread_url(session)
        )
        filename = f"{_slug(session.title)}-v{latest.version}.md"
        title = f"{session.title}: product specification, version {latest.version}"
        await speaking.upload(work, session_id, f"file:{event.key}"[:128], filename, title, markdown(document))

    # Saying ----------------------------------------------------------------------------------------------------

    async def _withdraw_review(
        self,
        work: UnitOfWork,
        session: Session,
        latest: SpecificationVersion | None,
        verdict: str,
        *,
        may_change: bool = False,
    ) -> None:
        """Say on the review message of the newest version what became of it; `may_change` keeps the ways to a next."""
        if latest is None:
            return
        message = self._review(session, latest.version, latest.specification, verdict, may_change)
        target = f"review:{session.id}:{latest.version}"
        revision = await work.sessions.next_revision(session.id)
        await speaking.update(work, session.id, f"verdict:{session.id}:{latest.version}:{revision}", target, message)

    def _review(
        self,
        session: Session,
        version: int,
        specification: ProductSpecification,
        verdict: str = "",
        may_change: bool = False,
    ) -> SlackMessage:
        return review_message(
            specification,
            session=session.id,
            version=version,
            approvers=_approvers(session),
            verdict=verdict,
            may_change=may_change,
        )

    def _card(self, version: int, begun: int, written_by: str = "") -> SlackMessage:
        done = WRITING_ORDER[:begun]
        now = WRITING_ORDER[begun] if begun < len(WRITING_ORDER) else None
        return writing_message(done=done, now=now, version=version, written_by=written_by or self._parts.guard.label)

    async def _tell(self, work: UnitOfWork, session_id: str, key: str, user_id: str, notice: SlackMessage) -> None:
        await speaking.whisper(work, session_id, f"tell:{key}"[:128], user_id, notice)

    def _thread_url(self, session: Session) -> str:
        return permalink(self._parts.identity.url, session.channel_id, session.thread_ts)

    async def _is_guest(self, user_id: str) -> bool:
        return (await self._parts.delivery.person(user_id)).guest


def _approvers(session: Session) -> Sequence[Person]:
    named = [Person(p.user_id, p.name) for p in session.participants if p.approver]
    return named or [Person(session.owner, session.owner_name)]


def _request_operation(event: ChangesRequested) -> str:
    return f"request:{event.key}"[:128]


def _moved_on(latest: SpecificationVersion | None) -> SlackMessage:
    return notices.other_version(latest.version) if latest else notices.stale_button()


def _slug(title: str) -> str:
    words = re.sub(r"[^a-z0-9]+", "-", title.casefold()).strip("-")
    return words[:60].rstrip("-") or "product-specification"
