"""The people of the simulation: when they are asked, whether they answer, and the record of it.

What stands in for the bot: nobody reads the answers, each counts after a quiet time; nobody writes a specification, a
review is asked for out of the blue. All else, from the question's message to the outbox, is the bot's own.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import cast

from bot.flow.engine import Engine
from bot.flow.happenings import REQUESTED
from bot.flow.questions import Questions, question_operation
from bot.flow.sleeping import stir_soon
from bot.flow.speaking import Kind, post, root_of, speak_soon
from bot.planning.artefact import ArtefactKind
from bot.planning.interview import Contribution, QuestionKind, QuestionState, WrittenBy
from bot.planning.reading import Position
from bot.planning.session import Participant, Session
from bot.planning.stages import Stage
from bot.planning.topics import PRODUCT_TOPICS
from bot.slack.actions import Action, Press
from bot.slack.inbound import ButtonPressed, MessagePosted
from bot.slack.messages.message import said
from bot.writing.writer import AcceptedQuestion
from storage import UnitOfWork
from storage.interviews import Role
from storage.waiting import REVIEW
from tests.simulation.desk import a_session
from tests.simulation.rules import ZONES
from tests.simulation.waits import DAY, HOUR, WEEK, Wait
from tests.simulation.works import Works

QUIET = 20.0
"""Seconds until an answer counts."""

PEOPLE = {f"U{n}{letter}": zone for n, zone in enumerate(ZONES) for letter in "AB"}
"""Two in each zone."""

RESUME = "resume"
"""The workflow of somebody who presses *Resume*."""

_FACETS = [facet.key for topic in PRODUCT_TOPICS for facet in topic.facets]


@dataclass(frozen=True, order=True)
class Event:
    """Something that happens: to a session where it names one, and to what waits there, the `number`th of all."""

    at: float
    kind: str
    session: str = ""
    seconds: float = 0.0
    number: int = 0


@dataclass
class Team:
    """A session and its people, the owner first. `record` is what the team has settled by now."""

    session: Session
    chance: random.Random
    questions: int = 0
    reviews: int = 0
    rounds: dict[int, int] = field(default_factory=dict)
    record: dict[str, int] = field(default_factory=dict)
    waits: list[Wait] = field(default_factory=list)
    last_voice: str = ""
    asked: int = 0
    """The question that is open, by number; 0 for a review."""
    sides: dict[int, frozenset[str]] = field(default_factory=dict)
    """Who contradict each other, by the question that asks them."""

    @classmethod
    def of(cls, session_id: str, zone: str, chance: random.Random) -> "Team":
        """A team with an owner in that zone."""
        owner = next(person for person, there in PEOPLE.items() if there == zone)
        others = chance.sample([person for person in PEOPLE if person != owner], 3)
        approvers = set(chance.sample(others, chance.randint(1, 3)))
        people = tuple(Participant(p, p, p in approvers, PEOPLE[p]) for p in (owner, *others))
        return cls(replace(a_session(session_id, owner), owner_name=owner, participants=people), chance)

    @property
    def people(self) -> list[str]:
        """Their user ids."""
        return [person.user_id for person in self.session.participants]

    async def begin(self, work: UnitOfWork) -> None:
        """The session begins; its first message stands."""
        await work.sessions.start(self.session, self.session.id)
        await work.outbox.add(self.session.id, root_of(self.session.id), Kind.ROOT, {"text": "", "blocks": []})
        await work.outbox.sent(root_of(self.session.id), self.session.thread_ts)

    async def happens(self, work: UnitOfWork, works: Works, event: Event) -> list[Event]:
        """Take part in it, in one transaction; what follows from it."""
        if event.kind == "ask":
            await self._ask(work)
            await speak_soon(work, cast(Engine, works), self.session.id, f"asked:{len(self.waits)}")
            return list(self._reactions(event.at))
        wait = self.waits[-1]
        if event.number != len(self.waits) or (wait.closed is not None and event.kind != "settle"):
            return []
        match event.kind:
            case "remark":
                await self._remark(work, works, event.at)
                return []
            case "resume":
                await self._resume(work, works, event.at)
                return [self._event("answer", event.at + self._delay())] if self.chance.random() < 0.7 else []
            case "answer" if self.asked:
                await self._answer(work, works, event.at)
                return [self._event("settle", event.at + QUIET)]
            case "answer":
                await self._review(work, works, event.at)
            case _:
                await work.interviews.change_question(
                    self._question, state=QuestionState.ANSWERED, settle_due=None, decided_by=self.last_voice
                )
                self.record[str(self.asked)] = self.rounds[self.asked]
        return [replace(self._event("ask", event.at + self._pause()), number=0)]

    # What they do --------------------------------------------------------------------------------------------------

    async def _ask(self, work: UnitOfWork) -> None:
        drawn = self.chance.random()
        if drawn < 0.15:
            await self._ask_for_review(work)
        elif drawn < 0.25 and str(self.asked) in self.record:
            await self._ask_again(work)
        else:
            await self._ask_something(work, contradiction=drawn > 0.85)

    async def _ask_again(self, work: UnitOfWork) -> None:
        """Somebody pressed *Back*: what was settled is open again."""
        interview = await work.interviews.load(self.session, self.session.stage.side)
        await Questions("").reopen(work, self.session.id, interview.question(self.asked))
        self.rounds[self.asked] += 1
        del self.record[str(self.asked)]
        self._wait_for_answer()

    async def _ask_something(self, work: UnitOfWork, *, contradiction: bool) -> None:
        self.questions += 1
        self.asked = self.questions
        self.rounds[self.asked] = 1
        kind = QuestionKind.RESOLVE if contradiction else QuestionKind.ASK
        two = self.chance.sample(self.people, 2) if contradiction else []
        positions = tuple(Position(person, person, "we always do it like that") for person in two)
        text = f"Who reads report {self.asked} first?"
        facet = _FACETS[self.asked % len(_FACETS)]
        accepted = AcceptedQuestion(facet, text, "They decide.", ("Managers",), "Managers", WrittenBy.BUILTIN)
        await Questions("").ask(work, self.session.id, accepted, kind, positions)
        if two:
            self.sides[self.asked] = frozenset(two)
        self._wait_for_answer()

    def _wait_for_answer(self) -> None:
        operation = question_operation(self._question, self.rounds[self.asked])
        people = self.sides.get(self.asked) or frozenset(filter(None, (self.session.owner, self.last_voice)))
        self.waits.append(Wait(self.session.thread_ts, operation, people))

    async def _ask_for_review(self, work: UnitOfWork) -> None:
        self.reviews, self.asked = self.reviews + 1, 0
        operation = f"{REVIEW}{self.session.id}:{self.reviews}"
        await work.sessions.change(self.session.id, stage=Stage.PRODUCT_REVIEW)
        await post(work, self.session.id, operation, said("Please look at it."))
        approvers = frozenset(p.user_id for p in self.session.participants if p.approver)
        self.waits.append(Wait(self.session.thread_ts, operation, approvers))

    async def _remark(self, work: UnitOfWork, works: Works, at: float) -> None:
        contribution = self._said(at)
        if self.asked:
            # What is said below a review is no word on it: the wait goes on.
            self.waits[-1].stirred.append(at)
            await work.interviews.contribute(self.session.id, self._question, contribution)
            await work.interviews.classify([contribution.id], Role.SIDE_TALK)
        await stir_soon(work, cast(Engine, works), self.session.id, self._posted(contribution))

    async def _answer(self, work: UnitOfWork, works: Works, at: float) -> None:
        contribution = self._said(at)
        self.waits[-1].closed, self.last_voice = at, contribution.author
        await work.interviews.contribute(self.session.id, self._question, contribution)
        await work.interviews.arm(self._question, at + QUIET)
        await stir_soon(work, cast(Engine, works), self.session.id, self._posted(contribution))

    async def _review(self, work: UnitOfWork, works: Works, at: float) -> None:
        """Somebody asks for changes; the interview goes on."""
        who = self.chance.choice(self.people)
        self.waits[-1].closed = at
        key = f"{self.session.id}:{at}"
        about = {"kind": ArtefactKind.PRODUCT_SPECIFICATION.value, "version": self.reviews, "by": who, "key": key}
        await work.sessions.note(self.session.id, who, REQUESTED, **about)
        await work.sessions.change(self.session.id, stage=Stage.PRODUCT_INTERVIEW)
        self.record["reviews"] = self.reviews
        await stir_soon(work, cast(Engine, works), self.session.id, self._pressed(at, Action.APPROVE))

    async def _resume(self, work: UnitOfWork, works: Works, at: float) -> None:
        pressed = self._pressed(at, Action.RESUME)
        await works.enqueue(
            work,
            workflow=RESUME,
            workflow_id=pressed.key,
            argument=pressed.model_dump_json(),
            partition=self.session.id,
            priority=await work.sessions.next_sequence(self.session.id),
        )

    # When they do it ------------------------------------------------------------------------------------------------

    def _reactions(self, at: float) -> Iterator[Event]:
        """What people will do about what they are asked: soon, in hours, in days, or never."""
        chance = self.chance
        if chance.random() < 0.15:
            yield self._event("remark", at + chance.uniform(60, 9 * DAY))
        if chance.random() < 0.85:
            yield self._event("answer", at + self._delay())
        elif chance.random() < 0.8:
            # It slept meanwhile; some press the button, some simply answer.
            yield self._event(chance.choice(("resume", "answer")), at + WEEK + chance.uniform(2 * HOUR, 12 * DAY))

    def _delay(self) -> float:
        ranges = ((30, HOUR / 2), (HOUR / 2, DAY / 2), (DAY / 2, WEEK))
        return self.chance.uniform(*self.chance.choices(ranges, (3, 3, 4))[0])

    def _pause(self) -> float:
        """Between an answer and the next question: mostly none; else somebody comes back to it whenever they do."""
        return self.chance.choices((self.chance.uniform(1, 60), self.chance.uniform(HOUR, 2 * DAY)))[0]

    def _event(self, kind: str, at: float) -> Event:
        return Event(at, kind, self.session.id, number=len(self.waits))

    # What they say --------------------------------------------------------------------------------------------------

    @property
    def _question(self) -> str:
        return f"{self.session.id}.{self.asked}"

    def _said(self, at: float) -> Contribution:
        who, ts = self.chance.choice(self.people), f"{at:.6f}"
        text = f"The team of {who} reads it every Monday morning, all {len(self.waits)} pages."
        return Contribution(f"{self.session.id}:{ts}", who, who, text, ts, f"https://acme/{ts}")

    def _posted(self, said: Contribution) -> MessagePosted:
        session = self.session
        return MessagePosted(
            key=f"posted:{said.id}",
            workspace_id=session.workspace_id,
            channel_id=session.channel_id,
            user_id=said.author,
            thread_ts=session.thread_ts,
            ts=said.said_at,
            text=said.text,
        )

    def _pressed(self, at: float, action: Action) -> ButtonPressed:
        session = self.session
        return ButtonPressed(
            key=f"{action}:{session.id}:{at}",
            workspace_id=session.workspace_id,
            channel_id=session.channel_id,
            user_id=self.chance.choice(self.people),
            action=action,
            press=Press(session=session.id),
        )
