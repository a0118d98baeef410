"""What the scripted model makes of a project: the names, parts and decisions that it takes from what the team says."""

import tomllib
from collections.abc import Sequence
from pathlib import Path

from pydantic import BaseModel, ConfigDict

FOLDER = Path(__file__).with_name("scripts")
QUESTIONS: dict[str, str] = tomllib.loads((FOLDER / "questions.toml").read_text("utf-8"))
"""What it asks, by facet."""


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Workflow(_Part):
    """The most important use."""

    name: str
    steps: tuple[str, ...]


class Component(_Part):
    """A running part; it answers the requirements that speak of one of `words`, all of them where there are none."""

    name: str
    layer: str
    text: str
    words: tuple[str, ...] = ()
    uses: tuple[str, ...] = ()

    @property
    def external(self) -> bool:
        """Whether it belongs to others."""
        return self.layer == "integration"


class Choice(_Part):
    """A decision, with what was turned down."""

    title: str
    chosen: str
    why: str
    context: str
    other: str
    why_not: str


class Entity(_Part):
    """Something that is stored."""

    name: str
    text: str
    retention: str
    personal: bool = False


class Interface(_Part):
    """An operation of a component, which is named as its provider."""

    name: str
    text: str
    provider: str
    inputs: tuple[str, ...]
    outputs: tuple[str, ...]
    errors: tuple[str, ...]


class Project(_Part):
    """One project. `modules` are the names with what the requirements of each speak of; the last takes what is left."""

    title: str
    people: str
    person: str
    given: str
    when: str
    milestone: str
    audience: dict[str, str]
    modules: dict[str, tuple[str, ...]]
    data: str
    workflow: Workflow
    components: tuple[Component, ...]
    choices: tuple[Choice, ...]
    entities: tuple[Entity, ...]
    interfaces: tuple[Interface, ...]


def load(name: str) -> Project:
    """The project of that name, as `tests.projects` has it. Raises `FileNotFoundError` when there is none."""
    return Project.model_validate(tomllib.loads((FOLDER / f"{name}.toml").read_text("utf-8")))


def speaks_of(text: str, words: Sequence[str]) -> bool:
    """Whether a text speaks of one of the words; of everything, where there are none."""
    return not words or any(word.casefold() in text.casefold() for word in words)
