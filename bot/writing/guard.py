"""Decides what of a writer's proposals the team gets to see.

Whatever a model answers (or does not), the thread sees exactly one good question or a true explanation. A refused
answer goes back once with the reasons; then the question bank takes over, and the record says why.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from typing import TypeVar

import structlog

from bot.planning.bank import load
from bot.planning.bank.choosing import choose
from bot.planning.interview import Ask, Interview, Question, QuestionKind, QuestionState, WrittenBy
from bot.planning.listening import asks_something, product_questions
from bot.planning.plain_text import clipped, disguises, structure
from bot.planning.question_rules import MAX_WHY, explanation_refusals, question_count, question_marks, refusals
from bot.planning.reading import LONGEST_TALK, Kind, Position, QuestionProposal, Reading, Turn, confirm
from bot.planning.section_rules import section_refusals
from bot.planning.specification import ProductSpecification, SectionName
from bot.planning.technical.rules import technical_refusals
from bot.planning.technical.specification import TechnicalSection, TechnicalSpecification
from bot.planning.topics import Facet
from bot.planning.visible_text import one_line
from bot.writing.model_errors import ModelError, UnusableError
from bot.writing.writer import (
    AcceptedQuestion,
    AcceptedSection,
    AcceptedTechnicalSection,
    AcceptedTurn,
    CorrectableWriter,
    Correction,
    Writer,
    WriterError,
)

QuestionBank = Callable[[Interview, Ask, tuple[Position, ...]], QuestionProposal]
"""Gives a question for any step, always (`bot.planning.bank.choosing.choose`)."""

NOT_SETTLED = "the answer does not settle this yet"
"""Why a follow-up is due, where the model's own words for it cannot be shown."""

BANK_TRIES = 4

Draft = TypeVar("Draft", ProductSpecification, TechnicalSpecification)

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class _Verdict:
    """What the guard makes of one answer of the model."""

    reading: Reading
    ask: Ask | None
    proposal: QuestionProposal | None
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Unused:
    """Why a model's answer is not used: a line for the record, and the sentence about a setting, if one is to blame."""

    note: str = ""
    setting: str = ""


class Guard:
    """Stands between a writer and the thread. `primary` is None where no model is configured."""

    def __init__(self, primary: CorrectableWriter | None, fallback: Writer, bank: QuestionBank = choose) -> None:
        self._primary = primary
        self._fallback = fallback
        self._bank = bank

    @property
    def label(self) -> str:
        """Who writes, as documents show it."""
        return self._primary.label if self._primary else self._fallback.label

    @property
    def takes_time(self) -> bool:
        """Whether a model is asked, so that people may have to wait."""
        return self._primary is not None

    async def accept_turn(
        self, interview: Interview, answered: Question | None, *, final: bool = False
    ) -> AcceptedTurn:
        """The reading of `answered` as the record confirms it, and the one question to ask next.

        `answered` is still open in `interview`, None at the start. With `final` somebody said that this is the answer
        (a button, a ✅), so it is never taken for talk. `question` is None after a counter-question or talk, and when
        nothing is left to ask (write, or reopen what was set aside). A contradiction comes with a `RESOLVE` question
        the first time; when the answer to that one contradicts itself again, with the next ordinary question: the
        decision stays open. `note` says in a line why the model was not used. Never raises `WriterError`.
        """
        verdict, unused = await self._primary_turn(interview, answered, final)
        note, setting = unused.note, unused.setting
        if verdict is None:
            reading = await self._fallback_reading(interview, answered, final)
            verdict = self._judged(interview, answered, Turn(reading), final)
        reading, ask = verdict.reading, verdict.ask
        if reading.kind is Kind.COUNTER_QUESTION and explanation_refusals(reading.explanation, interview) and answered:
            reading = replace(reading, explanation=answered.why)
        if ask is None:
            return AcceptedTurn(reading, None, note, setting)
        if verdict.proposal and not verdict.reasons and not note:
            return AcceptedTurn(reading, _accepted(verdict.proposal, ask, WrittenBy.MODEL, ""))
        proposal = self._from_bank(_as_if(interview, answered, reading), ask, reading.positions)
        return AcceptedTurn(reading, _accepted(proposal, ask, WrittenBy.BUILTIN, note), note, setting)

    async def section(
        self, interview: Interview, name: SectionName, draft: ProductSpecification, request: str = ""
    ) -> AcceptedSection:
        """`draft` with the section written by the model, or else by the fallback; `written_by` inside tells it.

        Raises `WriterError` only when the fallback does.
        """
        primary, fallback = self._primary, self._fallback
        written, by, unused = await self._written(
            draft,
            (lambda correction: primary.section(interview, name, draft, request, correction)) if primary else None,
            lambda: fallback.section(interview, name, draft, request),
            lambda written: section_refusals(written, name, interview),
        )
        return AcceptedSection(written, by, unused.note, unused.setting)

    async def technical_section(
        self, interview: Interview, name: TechnicalSection, draft: TechnicalSpecification, request: str = ""
    ) -> AcceptedTechnicalSection:
        """As `section`, for the technical specification; `interview` is the technical one."""
        primary, fallback = self._primary, self._fallback
        written, by, unused = await self._written(
            draft,
            (lambda correction: primary.technical_section(interview, name, draft, request, correction))
            if primary
            else None,
            lambda: fallback.technical_section(interview, name, draft, request),
            lambda written: technical_refusals(written, name, interview),
        )
        return AcceptedTechnicalSection(written, by, unused.note, unused.setting)

    async def _written(
        self,
        draft: Draft,
        ask: Callable[[Correction | None], Awaitable[Draft]] | None,
        without: Callable[[], Awaitable[Draft]],
        refuse: Callable[[Draft], tuple[str, ...]],
    ) -> tuple[Draft, WrittenBy, _Unused]:
        """What the model writes onto `draft` (`ask`) unless it is refused, else what is written `without` it."""
        written, unused = await _accepted_writing(ask, refuse) if ask else (None, _Unused())
        by = WrittenBy.MODEL if written else WrittenBy.BUILTIN
        written = written or await without()
        return written.model_copy(update={"written_by": self._label(draft.written_by, by)}), by, unused

    def _label(self, before: str, by: WrittenBy) -> str:
        """Who wrote a draft that `before` wrote so far; a model that wrote nothing of it is not named."""
        without = self._fallback.label
        mixed = f"{self.label}, in part {without}"
        if by is WrittenBy.MODEL:
            return mixed if without in before else self.label
        return mixed if self._primary and before not in ("", without) else without

    async def _primary_turn(
        self, interview: Interview, answered: Question | None, final: bool
    ) -> tuple[_Verdict | None, _Unused]:
        """What the model makes of the turn after at most one repair, and why where it is not to be used."""
        if self._primary is None:
            return None, _Unused()
        first: _Verdict | None = None
        try:
            turn = await self._primary.turn(interview, answered)
            first = self._judged(interview, answered, turn, final)
            if not first.reasons:
                return first, _Unused()
            correction = Correction(_as_text(turn), first.reasons)
        except UnusableError as error:
            correction = Correction(error.answer, (error.reason,))
        except WriterError as error:
            return None, _unused(error)
        _log.info("model asked to repair a turn", reasons=correction.reasons)
        try:
            turn = await self._primary.turn(interview, answered, correction)
        except WriterError as error:
            return first, _unused(error)
        if first and turn.proposal:
            # The reading was fine, and the question has to fit it: only the question is taken from the repair.
            turn = replace(turn, reading=first.reading)
        second = self._judged(interview, answered, turn, final)
        return second, _Unused(f"The model's question was refused twice: {second.reasons[0]}" if second.reasons else "")

    def _judged(self, interview: Interview, answered: Question | None, turn: Turn, final: bool) -> _Verdict:
        reading = confirm(turn.reading, answered, interview) if answered else Reading()
        reading = _kept_for_the_product(reading, answered, interview)
        reading = _presentable(_believable(reading, answered, final))
        ask = _next_ask(interview, answered, reading)
        if reading.kind is Kind.COUNTER_QUESTION:
            reasons = tuple(r.explanation for r in explanation_refusals(reading.explanation, interview))
            return _Verdict(reading, None, None, reasons)
        if ask is None:
            return _Verdict(reading, None, None, ())
        if turn.proposal is None:
            return _Verdict(reading, ask, None, (f"Put a question about one of: {_keys(ask)}.",))
        proposal = _tidy(turn.proposal)
        found = refusals(proposal, interview, ask)
        return _Verdict(reading, ask, proposal, tuple(dict.fromkeys(r.explanation for r in found)))

    async def _fallback_reading(self, interview: Interview, answered: Question | None, final: bool) -> Reading:
        if answered is None:
            return Reading()
        turn = await self._fallback.turn(interview, answered)
        return _believable(confirm(turn.reading, answered, interview), answered, final)

    def _from_bank(self, interview: Interview, ask: Ask, positions: tuple[Position, ...]) -> QuestionProposal:
        """The bank's question; another wording where one breaks a rule, in the end one that quotes nobody."""
        record = interview
        for _ in range(BANK_TRIES):
            proposal = self._bank(record, ask, positions)
            found = refusals(proposal, interview, ask)
            if not found:
                return proposal
            rules = [refusal.rule.value for refusal in found]
            _log.warning("the bank's question breaks a rule", facet=proposal.facet, rules=rules)
            record = _as_asked(record, proposal)
        return self._bank(_without_words(interview), ask, ())


async def _accepted_writing(
    ask: Callable[[Correction | None], Awaitable[Draft]], refuse: Callable[[Draft], tuple[str, ...]]
) -> tuple[Draft | None, _Unused]:
    """What the model writes, asked once more where it is refused; None, and why, where it cannot be used."""
    correction: Correction | None = None
    unused = _Unused()
    for _ in range(2):
        try:
            written = await ask(correction)
        except UnusableError as error:
            correction, unused = Correction(error.answer, (error.reason,)), _unused(error)
            continue
        except WriterError as error:
            return None, _unused(error)
        reasons = refuse(written)
        if not reasons:
            return written, _Unused()
        unused = _Unused(f"The model's section was refused: {reasons[0]}")
        correction = Correction("", reasons)
    return None, unused


def _believable(reading: Reading, answered: Question | None, final: bool) -> Reading:
    """The reading unless it takes an answer for talk: that would leave people waiting for a next question."""
    if answered is None or reading.kind not in (Kind.COUNTER_QUESTION, Kind.SIDE_TALK):
        return reading
    said = [c.text.strip() for c in answered.answer]
    chosen = any(text in answered.options for text in said)
    asks_back = any(question_count(text) for text in said)
    long = any(len(text) > LONGEST_TALK for text in said)
    asked_nothing = reading.kind is Kind.COUNTER_QUESTION and not asks_back
    if final or chosen or asked_nothing or (reading.kind is Kind.SIDE_TALK and long):
        return replace(reading, kind=Kind.ANSWER, explanation="")
    return reading


def _kept_for_the_product(reading: Reading, answered: Question | None, interview: Interview) -> Reading:
    """The reading such that what people asked about the product stays in the record, to be parked: as an answer."""
    asked = {contribution.id for contribution, _ in product_questions(answered, interview)} if answered else set()
    if answered is None or not asked:
        return reading
    reading = replace(reading, talk=tuple(each for each in reading.talk if each not in asked))
    only_asked = all(asks_something(contribution, answered, interview) for contribution in answered.answer)
    if only_asked or reading.kind in (Kind.COUNTER_QUESTION, Kind.SIDE_TALK):
        unclear = reading.unclear or load(interview.language).listening.unclear_parked or NOT_SETTLED
        return replace(reading, kind=Kind.ANSWER, explanation="", positions=(), unclear=unclear)
    return reading


def _presentable(reading: Reading) -> Reading:
    """The reading with a reason for a follow-up that a question may repeat."""
    unclear = reading.unclear
    if any(structure(unclear)) or any(disguises(unclear)) or question_marks(unclear) or len(unclear) > MAX_WHY:
        return replace(reading, unclear=NOT_SETTLED)
    return reading


def _next_ask(interview: Interview, answered: Question | None, reading: Reading) -> Ask | None:
    """What the method asks for next, once the answer is read like that."""
    if answered is None:
        step = interview.next_step()
        return step if isinstance(step, Ask) else None
    if reading.kind in (Kind.COUNTER_QUESTION, Kind.SIDE_TALK):
        return None
    if reading.kind is Kind.CONTRADICTION and answered.kind is not QuestionKind.RESOLVE:
        return Ask((_facet(interview, answered.facet),), QuestionKind.RESOLVE, follows=answered.number)
    step = _as_if(interview, answered, reading).next_step()
    return step if isinstance(step, Ask) else None


def _as_if(interview: Interview, answered: Question | None, reading: Reading) -> Interview:
    return interview.settled_as_if(answered, reading.evidence, reading.unclear) if answered else interview


def _as_asked(interview: Interview, proposal: QuestionProposal) -> Interview:
    """The interview as if `proposal` had been asked and passed over, so that the bank chooses other words."""
    return interview.with_question(
        Question(
            id="",
            number=interview.next_number,
            facet=proposal.facet,
            text=proposal.text,
            why=proposal.why,
            options=(),
            recommended="",
            written_by=WrittenBy.BUILTIN,
            state=QuestionState.SKIPPED,
        )
    )


def _without_words(interview: Interview) -> Interview:
    """The interview without anything that people typed, so that a question can quote nothing of it."""
    questions, earlier = (
        tuple(replace(q, contributions=(), unclear=q.unclear and NOT_SETTLED) for q in each)
        for each in (interview.questions, interview.earlier)
    )
    return replace(interview, idea="", questions=questions, earlier=earlier, product=None)


def _facet(interview: Interview, key: str) -> Facet:
    return next(facet for topic in interview.topics for facet in topic.facets if facet.key == key)


def _keys(ask: Ask) -> str:
    return ", ".join(facet.key for facet in ask.facets)


def _tidy(proposal: QuestionProposal) -> QuestionProposal:
    """The proposal without space around its texts; anything else that is wrong with them is refused, not mended."""
    return replace(
        proposal,
        text=proposal.text.strip(),
        why=proposal.why.strip(),
        options=tuple(option.strip() for option in proposal.options),
        recommended=proposal.recommended.strip(),
    )


def _accepted(proposal: QuestionProposal, ask: Ask, written_by: WrittenBy, note: str) -> AcceptedQuestion:
    return AcceptedQuestion(
        facet=proposal.facet,
        text=proposal.text,
        why=proposal.why,
        options=proposal.options,
        recommended=proposal.recommended,
        written_by=written_by,
        note=note,
        kind=ask.kind,
    )


def _as_text(turn: Turn) -> str:
    """The question as the model may see it again."""
    return clipped(turn.proposal.text, 600) if turn.proposal else ""


def _unused(error: WriterError) -> _Unused:
    told = one_line(error.message)
    if isinstance(error, ModelError) and error.configuration:
        return _Unused(f"{told} Somebody has to change a setting.", told)
    return _Unused(told, told if isinstance(error, ModelError) and error.names_setting else "")
