"""The discipline of one question: what was asked and answered, which topics are clear, what to ask next.

An `Interview` is an immutable picture of the record. Coverage is computed from it and from nothing else: a model's
reading counts only where it quotes what somebody really said (`bot.planning.reading`).
"""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from enum import StrEnum

from bot.planning.checkpoints import Checkpoint
from bot.planning.decisions import Ledger
from bot.planning.specification import ProductSpecification
from bot.planning.topics import PRODUCT_TOPICS, Facet, Side, Topic
from bot.planning.words import vague_words, without_number

MAX_FOLLOW_UPS = 1
"""How often the same facet is asked again because its answer stayed unclear."""


_PROMISES = frozenset({"problem.outcome", "features.core", "success.measure", "constraints.hard"})
"""Facets whose answers promise something, so that a vague word there has to become a number."""


class QuestionState(StrEnum):
    """What became of a question. Exactly one question of a session may be `OPEN`."""

    OPEN = "open"
    ANSWERED = "answered"
    SKIPPED = "skipped"
    UNKNOWN = "unknown"
    SET_ASIDE = "set_aside"


class QuestionKind(StrEnum):
    """Whether the question opens a facet, follows an unclear answer up, or asks to resolve a contradiction."""

    ASK = "ask"
    FOLLOW_UP = "follow_up"
    RESOLVE = "resolve"


class WrittenBy(StrEnum):
    """Who put the words to a text."""

    MODEL = "model"
    BUILTIN = "builtin"


class Coverage(StrEnum):
    """Whether a topic still needs questions."""

    OPEN = "open"
    CLEAR = "clear"
    DEFERRED = "deferred"


@dataclass(frozen=True, slots=True)
class Contribution:
    """One thing that one person said to a question, word for word.

    `said_at` is the Slack timestamp of the message (`"1700000000.000100"`); `permalink` leads back to it. A
    contribution is superseded when its question was reopened and answered anew; it stays in the record.
    """

    id: str
    author: str
    author_name: str
    text: str
    said_at: str
    permalink: str
    superseded: bool = False
    late: bool = False


@dataclass(frozen=True, slots=True)
class Evidence:
    """A facet that something said to a question makes clear, with the words that do so."""

    facet: str
    question: int
    quote: str


@dataclass(frozen=True, slots=True)
class Question:
    """One question of the interview and all that was said to it.

    `recommended` is what is recorded as an assumption when the team does not know. `unclear` holds the reason why
    the answer needs a follow-up, `""` when it does not.
    """

    id: str
    number: int
    facet: str
    text: str
    why: str
    options: tuple[str, ...]
    recommended: str
    written_by: WrittenBy
    kind: QuestionKind = QuestionKind.ASK
    state: QuestionState = QuestionState.OPEN
    contributions: tuple[Contribution, ...] = ()
    unclear: str = ""
    posted_at: str = ""
    decided_by: str = ""

    @property
    def topic(self) -> str:
        """The key of the question's topic."""
        return self.facet.partition(".")[0]

    @property
    def label(self) -> str:
        """How documents and people refer to it: `Q4`."""
        return f"Q{self.number}"

    @property
    def answer(self) -> tuple[Contribution, ...]:
        """What counts as the answer: everything said that was not superseded, in order."""
        return tuple(c for c in self.contributions if not c.superseded)

    @property
    def answer_text(self) -> str:
        """The answer as one text, one line per contribution."""
        return "\n".join(c.text for c in self.answer)

    @property
    def settled(self) -> bool:
        """Whether the question needs nothing more from the team."""
        return self.state in (QuestionState.ANSWERED, QuestionState.SKIPPED, QuestionState.UNKNOWN)


@dataclass(frozen=True, slots=True)
class Progress:
    """How many topics are clear (deferred ones included) out of how many."""

    clear: int
    total: int

    def __str__(self) -> str:
        return f"{self.clear} of {self.total} topics clear"


@dataclass(frozen=True, slots=True)
class Ask:
    """The next step is a question about one of `facets`, the most important first."""

    facets: tuple[Facet, ...]
    kind: QuestionKind = QuestionKind.ASK
    follows: int | None = None


@dataclass(frozen=True, slots=True)
class Reopen:
    """The next step is to put a question that was set aside again, with the same words and number."""

    question: Question


@dataclass(frozen=True, slots=True)
class Write:
    """Nothing is left to ask: the next step is the specification."""


NextStep = Ask | Reopen | Write


@dataclass(frozen=True, slots=True)
class Interview:
    """The record of one interview.

    `language` is an IETF tag such as `en` or `pt-BR`. `evidence` holds facets that answers to other questions made
    clear as well; `requests` are the changes that people asked for in review, oldest first. `earlier` are the
    questions of the other side: numbers go on from there, and nothing is asked again. The technical interview knows
    the approved `product` specification. `ledger` holds what was decided on both sides, `checkpoint` the latest one.
    """

    title: str
    idea: str
    questions: tuple[Question, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    topics: tuple[Topic, ...] = field(default=PRODUCT_TOPICS)
    language: str = "en"
    idea_permalink: str = ""
    owner: str = ""
    owner_name: str = ""
    requests: tuple[Contribution, ...] = ()
    side: Side = Side.PRODUCT
    earlier: tuple[Question, ...] = ()
    product: ProductSpecification | None = None
    ledger: Ledger = field(default=Ledger())
    checkpoint: Checkpoint | None = None

    @property
    def open_question(self) -> Question | None:
        """The one question that waits for an answer, if any."""
        return next((q for q in self.questions if q.state is QuestionState.OPEN), None)

    @property
    def last_question(self) -> Question | None:
        """The question with the highest number, if any was asked."""
        return max(self.questions, key=lambda q: q.number, default=None)

    @property
    def next_number(self) -> int:
        """The number that the next question gets."""
        return max((q.number for q in (*self.earlier, *self.questions)), default=0) + 1

    def question(self, number: int) -> Question:
        """The question with that number, of this side or the other. Raises `KeyError` when none has it."""
        for question in (*self.questions, *self.earlier):
            if question.number == number:
                return question
        raise KeyError(number)

    def previous_to(self, question: Question) -> Question | None:
        """The settled question that *Back* reopens from `question`, if there is one."""
        earlier = [q for q in self.questions if q.number < question.number and q.settled]
        return max(earlier, key=lambda q: q.number, default=None)

    def facets(self) -> Iterator[Facet]:
        """Every facet that this interview needs, in the order of the topics."""
        for topic in self.topics:
            for facet in topic.facets:
                if not facet.on_demand or facet.key in self._called_for():
                    yield facet

    def is_covered(self, facet: Facet) -> bool:
        """Whether nothing more has to be asked about the facet."""
        asked = [q for q in self.questions if q.facet == facet.key]
        if any(q.state in (QuestionState.OPEN, QuestionState.SET_ASIDE) for q in asked):
            return False
        if any(q.settled for q in asked):
            return not self._needs_follow_up(facet)
        return any(e.facet == facet.key and self._stands(e) for e in self.evidence)

    def never_asked(self) -> tuple[Facet, ...]:
        """The facets that nobody was asked about and nothing that was said makes clear: the team stopped before."""
        asked = {question.facet for question in self.questions}
        return tuple(facet for facet in self.facets() if facet.key not in asked and not self.is_covered(facet))

    def coverage(self, topic: Topic) -> Coverage:
        """Whether the topic is clear: each facet answered, or deferred by *Skip* or *We don't know*."""
        facets = [f for f in self.facets() if f.topic == topic.key]
        if not all(self.is_covered(f) for f in facets):
            return Coverage.OPEN
        settled = [q for q in self.questions if q.topic == topic.key and q.settled]
        if settled and all(q.state is not QuestionState.ANSWERED for q in settled):
            return Coverage.DEFERRED
        return Coverage.CLEAR

    @property
    def progress(self) -> Progress:
        """The figure on the dashboard."""
        open_topics = sum(self.coverage(topic) is Coverage.OPEN for topic in self.topics)
        return Progress(len(self.topics) - open_topics, len(self.topics))

    def next_step(self) -> NextStep:
        """What the method does next; call it only while no question is open.

        Order: a question set aside by *Back*, then a follow-up to an unclear answer, then the uncovered facets by
        impact, earlier topics first among equals (impact x uncertainty, `method.md`).
        """
        for question in self.questions:
            if question.state is QuestionState.SET_ASIDE:
                return Reopen(question)
        uncovered = [f for f in self.facets() if not self.is_covered(f)]
        for facet in uncovered:
            unclear = self._needs_follow_up(facet)
            if unclear:
                return Ask((facet,), QuestionKind.FOLLOW_UP, follows=unclear.number)
        if not uncovered:
            return Write()
        # sorted() is stable: facets of the same impact keep the order of the topics.
        return Ask(tuple(sorted(uncovered, key=lambda f: -f.impact)))

    def vague_answers(self) -> tuple[str, ...]:
        """What was said about the future with a vague word and no number beside it (Gilb's Planguage asks for one)."""
        return tuple(
            c.text
            for q in self.questions
            if q.state is QuestionState.ANSWERED and q.facet in _PROMISES
            for c in q.answer
            if vague_words(c.text) and without_number(c.text)
        )

    def with_question(self, question: Question) -> "Interview":
        """The same interview with the question added, or replaced where its number exists."""
        others = tuple(q for q in self.questions if q.number != question.number)
        return replace(self, questions=tuple(sorted((*others, question), key=lambda q: q.number)))

    def settled_as_if(self, question: Question, evidence: tuple[Evidence, ...] = (), unclear: str = "") -> "Interview":
        """The same interview as if what was said so far answered `question`: what the next question has to fit.

        `evidence` and `unclear` are what a confirmed reading of the answer says.
        """
        settled = replace(question, state=QuestionState.ANSWERED, unclear=unclear)
        return replace(self.with_question(settled), evidence=self.evidence + evidence)

    def _needs_follow_up(self, facet: Facet) -> Question | None:
        asked = [q for q in self.questions if q.facet == facet.key and q.kind is not QuestionKind.RESOLVE]
        if not asked or len(asked) > MAX_FOLLOW_UPS:
            return None
        last = asked[-1]
        return last if last.state is QuestionState.ANSWERED and last.unclear else None

    def _stands(self, evidence: Evidence) -> bool:
        """Whether the quoted words are still part of the record (they may have been edited or deleted since)."""
        try:
            answer = self.question(evidence.question).answer_text
        except KeyError:
            return False
        return evidence.quote.casefold() in answer.casefold()

    def _called_for(self) -> frozenset[str]:
        """The on-demand facets that something said calls for: a vague word without a number asks for the scale."""
        return frozenset({"success.scale"}) if self.vague_answers() else frozenset()
