"""From a model's answer to statements: sources are resolved, and what stays word for word keeps its own.

Both specifications are built from these.
"""

from collections.abc import Iterable
from enum import Enum
from typing import Any, TypeVar

from bot.planning.interview import Interview
from bot.planning.specification import Statement
from bot.planning.visible_text import one_line
from bot.writing import schemas
from bot.writing.sources import resolved

Kind = TypeVar("Kind", bound=Statement)


def statements(
    kind: type[Kind], before: Iterable[Kind], answers: Iterable[schemas.StatementAnswer], interview: Interview
) -> tuple[Kind, ...]:
    """The statements of a section, each said once; `before` are those that the draft holds."""
    known = tuple(before)
    built = (statement(kind, known, answer, interview) for answer in answers)
    return tuple({(folded(each.text), getattr(each, "name", "")): each for each in built}.values())


def statement(
    kind: type[Kind], before: tuple[Kind, ...], answer: schemas.StatementAnswer, interview: Interview, **settled: Any
) -> Kind:
    """One statement; `settled` are the fields that code decides whatever the model says, such as the id.

    Raises `pydantic.ValidationError` when the answer does not make a statement of that kind.
    """
    values = {key: cleaned(value) for key, value in answer.model_dump(exclude={"sources"}).items()}
    sources = resolved(interview, answer.sources)
    for old in before:
        if folded(old.text) == folded(values["text"]):
            sources = sources or old.sources
    return kind(**values | settled, sources=sources)


def cleaned(value: Any) -> Any:
    """The value with every text in it on one line and without what cannot be seen."""
    match value:
        case Enum():
            return value
        case str():
            return one_line(value)
        case dict():
            return {key: cleaned(each) for key, each in value.items()}
        case list() | tuple():
            return tuple(cleaned(each) for each in value)
    return value


def folded(text: str) -> str:
    """The text for comparison: case and white space aside."""
    return " ".join(text.casefold().split())
