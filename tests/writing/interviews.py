"""Interviews to test with: a team that plans a weekly report."""

import json
from dataclasses import replace
from typing import Any

from bot.planning.interview import Contribution, Evidence, Interview, Question, QuestionKind, QuestionState, WrittenBy
from bot.planning.reading import Reading, Turn
from bot.planning.specification import (
    Criterion,
    ProductSpecification,
    Requirement,
    SectionName,
    Source,
    Statement,
)
from bot.planning.topics import TECHNICAL_TOPICS, Side

ANA, BEN = ("U1", "Ana"), ("U2", "Ben")


def said(text: str, by: tuple[str, str] = ANA, number: int = 1) -> Contribution:
    return Contribution(
        f"c{number}", by[0], by[1], text, f"1700000000.{number:06d}", f"https://example.slack.com/p{number}"
    )


def question(
    number: int,
    facet: str,
    text: str,
    *answers: str | Contribution,
    state: QuestionState = QuestionState.ANSWERED,
    **more: Any,
) -> Question:
    contributions = tuple(
        said(each, number=number * 10 + place) if isinstance(each, str) else each for place, each in enumerate(answers)
    )
    return Question(
        f"q{number}", number, facet, text, more.pop("why", "It decides what comes first."), more.pop("options", ()),
        more.pop("recommended", ""), WrittenBy.BUILTIN, state=state, contributions=contributions, **more,
    )  # fmt: skip


def weekly_report(*questions: Question, **more: Any) -> Interview:
    return Interview(
        title="Weekly report",
        idea=more.pop("idea", "A weekly report that writes itself"),
        questions=questions,
        idea_permalink="https://example.slack.com/p0",
        owner=ANA[0],
        owner_name=ANA[1],
        **more,
    )


def approved_report() -> ProductSpecification:
    """The specification that the technical interview starts from."""
    texts = (
        "The product shall collect the numbers from the three tools.",
        "The product shall let the lead edit the draft before it goes out.",
        "If one of the tools is down, the product shall use last week's number.",
    )
    works = Criterion(given="it is Friday", when="somebody looks", then="it is there")
    features = tuple(
        Requirement(id=f"FR-{number}", title=text[18:50], text=text, acceptance=(works,))
        for number, text in enumerate(texts, start=1)
    )
    limit = Statement(text="Hours are confidential.", sources=(source(2, "Hours are confidential"),))
    return blank_draft().model_copy(update={"features": features, "constraints": (limit,)})


def technical_report(*questions: Question, **more: Any) -> Interview:
    """The technical interview about the weekly report; its questions go on from Q3."""
    earlier = (
        question(1, "audience.primary", "Who reads the report first?", "The five team leads, in a shared doc today"),
        question(
            2, "constraints.hard", "Which limits can nobody move?", "Hours are confidential. It runs on our servers"
        ),
    )
    known: dict[str, Any] = {
        "side": Side.TECHNICAL,
        "topics": TECHNICAL_TOPICS,
        "earlier": earlier,
        "product": approved_report(),
    }
    return weekly_report(*questions, **known | more)


def waiting(*answers: str | Contribution, **more: Any) -> tuple[Interview, Question]:
    """An interview whose first question is open and was answered like that."""
    open_question = question(
        1, "problem.today", "How did last week's report come about?", *answers, state=QuestionState.OPEN, **more
    )
    return weekly_report(open_question), open_question


def long_interview(count: int, words_each: int = 60) -> Interview:
    questions = tuple(
        question(n, "features.core", f"What happens in case number {n}?", f"Answer {n}: " + "word " * words_each)
        for n in range(1, count + 1)
    )
    kept = Evidence("audience.primary", 3, "Answer 3: word word")
    return weekly_report(*questions, evidence=(kept,))


def blank_draft() -> ProductSpecification:
    nothing = Statement(text="Not written yet")
    return ProductSpecification(title="Weekly report", problem=nothing, outcome=nothing)


def turn_answer(text: str = "Who reads the report first on Monday?", **more: Any) -> str:
    """What a well-behaved model answers to a turn."""
    asked = {"facet": "audience.primary", "text": text, "why": "The first reader decides its form.", "options": [],
             "recommended": ""}  # fmt: skip
    asked |= {key: more.pop(key) for key in tuple(more) if key in asked}
    answer = {"kind": "answer", "evidence": [], "unclear": "", "explanation": "", "positions": [], "question": asked}
    return json.dumps(answer | more, ensure_ascii=False)


class Scripted:
    """A writer that answers what it was told to, in order, and remembers what it was asked."""

    def __init__(self, *answers: Any) -> None:
        self._answers = list(answers)
        self.corrections: list[Any] = []
        self.label = "scripted-1"

    async def turn(self, interview: Interview, answered: Question | None, correction: Any = None) -> Turn:
        return self._next(correction)

    async def section(
        self, interview: Interview, name: SectionName, draft: ProductSpecification, request: str = "",
        correction: Any = None,
    ) -> ProductSpecification:  # fmt: skip
        return self._next(correction)

    def _next(self, correction: Any) -> Any:
        self.corrections.append(correction)
        answer = self._answers.pop(0) if len(self._answers) > 1 else self._answers[0]
        if isinstance(answer, Exception):
            raise answer
        return answer


class Plain:
    """The simplest writer without a model: everything said is an answer."""

    label = "written without a model"

    async def turn(self, interview: Interview, answered: Question | None) -> Turn:
        return Turn(Reading())

    async def section(
        self, interview: Interview, name: SectionName, draft: ProductSpecification, request: str = ""
    ) -> ProductSpecification:
        return draft.model_copy(update={"constraints": (Statement(text="Written by hand"),)})


def source(number: int, quote: str) -> Source:
    return Source(question=number, author="U1", author_name="Ana", quote=quote, permalink="https://example.slack.com/p")


def resolving(asked: Question) -> Question:
    return replace(asked, kind=QuestionKind.RESOLVE)
