"""Summaries of a conversation so far: when one is due, and what is in it (step 7, `method.md`, "Summaries").

Everything here is computed from the record. The key points alone are prose (`bot.planning.key_points`): they say why,
and never what was decided.
"""

import hashlib
import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from bot.planning.checkpoints import Checkpoint, Happening, OpenPoint, Point, Reason
from bot.planning.clauses import capitalised
from bot.planning.interview import MAX_FOLLOW_UPS, Coverage, Interview, Question, QuestionKind, QuestionState
from bot.planning.schedules import Cadence, Schedule
from bot.planning.topics import topic_of

Count = Callable[[str], int]
"""How many tokens a text has, at least roughly."""


@dataclass(frozen=True, slots=True)
class Limits:
    """How much of a conversation may go on before its summary takes its place: settled questions, and tokens."""

    answers: int
    tokens: int

    @property
    def schedule(self) -> Schedule:
        """What holds for a session that nobody gave a schedule."""
        return Schedule(Cadence.ANSWERS, every=self.answers)


@dataclass(frozen=True, slots=True)
class Words:
    """The prose of a checkpoint, and who wrote it.

    `note` says in a line why a model was not used; `setting` is a sentence on the setting to look at, if one is to
    blame.
    """

    points: tuple[Point, ...] = ()
    written_by: str = ""
    note: str = ""
    setting: str = ""


def about_tokens(text: str) -> int:
    """A rough count that needs no tables: about four bytes of UTF-8 are a token, in Latin as in Chinese letters."""
    return -(-len(text.encode("utf-8", "replace")) // 4)


def due(
    interview: Interview, told: Checkpoint | None, schedule: Schedule, limits: Limits, tokens: Count = about_tokens
) -> Reason | None:
    """Why a checkpoint is due after an answer, if one is.

    `told` is the newest checkpoint that people were shown. What prompts can hold (`limits`) counts from the newest
    checkpoint of all, whether it was shown or not.
    """
    if schedule.cadence is Cadence.ANSWERS and len(settled_since(interview, told)) >= max(1, schedule.every):
        return Reason.ANSWERS
    fresh = settled_since(interview, interview.checkpoint)
    if fresh and (len(fresh) >= limits.answers or tokens(exchanges(fresh)) >= limits.tokens):
        return Reason.TOKENS
    return None


def is_shown(schedule: Schedule, reason: Reason) -> bool:
    """Whether a checkpoint made for that reason is posted; the others are kept as context only.

    Whoever chose a number of answers or a time is not told more often because prompts need it.
    """
    if reason is Reason.ASKED:
        return True
    if schedule.cadence is Cadence.OFF:
        return False
    if reason is Reason.TOKENS:
        return schedule.cadence is Cadence.ANSWERS and not schedule.set_by
    return True


def settled_since(interview: Interview, checkpoint: Checkpoint | None) -> tuple[Question, ...]:
    """The questions of both sides that were settled, or answered anew, after the checkpoint; by number."""
    asked = sorted((*interview.earlier, *interview.questions), key=lambda q: q.number)
    if checkpoint is None:
        return tuple(q for q in asked if q.settled)
    anew = {decision.question for decision in interview.ledger.since(checkpoint.through_decision)}
    return tuple(q for q in asked if q.settled and (q.number > checkpoint.through_question or q.number in anew))


def exchanges(questions: Sequence[Question]) -> str:
    """What was asked and said, as text to be measured."""
    return "\n".join(f"{q.text}\n{q.answer_text}" for q in questions)


def fingerprint(interview: Interview, happened: Sequence[Happening] = ()) -> str:
    """What the record says, as a hash: the same record is not summarised twice."""
    asked = sorted((*interview.earlier, *interview.questions), key=lambda q: q.number)
    settled = [(q.number, q.state.value, [(c.id, c.text) for c in q.answer]) for q in asked if q.settled]
    decisions = [(d.number, d.withdrawn) for d in interview.ledger]
    said = json.dumps([settled, decisions, [each.key for each in happened]], ensure_ascii=False)
    return hashlib.sha256(said.encode("utf-8", "replace")).hexdigest()


def has_news(interview: Interview, happened: Sequence[Happening], told: Checkpoint | None) -> bool:
    """Whether anything was settled, taken back or done with an artefact that `told` does not know."""
    if told is not None:
        return fingerprint(interview, happened) != told.record
    return bool(happened or interview.ledger.decisions or settled_since(interview, None))


def checkpoint(
    interview: Interview,
    words: Words,
    reason: Reason,
    now: float,
    *,
    told: Checkpoint | None = None,
    happened: Sequence[Happening] = (),
    also_open: Sequence[OpenPoint] = (),
) -> Checkpoint:
    """The checkpoint of the record as it stands now (`now` in seconds since the epoch).

    `told` is the newest one that people were shown, `happened` everything that happened to artefacts so far, oldest
    first, `also_open` what waits besides questions.
    """
    ledger = interview.ledger
    before = interview.checkpoint
    new = ledger.since(told.through_decision if told else 0)
    known = frozenset(told.known) if told else frozenset()
    withdrawn = tuple(d.number for d in ledger if d.withdrawn)
    settled = settled_since(interview, None)
    return Checkpoint(
        number=before.number + 1 if before else 1,
        side=interview.side,
        reason=reason,
        points=words.points,
        decided=tuple(d.number for d in new),
        changed=tuple(d.number for d in new if d.supersedes is not None),
        withdrawn=tuple(number for number in withdrawn if _withdrawal(number) not in known),
        happened=tuple(each for each in happened if each.key not in known),
        open=(*open_points(interview), *also_open),
        assumptions=assumptions(interview),
        still_to_ask=still_to_ask(interview),
        open_question=interview.open_question.number if interview.open_question else None,
        through_decision=ledger.last_number,
        through_question=max((q.number for q in settled), default=0),
        known=(*(each.key for each in happened), *map(_withdrawal, withdrawn)),
        record=fingerprint(interview, happened),
        written_by=words.written_by,
        made_at=now,
    )


def open_points(interview: Interview) -> tuple[OpenPoint, ...]:
    """What the team was asked and did not decide, this interview's first, each facet once; the session's owner has it.

    Skipped questions, what nobody knows and nothing was recommended for, answers that stayed unclear or divided.
    """
    return tuple(
        OpenPoint(text=_decision_of(question), owner=interview.owner_name, question=question.number)
        for question in _last_on_each_facet(interview)
        if _is_open(question, interview)
    )


def assumptions(interview: Interview) -> tuple[Point, ...]:
    """What is taken for granted because the team did not know: the recommended defaults."""
    return tuple(
        Point(text=question.recommended.strip(), questions=(question.number,))
        for question in _last_on_each_facet(interview)
        if question.state is QuestionState.UNKNOWN and question.recommended.strip()
    )


def still_to_ask(interview: Interview) -> tuple[str, ...]:
    """The titles of the interview's topics that are not clear yet."""
    return tuple(topic.title for topic in interview.topics if interview.coverage(topic) is Coverage.OPEN)


def _last_on_each_facet(interview: Interview) -> Iterator[Question]:
    """What was asked last about each facet; questions that are set aside or open come later than any summary."""
    for questions in (interview.questions, interview.earlier):
        yield from {q.facet: q for q in sorted(questions, key=lambda q: q.number)}.values()


def _is_open(question: Question, interview: Interview) -> bool:
    if question.state is QuestionState.UNKNOWN:
        return not question.recommended.strip()
    if question.state is QuestionState.ANSWERED and question.unclear:
        asked = [q for q in (*interview.questions, *interview.earlier) if q.facet == question.facet]
        return question.kind is QuestionKind.RESOLVE or len(asked) > MAX_FOLLOW_UPS
    return question.state is QuestionState.SKIPPED


def _decision_of(question: Question) -> str:
    """The decision that a question asks for, as a statement: a summary asks nothing."""
    asks_for = next(f.asks_for for f in topic_of(question.facet).facets if f.key == question.facet)
    divided = ": the positions differ" if question.kind is QuestionKind.RESOLVE else ""
    return capitalised(f"{asks_for}{divided}")


def _withdrawal(number: int) -> str:
    return f"withdrawn:{number}"
