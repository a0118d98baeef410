"""Walks through a technical specification: every statement with the place that people call it by."""

from collections.abc import Iterator, Sequence

from bot.planning.specification import Statement
from bot.planning.technical.specification import TechnicalSection, TechnicalSpecification


def statements(spec: TechnicalSpecification) -> Iterator[tuple[str, Statement]]:
    """Every statement with its place (`C-3`, `TD-1`, a heading), in reading order."""
    for name in TechnicalSection:
        for statement in of_section(spec, name):
            yield place_of(statement, name), statement


def of_section(spec: TechnicalSpecification, name: TechnicalSection) -> Sequence[Statement]:
    """The statements of one section, in reading order."""
    match name:
        case TechnicalSection.OVERVIEW:
            return (spec.context,)
        case TechnicalSection.ARCHITECTURE:
            return spec.components
        case TechnicalSection.CHOICES:
            return spec.choices
        case TechnicalSection.DATA:
            return (*spec.entities, *spec.flows)
        case TechnicalSection.INTERFACES:
            return spec.interfaces
        case TechnicalSection.OPERATIONS:
            return spec.operations
        case TechnicalSection.TESTING:
            return spec.testing
        case TechnicalSection.RISKS:
            return spec.risks
        case TechnicalSection.OPEN_QUESTIONS:
            return spec.open_questions


def place_of(statement: Statement, name: TechnicalSection) -> str:
    """What people call the place: its id, else the section with what it is about (`Data and data flows · Report`)."""
    identifier = getattr(statement, "id", "")
    if identifier:
        return str(identifier)
    about = next((getattr(statement, field) for field in ("name", "quality", "level") if hasattr(statement, field)), "")
    return f"{name.heading} · {about}" if about else name.heading
