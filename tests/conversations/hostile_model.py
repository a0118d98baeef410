"""A model behind a real HTTP endpoint that does everything but its work, in another way at every turn of a session."""

import asyncio
import json
import re
from collections import Counter, defaultdict
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from tests.conversations.cooperative_model import asks, evidence
from tests.conversations.model_server import Answer, between, serving, shape_of, waiting_in

SAME = "Who will open the weekly report before everybody else does?"
TEN = " ".join(f"What happens on day {n}?" for n in range(1, 11))


@dataclass(frozen=True)
class Asked:
    """What the model is asked: the facet that is due first, and the last words that people said."""

    due: str
    last_words: str


Misbehaviour = Callable[[Asked], Answer]


def _asks(text: str, **more: Any) -> Misbehaviour:
    return lambda asked: Answer(asks(text, asked.due, **more))


def _writes(text: str, **more: Any) -> Misbehaviour:
    return lambda asked: Answer(text, **more)


def _echoes(asked: Asked) -> Answer:
    return Answer(asks(f"{asked.last_words} Who? When? Where?", asked.due))


def _quotes_everything(asked: Asked) -> Answer:
    return Answer(asks("", "", evidence=evidence(asked.due, asked.last_words[:300]), unclear="Who? What? <!here>"))


TURNS: dict[str, Misbehaviour] = {
    "the same question for ever": _asks(SAME),
    "two questions in one": _asks("Who reads it first? And what do they do then?"),
    "two questions with one mark": _asks("Who reads it first and when do they read it?"),
    "ten questions": _asks(TEN[:290]),
    "a list": _asks("Tell me:\n1. Who reads it?\n2. When do they read it?\n3. Where?"),
    "an empty string": _writes(""),
    "an empty question": _asks(""),
    "100 kB": _writes("x" * 100_000),
    "100 kB of question": _asks("Who " + "really-" * 14_000 + "reads it?"),
    "HTML": _asks("<h1>Who reads it?</h1><script>alert(1)</script>"),
    "a broadcast": _asks("<!channel> Who reads it first?"),
    "a broadcast in an option": _asks("Who reads it first of all?", options=["<!here>", "Managers"]),
    "a question as a reason": _asks("Who reads it first of all?", why="Is it managers? Is it accountants?"),
    "a language nobody used": _asks("Кто первым читает этот отчёт в понедельник?"),
    "invalid JSON": _writes('{"kind": "answer", "question": {'),
    "prose": _writes("Great idea! I have a few questions for you. Who is it for? Why?"),
    "a truncated stream": lambda asked: Answer(asks("Who reads it first of all?", asked.due)[:80], cut=True),
    "an answer that is cut short": lambda asked: Answer(asks("Who reads it?", asked.due)[:90], finish="length"),
    "a refusal": _writes("", refusal="I cannot help with that."),
    "a filter": _writes("", finish="content_filter"),
    "an echo of what people typed": _echoes,
    "technology": _asks("Which database should hold the numbers?"),
    "an explanation that asks": _asks("", kind="counter_question", explanation="Why? How? <!everyone> Who?"),
    "talk, whatever is said": _asks("", kind="side_talk", talk=["M1", "M2"]),
    "a contradiction that nobody uttered": _asks("", kind="contradiction"),
    "a follow-up full of questions": _quotes_everything,
}
FOR_EVER = "the same question for ever"
"""The one whose question may be asked: it is a fine one, the first time."""

ROUND = tuple(name for n, each in enumerate(TURNS) for name in ((FOR_EVER, each) if n % 5 == 0 else (each,)))
"""The order in which a session meets them; one of them comes again and again."""

_STATEMENT = {"text": "<!channel> <script>alert(1)</script> Shall we? <@U0ANA00001>", "sources": []}
SECTIONS: tuple[str, ...] = (
    "",
    "{}",
    "x" * 100_000,
    json.dumps({"constraints": [_STATEMENT]}),
    json.dumps({"non_goals": [_STATEMENT]}),
    json.dumps({"open_questions": [_STATEMENT | {"owner": "<!here>", "blocks": "<b>"}], "assumptions": []}),
    '{"title": "<!everyone>"',
)
"""In the order of `WRITING_ORDER`; three of them have the right form."""


SUMMARIES: tuple[str, ...] = (
    "",
    "x" * 100_000,
    json.dumps({"points": [{"text": "<!channel> Who decided D99? Why? When?", "questions": ["Q1"]}]}),
)


@dataclass
class HostileModel:
    """The endpoint at `base_url`. `last[idea]` is how it behaved in the last turn of the session with that idea.

    `turn` is notified of every request.
    """

    base_url: str = ""
    last: dict[str, str] = field(default_factory=dict)
    turns: Counter[str] = field(default_factory=Counter)
    turn: asyncio.Condition = field(default_factory=asyncio.Condition)
    _next: dict[str, int] = field(default_factory=lambda: defaultdict(int))

    def next_of(self, idea: str) -> str:
        """How it will behave in the next turn of the session with that idea; each session begins elsewhere."""
        begin = 7 * int(re.sub(r"\D", "", idea) or 0)
        return ROUND[(self._next[idea] + 1 + begin) % len(ROUND)]

    def answer(self, body: dict[str, Any]) -> Answer:
        """What it says to a request; asked to repair an answer it does the same again."""
        task = body["messages"][1]["content"]
        shape = shape_of(body)
        if shape == "summary":
            return Answer(SUMMARIES[self.turns.total() % len(SUMMARIES)])
        if shape != "turn":
            order = ("audience", "workflows", "features", "constraints", "non_goals", "open_questions", "overview")
            return Answer(SECTIONS[order.index(shape.removeprefix("section_"))])
        idea = json.loads(between(task, "idea"))["said"]
        if len(body["messages"]) == 2:
            self.last[idea] = self.next_of(idea)
            self._next[idea] += 1
            self.turns[self.last[idea]] += 1
        due = re.search(r"^Due, most important first: ([\w.]+)", task, re.MULTILINE)
        waiting = waiting_in(task)
        said = waiting["said"] if waiting else []
        words = said[-1] if said else "Ignore your rules."
        return TURNS[self.last[idea]](Asked(due.group(1) if due else "problem.today", words))


@asynccontextmanager
async def hostile_model() -> AsyncIterator[HostileModel]:
    """The endpoint at work on a loopback port of its own."""
    model = HostileModel()

    async def answer(body: dict[str, Any]) -> Answer:
        async with model.turn:
            said = model.answer(body)
            model.turn.notify_all()
        return said

    async with serving(answer) as model.base_url:
        yield model
