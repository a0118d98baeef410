"""Writes with a model behind an OpenAI-compatible endpoint.

What comes back is a proposal: `bot.writing.guard` decides what of it the team gets to see. Prompts hold what never
changes first, then the idea, then the record, the newest last, so that endpoints can cache their beginning.
"""

from pydantic import ValidationError

from bot.planning.interview import Interview, Question
from bot.planning.plain_text import clipped
from bot.planning.prompts import data, render
from bot.planning.reading import Turn
from bot.planning.specification import ProductSpecification, SectionName
from bot.planning.technical.specification import TechnicalSection, TechnicalSpecification
from bot.planning.visible_text import clean
from bot.writing import record, schemas, sections
from bot.writing.answers import Answer, correcting, read, unusable
from bot.writing.approved import approved
from bot.writing.endpoint import Endpoint, Message, ModelSettings, Shape
from bot.writing.technical_schemas import TECHNICAL_ANSWERS, technical_shape
from bot.writing.technical_sections import technical_content, with_technical_section
from bot.writing.turns import turn_of, turn_prompt
from bot.writing.writer import Correction

TURN_TOKENS = 2_000
SECTION_TOKENS = 8_000
LONGEST_REQUEST = 4_000

SHARE_OF_THE_APPROVED = 3
"""A technical section is written with the approved specification in at most this part of the prompt: a third."""


class ModelWriter:
    """A `CorrectableWriter` on a model. Raises `bot.writing.model_errors.ModelError`. Close it when done."""

    def __init__(self, settings: ModelSettings) -> None:
        self._settings = settings
        self._endpoint = Endpoint(settings)

    @property
    def label(self) -> str:
        """The model's name."""
        return self._settings.model

    async def close(self) -> None:
        """Give the connections back."""
        await self._endpoint.close()

    async def turn(self, interview: Interview, answered: Question | None, correction: Correction | None = None) -> Turn:
        """One call: how `answered` is to be read, and a proposal for the next question."""
        system, task = turn_prompt(interview, answered, self._settings.prompt_characters)
        messages = [Message("system", system), Message("user", task), *correcting(correction)]
        shape = schemas.turn_shape(tuple(f.key for topic in interview.topics for f in topic.facets))
        answer = await self._ask(messages, shape, TURN_TOKENS, schemas.TurnAnswer)
        return turn_of(answer, interview, answered)

    async def section(
        self,
        interview: Interview,
        name: SectionName,
        draft: ProductSpecification,
        request: str = "",
        correction: Correction | None = None,
    ) -> ProductSpecification:
        """One call: `draft` with the section `name` written, or changed as `request` asks."""
        messages = [
            Message("system", render("section")),
            Message("user", self._section_task(interview, name, draft, request)),
            *correcting(correction),
        ]
        kind = schemas.SECTION_ANSWERS[name]
        answer = await self._ask(messages, schemas.section_shape(name), SECTION_TOKENS, kind)
        try:
            return sections.with_section(draft, answer, interview)
        except ValidationError as error:
            raise unusable(error, answer.model_dump_json()) from error

    async def technical_section(
        self,
        interview: Interview,
        name: TechnicalSection,
        draft: TechnicalSpecification,
        request: str = "",
        correction: Correction | None = None,
    ) -> TechnicalSpecification:
        """As `section`, for the technical specification: the schema lists the components and requirements there are."""
        messages = [
            Message("system", render("technical_section")),
            Message("user", self._technical_task(interview, name, draft, request)),
            *correcting(correction),
        ]
        components = tuple(component.id for component in draft.components)
        requirements = interview.product.requirement_ids if interview.product else ()
        wanted = technical_shape(name, components, requirements)
        answer = await self._ask(messages, wanted, SECTION_TOKENS, TECHNICAL_ANSWERS[name])
        try:
            return with_technical_section(draft, answer, interview)
        except ValidationError as error:
            raise unusable(error, answer.model_dump_json()) from error

    async def _ask(self, messages: list[Message], shape: Shape, max_tokens: int, kind: type[Answer]) -> Answer:
        text = await self._endpoint.ask(messages, shape, min(max_tokens, self._settings.answer_tokens))
        return read(text, kind)

    def _section_task(self, interview: Interview, name: SectionName, draft: ProductSpecification, request: str) -> str:
        overview = name is SectionName.OVERVIEW
        known = draft.model_dump(mode="json") if overview else sections.content(draft, name)
        return render(
            "section_task",
            idea=record.idea(interview),
            record=record.record(interview, self._settings.prompt_characters),
            draft=clipped(data(known), self._settings.prompt_characters // 2),
            request=_block("request", data(clipped(clean(request), LONGEST_REQUEST)) if request.strip() else ""),
            language=interview.language,
            section=name.value,
        )

    def _technical_task(
        self, interview: Interview, name: TechnicalSection, draft: TechnicalSpecification, request: str
    ) -> str:
        room = self._settings.prompt_characters
        specification = approved(interview, room // SHARE_OF_THE_APPROVED)
        overview = name is TechnicalSection.OVERVIEW
        known = draft.model_dump(mode="json") if overview else technical_content(draft, name)
        components = [{"id": c.id, "name": c.name, "layer": c.layer.value} for c in draft.components]
        return render(
            "technical_section_task",
            idea=record.idea(interview),
            specification=specification,
            record=record.record(interview, room - len(specification)),
            components="\n".join(map(data, components)) or data({"note": "none yet"}),
            draft=clipped(data(known), room // 2),
            request=_block("request", data(clipped(clean(request), LONGEST_REQUEST)) if request.strip() else ""),
            language=interview.language,
            section=name.value,
        )


def _block(tag: str, content: str) -> str:
    return f"<{tag}>\n{content}\n</{tag}>\n" if content else ""
