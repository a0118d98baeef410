"""The writer that needs no model: questions from the bank, readings by rules, a specification from verbatim answers."""

import asyncio
from dataclasses import dataclass, replace

from bot.planning import bank, outline
from bot.planning.bank.choosing import choose
from bot.planning.interview import Ask, Interview, Question, QuestionKind, QuestionState
from bot.planning.listening import listen
from bot.planning.reading import Kind, Reading, Turn, confirm
from bot.planning.specification import ProductSpecification, SectionName
from bot.planning.technical.outline import technical_section
from bot.planning.technical.specification import TechnicalSection, TechnicalSpecification


@dataclass(frozen=True, slots=True)
class BuiltinWriter:
    """A `Writer` (`bot.writing.writer`) that never fails, never waits and gives the same words for the same record."""

    @property
    def label(self) -> str:
        """What documents show as their writer."""
        return bank.load().phrases["label"]

    async def turn(self, interview: Interview, answered: Question | None) -> Turn:
        """The reading of the answer and the next question from the bank.

        No question follows a counter-question or side talk (the open one stays), nor the end of the interview. A
        contradiction is followed by the question that asks to resolve it.
        """
        if answered is None:
            return self._next(interview, Reading())
        reading = confirm(listen(interview, answered), answered, interview)
        if reading.kind in (Kind.COUNTER_QUESTION, Kind.SIDE_TALK):
            return Turn(reading)
        settled = replace(answered, state=QuestionState.ANSWERED, unclear=reading.unclear)
        after = replace(interview.with_question(settled), evidence=(*interview.evidence, *reading.evidence))
        if reading.kind is Kind.CONTRADICTION:
            facet = next(f for topic in interview.topics for f in topic.facets if f.key == answered.facet)
            ask = Ask((facet,), QuestionKind.RESOLVE, follows=answered.number)
            return Turn(reading, choose(after, ask, reading.positions))
        return self._next(after, reading)

    async def section(
        self, interview: Interview, name: SectionName, draft: ProductSpecification, request: str = ""
    ) -> ProductSpecification:
        """`draft` with the section written from the verbatim answers, or with `request` applied by rules.

        What no rule of a request fits becomes the open question `Requested change: …`, so that nothing is lost.
        """
        return await asyncio.to_thread(outline.section, interview, name, draft, request)

    async def technical_section(
        self, interview: Interview, name: TechnicalSection, draft: TechnicalSpecification, request: str = ""
    ) -> TechnicalSpecification:
        """As `section`, for the technical specification."""
        return await asyncio.to_thread(technical_section, interview, name, draft, request)

    def _next(self, interview: Interview, reading: Reading) -> Turn:
        step = interview.next_step()
        return Turn(reading, choose(interview, step) if isinstance(step, Ask) else None)
