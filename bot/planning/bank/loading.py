"""Reads the question bank of a language and says what is wrong with it."""

import tomllib
from functools import cache
from importlib.resources import files
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

DEFAULT_LANGUAGE = "en"


class BrokenBankError(Exception):
    """A question bank does not have the form it needs. The message names the file and the place."""


class _Entry(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Wording(_Entry):
    """One way to ask.

    Slots in `text`, `why` and `options` are filled from the interview; one of the words in `when` must have been said
    for it to fit (none: it always fits).
    """

    text: Annotated[str, Field(min_length=1)]
    why: Annotated[str, Field(min_length=1)]
    options: tuple[str, ...] = ()
    when: tuple[str, ...] = ()


class FacetBank(_Entry):
    """Everything that is ready to be said about one facet.

    The technical side listens for phrases (`bot.planning.bank.phrases`): `about` finds the requirements that the facet
    is about, the strongest first; `heard` what was said about a part of it; `scale` words that ask for a number, on a
    facet whose answer needs one (none: it needs none).
    """

    ask: Annotated[tuple[Wording, ...], Field(min_length=1)]
    follow_up: tuple[Wording, ...] = ()
    resolve: tuple[Wording, ...] = ()
    recommended: str = ""
    breaks: str
    blocks: str
    example: str
    about: tuple[str, ...] = ()
    heard: tuple[str, ...] = ()
    scale: tuple[str, ...] = ()


class AnyFacet(_Entry):
    """Wordings that fit every facet; `last` holds the number of the next question and so is never used twice."""

    follow_up: tuple[Wording, ...]
    resolve: Annotated[tuple[Wording, ...], Field(min_length=1)]
    last: Wording


class Listening(_Entry):
    """The words by which the built-in writer tells answers from everything else, and its sentences about it."""

    counter_starts: tuple[str, ...]
    unknown: tuple[str, ...]
    fillers: tuple[str, ...]
    yes_no: tuple[str, ...]
    disagree: tuple[str, ...]
    concede: tuple[str, ...]
    unclear_empty: str
    unclear_filler: str
    unclear_unknown: str
    unclear_yes_no: str
    unclear_short: str
    unclear_gibberish: str
    unclear_resolve: str
    explanation: str
    wishes: tuple[str, ...] = ()
    denials: tuple[str, ...] = ()
    measures: tuple[str, ...] = ()
    unclear_scale: str = "{said}"
    unclear_parked: str = ""


class Bank(_Entry):
    """The bank of one language. Facets that it does not know are asked with the wordings for any facet."""

    facets: dict[str, FacetBank]
    any: AnyFacet
    listening: Listening
    evidence: dict[str, tuple[str, ...]]
    phrases: dict[str, str]


@cache
def load(language: str = DEFAULT_LANGUAGE) -> Bank:
    """The bank for an IETF language tag: the tag itself, its primary language, or else English.

    The technical side stands in a file of its own (`en_technical.toml`), which adds to the product side's. Raises
    `BrokenBankError` when a file does not have the form it needs.
    """
    folder = files("bot.planning.bank")
    tag = language.casefold().replace("_", "-")
    for name in (tag, tag.partition("-")[0], DEFAULT_LANGUAGE):
        # A tag comes from outside: only the name of a file that ships with the package may be opened.
        file = folder.joinpath(f"{name}.toml") if name.replace("-", "").isalnum() else None
        if file is not None and file.is_file():
            data = tomllib.loads(file.read_text("utf-8"))
            technical = folder.joinpath(f"{name}_technical.toml")
            if technical.is_file():
                data = _merged(data, tomllib.loads(technical.read_text("utf-8")), technical.name)
            return _parse(f"{name}.toml", data)
    raise BrokenBankError(
        f"There is no question bank for “{language}”, nor for {DEFAULT_LANGUAGE}: reinstall the package."
    )


def _merged(data: dict[str, Any], more: dict[str, Any], name: str) -> dict[str, Any]:
    """Both tables in one; what both of them say is a mistake in the file `name`."""
    both = dict(data)
    for key, value in more.items():
        if isinstance(value, dict) and isinstance(both.get(key, {}), dict):
            both[key] = _merged(both.get(key, {}), value, name)
        elif key in both:
            raise BrokenBankError(f"The question bank {name} is wrong at {key}: the product side has it already.")
        else:
            both[key] = value
    return both


def _parse(name: str, data: dict[str, Any]) -> Bank:
    try:
        return Bank.model_validate(data)
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"])
        raise BrokenBankError(f"The question bank {name} is wrong at {place}: {first['msg']}.") from error
