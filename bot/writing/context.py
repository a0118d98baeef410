"""What the prompt of a turn holds of a conversation, however long that gets: what never changes first, the newest last.

The ledger of decisions comes first: one short line each, in runs under their topics, in the order of their numbers.
A line is written once and never again, so that endpoints can cache the prompt up to there; the more there are, the
shorter the new ones get, and none is left out. Then what the latest checkpoint says, the last few exchanges in full,
and the decisions of the topic at hand in full. How many exchanges are kept follows from the record alone: they leave
several at a time, and so few stay then that at most about a fifth of the prompt is new.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import accumulate, groupby
from typing import Any

from bot.planning import clauses
from bot.planning.checkpoints import Checkpoint
from bot.planning.decisions import Decision
from bot.planning.interview import Ask, Interview, Question, QuestionState
from bot.planning.plain_text import clipped
from bot.planning.prompts import data
from bot.planning.telegrams import shortened
from bot.planning.visible_text import clean, one_line
from bot.writing.record import LONGEST_CONTRIBUTION, messages, people

LINE_STEPS = ((30, 160), (60, 36), (100, 24))
"""Up to which number a decision's line has how many characters; numbers and names stay whatever their length."""

SHORTEST_LINE = 16

NEW_SHARE = 0.205
"""How much as long as what stays may be what is new where exchanges leave: a fifth of the whole, a little less."""

TASK = 300
"""Characters of the task."""

ANSWER = 450
"""Characters of an open question with its answer, as most are."""

FEWEST_LEAVE = 700
MOST_STAY = 700
"""Characters of exchanges: so many more than stay are shown before some leave, and so many stay at most."""

LONGEST_POINT = 200
SHORTEST_POINT = 48
LONGEST_SUMMARY = 900
LONGEST_IN_FULL = 400
MOST_IN_FULL = 500
SHARE_OF_THE_LEDGER = 0.6


_LABEL = re.compile(r"\bD(\d)")


@dataclass(frozen=True, slots=True)
class Told:
    """The parts of a prompt that tell the conversation, each in lines of data; empty where there is nothing."""

    decisions: str
    summary: str
    record: str
    in_full: str


def told(interview: Interview, answered: Question | None, ahead: int, budget: int) -> Told:
    """The conversation before a turn that reads the answer to `answered`, which is the last line of the record.

    `ahead` is how many characters stand before it in the prompt and never change, `budget` about how many the
    conversation itself may have.
    """
    return _Conversation(interview, answered, ahead, budget).told()


@dataclass(frozen=True, slots=True)
class _Cut:
    """Where exchanges left last: the place of the `first` shown, how many stayed, and the room for what is new then."""

    first: int
    stay: int
    room: int


class _Conversation:
    def __init__(self, interview: Interview, answered: Question | None, ahead: int, budget: int) -> None:
        self._interview = interview
        self._answered = answered
        self._ahead = ahead
        self._budget = budget
        self._people = people(interview)
        self._settled = [
            q
            for q in interview.questions
            if q.state is not QuestionState.OPEN and (answered is None or q.number != answered.number)
        ]

    def told(self) -> Told:
        summary = self._summary(max(self._cut.room // 2, 3 * SHORTEST_POINT))
        lines = [self._entry(question) for question in self._shown]
        stay = sum(map(len, lines[: self._cut.stay]))
        if self._answered:
            lines.append(self._entry(self._answered))
        answer = len(lines[-1]) if self._answered else 0
        in_full = self._in_full(self._cut.room + ANSWER - answer - len(summary) - stay)
        return Told(self._decisions, summary, "\n".join(lines) or data({"note": "nothing was asked yet"}), in_full)

    # Which exchanges are shown --------------------------------------------------------------------------------------

    @property
    def _shown(self) -> Sequence[Question]:
        """The exchanges that are shown in full: all that were said since the last time that some had to leave."""
        return self._settled[self._cut.first :]

    @cached_property
    def _cut(self) -> "_Cut":
        """Where the exchanges that are shown begin. It follows from the record alone, turn by turn from its start."""
        sizes = [len(self._entry(question)) + 1 for question in self._settled]
        by_question = self._line_sizes()
        lines = [by_question.get(question.number, 0) for question in self._settled]
        checkpoint = self._interview.checkpoint
        summarised = checkpoint.through_question if checkpoint else 0
        first, cut = 0, _Cut(0, 0, self._room(self._ahead))
        for place, question in enumerate(self._settled):
            # What was shown until now at the most; where a checkpoint was then, nobody knows any more.
            stay = min(max(0, self._room(self._ahead + sum(lines[:first])) // 3), MOST_STAY)
            most = _last(sizes[: place + 1], stay + FEWEST_LEAVE)
            if first >= place + 1 - most and question.number != summarised:
                continue
            leaves = sum(lines[place + 1 - most : place + 1])
            room = self._room(self._ahead + sum(lines[: place + 1]) - leaves) - leaves
            kept = _last(sizes[: place + 1], min(max(0, room // 3), MOST_STAY))
            first = max(first, place + 1 - kept)
            cut = _Cut(first, place + 1 - first, room)
        return cut

    def _room(self, stable: int) -> int:
        """How many characters may be new where exchanges leave, beside the open question and the task."""
        return int(stable * NEW_SHARE) - ANSWER - TASK

    def _line_sizes(self) -> dict[int, int]:
        """How many characters the lines of the decisions of each question have, by its number."""
        sizes: dict[int, int] = {}
        for place, decision in enumerate(self._interview.ledger, start=1):
            sizes[decision.question] = sizes.get(decision.question, 0) + len(_line(decision, place)) + 2
        return sizes

    # The ledger -----------------------------------------------------------------------------------------------------

    @cached_property
    def _decisions(self) -> str:
        """The ledger up to where the exchanges that are shown begin."""
        for scale in (1.0, 0.6, 0.3, 0.0):
            lines = list(self._runs(scale))
            if sum(map(len, lines)) <= self._budget * SHARE_OF_THE_LEDGER:
                break
        return "\n".join([*lines, *self._undecided()]) or data({"note": "nothing was decided yet"})

    @cached_property
    def _frozen(self) -> tuple[Decision, ...]:
        shown = {question.number for question in self._shown}
        begins = min((d.number for d in self._interview.ledger if d.question in shown), default=None)
        return tuple(d for d in self._interview.ledger if begins is None or d.number < begins)

    def _runs(self, scale: float) -> Iterable[str]:
        placed = list(enumerate(self._frozen, start=1))
        for topic, run in groupby(placed, key=lambda each: each[1].topic):
            yield _escaped(f"{topic}: " + " ".join(_line(decision, place, scale) for place, decision in run))

    def _undecided(self) -> Iterable[str]:
        withdrawn = [d.label for d in self._frozen if d.withdrawn]
        if withdrawn:
            yield _escaped(f"taken back: {' '.join(withdrawn)}")
        shown = {question.number for question in self._shown}
        passed = (QuestionState.SKIPPED, QuestionState.UNKNOWN)
        left = [f"{q.label} {q.facet}" for q in self._settled if q.state in passed and q.number not in shown]
        if left:
            yield _escaped(f"not decided: {'; '.join(left)}")

    # What is said once more -----------------------------------------------------------------------------------------

    def _summary(self, room: int) -> str:
        """What the latest checkpoint says beside the decisions, in about `room` characters, the shorter for each."""
        checkpoint = self._interview.checkpoint
        if checkpoint is None:
            return ""
        points = list(_points(checkpoint))
        each = min(LONGEST_POINT, max(min(room, LONGEST_SUMMARY) // max(1, len(points)), SHORTEST_POINT))
        return "\n".join(data(clauses.clipped(one_line(point), each)) for point in points)

    def _in_full(self, room: int) -> str:
        """The decisions of the topic at hand that no exchange shows, and those too new for the ledger's lines."""
        shown = {question.number for question in self._shown}
        frozen = {d.number for d in self._frozen}
        standing = {d.number for d in self._interview.ledger.standing}
        new = [d for d in self._interview.ledger if d.number not in frozen and d.question not in shown]
        older = [d for d in self._frozen if d.topic == self._topic and d.number in standing]
        lines = {d.number: self._full(d) for d in new}
        room = min(max(room, LONGEST_IN_FULL // 2), MOST_IN_FULL)
        for decision in reversed(older):
            line = self._full(decision)
            if sum(map(len, lines.values())) + len(line) <= room:
                lines[decision.number] = line
        return "\n".join(lines[number] for number in sorted(lines))

    @property
    def _topic(self) -> str:
        if self._answered:
            return self._answered.topic
        step = self._interview.next_step() if self._interview.open_question is None else None
        return step.facets[0].topic if isinstance(step, Ask) else ""

    def _full(self, decision: Decision) -> str:
        replaces = f" replaces D{decision.supersedes}" if decision.supersedes else ""
        said = clipped(one_line(decision.text), LONGEST_IN_FULL)
        return data(f"{decision.label}{replaces} {decision.author_name}: {said}")

    def _entry(self, question: Question) -> str:
        """An exchange as a line; it begins the same while its question is open and once it is settled."""
        labels = messages(question)
        line: dict[str, Any] = {"q": question.label, "facet": question.facet, "asked": question.text}
        line["said"] = [
            f"{labels[c.id]} {self._people[c.author]} {c.author_name}: {clipped(clean(c.text), LONGEST_CONTRIBUTION)}"
            for c in question.answer
        ]
        if question.state not in (QuestionState.OPEN, QuestionState.ANSWERED):
            line["state"] = question.state.value
        if question.state is QuestionState.UNKNOWN and question.recommended:
            line["assumed"] = question.recommended
        decided = [_id(d) for d in self._interview.ledger if d.question == question.number]
        if decided and question.state is not QuestionState.OPEN:
            line["decided"] = "; ".join(decided)
        return data(line)


def _last(sizes: Sequence[int], room: int) -> int:
    """How many of the last things fit into the room."""
    for count, used in enumerate(accumulate(reversed(sizes))):
        if used > room:
            return count
    return len(sizes)


def _id(decision: Decision) -> str:
    taken_back = " (taken back)" if decision.withdrawn else ""
    return f"{decision.label} replaces D{decision.supersedes}" if decision.supersedes else decision.label + taken_back


@lru_cache(maxsize=4_096)
def _line(decision: Decision, place: int, scale: float = 1.0) -> str:
    """A decision in the ledger: its id and as much of its telegram as is due at this place."""
    limit = next((length for until, length in LINE_STEPS if place <= until), SHORTEST_LINE)
    short = shortened(decision.short, int(limit * scale), decision.text) if scale else ""
    # Only an id begins a decision, so nobody's words may look like one.
    short = _LABEL.sub(r"d\1", one_line(short))
    replaces = f" replaces D{decision.supersedes}" if decision.supersedes else ""
    return f"{decision.label} {short}".rstrip() + replaces


def _points(checkpoint: Checkpoint) -> Iterable[str]:
    for point in checkpoint.points:
        yield f"{', '.join(f'Q{number}' for number in point.questions)}: {point.text}"
    for each in checkpoint.open:
        owner = f" ({each.owner})" if each.owner else ""
        yield f"open: {each.text}{owner}"
    for point in checkpoint.assumptions:
        yield f"assumed: {point.text}"


def _escaped(line: str) -> str:
    """Words of people without the quotes of `data`, which every line would pay for, and just as unable to break out."""
    return data(line)[1:-1]
