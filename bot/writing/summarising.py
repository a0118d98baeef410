"""Writes the key points of a summary with a model; where it cannot be used they are in the team's own words.

Everything else in a summary is computed (`bot.planning.summaries`), so whatever the model answers, no decision changes.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from typing import Annotated

from pydantic import Field, StringConstraints

from bot.planning.checkpoints import Point
from bot.planning.interview import Interview, Question
from bot.planning.key_points import (
    LONGEST_POINT,
    MOST_POINTS,
    MOST_WORDS,
    point_refusals,
    points_refusals,
)
from bot.planning.plain_text import clipped
from bot.planning.prompts import data, render
from bot.planning.summaries import Words
from bot.planning.visible_text import clean
from bot.writing.answers import KNOWN, AnswerPart, shape
from bot.writing.asking import Asked, Asks, asked
from bot.writing.endpoint import Shape
from bot.writing.own_words import OwnWords
from bot.writing.sources import numbered

ANSWER_TOKENS = 800
PATIENCE_SECONDS = 60.0
"""For the model's answer with its repair: until then the next answer of the team waits to be read."""

LONGEST_ANSWER = 2_000
"""Characters of one contribution in the prompt."""

TOO_SLOW = "The model took too long to summarise."

Label = Annotated[str, StringConstraints(max_length=12), Field(json_schema_extra={KNOWN: "question"})]


class PointAnswer(AnswerPart):
    """A key point and the labels of the questions that it rests on."""

    text: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=LONGEST_POINT)]
    questions: Annotated[tuple[Label, ...], Field(min_length=1, max_length=MOST_POINTS)]


class PointsAnswer(AnswerPart):
    """All key points."""

    points: Annotated[tuple[PointAnswer, ...], Field(min_length=1, max_length=MOST_POINTS)]


class Summariser:
    """Writes with the model behind `model`, called `label`.

    At most `characters` of exchanges are shown to the model, the newest ones. Never raises `WriterError`, and is done
    after `patience` seconds.
    """

    def __init__(
        self, model: Asks, label: str, *, characters: int = 24_000, patience: float = PATIENCE_SECONDS
    ) -> None:
        self._model = model
        self._label = label
        self._characters = characters
        self._patience = patience

    @property
    def takes_time(self) -> bool:
        """A model is asked, so people may have to wait."""
        return True

    async def words(self, interview: Interview, questions: Sequence[Question]) -> Words:
        """The key points as they stand now: those of the interview's checkpoint, and what `questions` add to them."""
        spoken = [question for question in questions if question.answer]
        if not spoken:
            return await OwnWords().words(interview, questions)
        kept = interview.checkpoint.points if interview.checkpoint else ()
        borne_out = [point for point in kept if not point_refusals(point, interview)]
        try:
            async with asyncio.timeout(self._patience):
                answer = await self._asked(interview, spoken, borne_out)
        except TimeoutError:
            answer = Asked(None, TOO_SLOW)
        if answer.said is not None:
            return Words(_points(answer.said), self._label)
        return replace(await OwnWords().words(interview, questions), note=answer.why, setting=answer.setting)

    async def _asked(
        self, interview: Interview, questions: Sequence[Question], kept: Sequence[Point]
    ) -> Asked[PointsAnswer]:
        labels = sorted({*(q.number for q in questions), *(n for point in kept for n in point.questions)})
        task = render(
            "summary_task",
            points="\n".join(data({"text": p.text, "questions": [f"Q{n}" for n in p.questions]}) for p in kept),
            exchanges="\n".join(self._exchanges(interview, questions)),
            language=interview.language,
            most=str(MOST_POINTS),
            words=str(MOST_WORDS),
        )
        return await asked(
            self._model,
            (render("summary"), task),
            points_shape(tuple(f"Q{number}" for number in labels)),
            PointsAnswer,
            lambda said: points_refusals(_points(said), interview),
            ANSWER_TOKENS,
        )

    def _exchanges(self, interview: Interview, questions: Sequence[Question]) -> list[str]:
        """The newest questions with what was said to them, as lines of data, within the room that there is."""
        lines: list[str] = []
        room = self._characters
        for question in reversed(questions):
            line = _exchange(interview, question)
            room -= len(line)
            if room < 0 and lines:
                break
            lines.insert(0, line)
        return lines


def points_shape(questions: tuple[str, ...]) -> Shape:
    """The shape of a `PointsAnswer` on these questions, by label."""
    return shape("summary", PointsAnswer, question=questions)


def _points(said: PointsAnswer) -> tuple[Point, ...]:
    return tuple(Point(text=each.text, questions=_numbers(each.questions)) for each in said.points)


def _numbers(labels: Sequence[str]) -> tuple[int, ...]:
    # A label that names no question stands for one that is not there: the point is refused with the reason.
    return tuple(dict.fromkeys(numbered(label) or 0 for label in labels))


def _exchange(interview: Interview, question: Question) -> str:
    decided = [d.label for d in interview.ledger if d.question == question.number]
    said = [{"by": c.author_name, "text": clipped(clean(c.text), LONGEST_ANSWER)} for c in question.answer]
    line = {"q": question.label, "asked": question.text, "said": said}
    return data(line | ({"decided": decided} if decided else {}))
