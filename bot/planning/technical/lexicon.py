"""The words that tell how a thing is built (`lexicon/architecture.toml`), and the sentences of the built-in writer."""

import tomllib
from functools import cache
from importlib.resources import files
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from bot.planning.technical.specification import SLICE, Layer


class _Entry(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


Words = Annotated[frozenset[str], BeforeValidator(lambda text: frozenset(text.split()))]
"""Words in one text, separated by white space."""


class Vocabulary(_Entry):
    """Words that help to tell where a name begins, and what is none."""

    no_modifiers: Words
    before_a_verb: Words
    no_names: Words
    also_words: Words


class Kind(_Entry):
    """A kind of technology: the label of a choice, and what a part made of it is called (`""`: it makes none)."""

    label: str
    layer: Layer
    part: str = ""
    names: tuple[str, ...]

    @property
    def makes_a_part(self) -> bool:
        """Whether naming it names a part that a person meets, that does the work, or that keeps something."""
        return bool(self.part) and self.layer in SLICE


class Outside(_Entry):
    """Systems outside: the last words of their names, and names that everybody knows."""

    heads: frozenset[str]
    names: tuple[str, ...]


class Architecture(_Entry):
    """The whole lexicon. Words are in lower case, names as they are written."""

    words: Vocabulary
    parts: dict[Layer, frozenset[str]]
    outside: Outside
    kinds: Annotated[tuple[Kind, ...], Field(min_length=1)]
    same: dict[str, str]
    verbs: dict[Layer, frozenset[str]]
    by_hand: Words
    personal: dict[str, frozenset[str]]
    levels: dict[str, tuple[str, ...]]
    qualities: dict[str, str]
    phrases: dict[str, str]

    def layer_of(self, head: str) -> Layer | None:
        """The layer of a part whose name ends in these words (lower case, singular), None for other words."""
        return next((layer for layer, heads in self.parts.items() if head in heads), None)

    def folded(self, name: str) -> str:
        """A technology's name for comparison: two spellings of one come out the same."""
        low = name.casefold()
        return self.same.get(low, low)


@cache
def architecture() -> Architecture:
    """The lexicon, read once. English is the only language so far."""
    text = files("bot.planning").joinpath("lexicon", "architecture.toml").read_text("utf-8")
    return Architecture.model_validate(tomllib.loads(text))
