"""The technology choices as records in MADR form: what was chosen and why, and what was turned down.

A choice for which nobody named an alternative says so in its only entry, honestly, and an open question asks for one.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from bot.planning.clauses import clipped, plain
from bot.planning.interview import Interview
from bot.planning.material import Said
from bot.planning.retelling import retold
from bot.planning.specification import Statement
from bot.planning.technical.lexicon import architecture
from bot.planning.technical.parts import material_of, people_in
from bot.planning.technical.specification import Alternative, Choice
from bot.planning.technical.stances import Stance, stances

STACK = "stack.choices"
_FACETS = (
    STACK,
    "architecture.parts",
    "data.model",
    "deployment.where",
    "limits.hard",
    "security.access",
    "testing.proof",
    "observability.notice",
    "rollout.migration",
)
_REVISIT = re.compile(r"\b((?:unless|until|as long as|for now|once we|if (?:it|that|we|this|the))\b[^.;]*)", re.I)


@dataclass(frozen=True, slots=True)
class _Pick:
    """A technology that somebody wants: the sentences about it, and what was turned down for it, by name with why."""

    stance: Stance
    said: tuple[Said, ...]
    against: tuple[tuple[Stance, Said], ...] = ()

    @property
    def kind(self) -> str:
        kind = self.stance.technology.kind
        return kind.label if kind else architecture().phrases["kind_unknown"]


def choices(interview: Interview) -> tuple[Choice, ...]:
    """The choices in the order in which they were made, with provisional ids; one without sources if there is none."""
    picks, _ = _picks(interview)
    found = tuple(_record(pick, number) for number, pick in enumerate(picks, start=1))
    return found or (_nothing_chosen(),)


def ruled_out(interview: Interview) -> tuple[Statement, ...]:
    """What the team turned down without choosing anything in its place: a constraint on whoever builds it."""
    _, rest = _picks(interview)
    return tuple(
        Statement(text=clipped(retold(said.text, said.author), 1900), sources=(said.source,)) for _, said in rest
    )


def nothing_weighed(choice: Choice) -> bool:
    """Whether the record says that nobody named an alternative."""
    return [a.name for a in choice.alternatives] == [architecture().phrases["no_alternative"]]


def without_why(alternative: Alternative) -> bool:
    """Whether the record says that nobody told why the alternative was turned down."""
    return alternative.why_not == architecture().phrases["no_why"]


def is_decided(choice: Choice) -> bool:
    """Whether a technology was chosen at all."""
    return choice.chosen != architecture().phrases["no_choice_chosen"]


def only_alternative() -> Alternative:
    """The entry of a choice for which nobody named an alternative."""
    phrases = architecture().phrases
    return Alternative(name=phrases["no_alternative"], why_not=phrases["no_alternative_why"])


def _picks(interview: Interview) -> tuple[list[_Pick], list[tuple[Stance, Said]]]:
    """Every technology that is wanted, with what gave way to it, and what was turned down for nothing in particular."""
    wanted: dict[str, _Pick] = {}
    refused: list[tuple[Stance, Said]] = []
    for said, stance in _heard(interview):
        key = architecture().folded(stance.name)
        if not stance.wanted:
            refused.append((stance, said))
        elif key in wanted:
            pick = wanted[key]
            better = pick.stance if pick.stance.reason else stance
            wanted[key] = replace(pick, stance=better, said=pick.said if said in pick.said else (*pick.said, said))
        else:
            wanted[key] = _Pick(stance, (said,))
    return _with_alternatives(wanted, refused)


def _heard(interview: Interview) -> Iterator[tuple[Said, Stance]]:
    material, people = material_of(interview), people_in(interview)
    for said in (*material.on(*_FACETS), *material.technical):
        for stance in stances(said.text, people, unknown=said.question.facet == STACK):
            yield said, stance


def _with_alternatives(
    wanted: dict[str, _Pick], refused: list[tuple[Stance, Said]]
) -> tuple[list[_Pick], list[tuple[Stance, Said]]]:
    rest = []
    for stance, said in refused:
        key = _gave_way_to(stance, said, wanted)
        if key is None:
            rest.append((stance, said))
            continue
        pick = wanted[key]
        if all(architecture().folded(other.name) != architecture().folded(stance.name) for other, _ in pick.against):
            wanted[key] = replace(pick, against=(*pick.against, (stance, said)))
    return list(wanted.values()), rest


def _gave_way_to(stance: Stance, said: Said, wanted: dict[str, _Pick]) -> str | None:
    """What was chosen instead: of the same kind in the same breath, in the same breath, or of the same kind."""
    mine = architecture().folded(stance.name)
    others = {key: pick for key, pick in wanted.items() if key != mine}
    kind = stance.technology.kind
    alike = [key for key, pick in others.items() if kind and pick.stance.technology.kind == kind]
    near = [key for key, pick in others.items() if said in pick.said]
    together = [key for key in near if key in alike]
    unknown = [key for key in near if kind is None or others[key].stance.technology.kind is None]
    return next(iter((*together, *unknown, *alike)), None)


def _record(pick: _Pick, number: int) -> Choice:
    phrases = architecture().phrases
    first = pick.said[0]
    # What was said about the stack tells the choice; elsewhere the name came up on the way.
    about = [said for said in pick.said if said.question.facet == first.question.facet]
    told = " ".join(dict.fromkeys(retold(said.text, said.author) for said in about))
    conditions = [m[1].strip(" ,") for said in pick.said if (m := _REVISIT.search(said.text))]
    sources = (*(said.source for said in pick.said), *(said.source for _, said in pick.against))
    return Choice(
        id=f"TD-{number}",
        title=phrases["choice_title"].format(kind=pick.kind, name=pick.stance.name),
        chosen=pick.stance.name,
        text=clipped(told, 1900),
        context=clipped(plain(first.question.text).replace("\n", " "), 500),
        alternatives=tuple(_alternative(stance, said) for stance, said in pick.against) or (only_alternative(),),
        revisit=clipped(conditions[0], 300) if conditions else "",
        sources=tuple(dict.fromkeys(sources)),
    )


def _alternative(stance: Stance, said: Said) -> Alternative:
    if not stance.reason:
        return Alternative(name=stance.name, why_not=architecture().phrases["no_why"])
    words, label, name = stance.reason, said.source.label, said.author
    why = architecture().phrases["same_breath"].format(words=words, label=label, name=name)
    return Alternative(name=stance.name, why_not=clipped(why, 500))


def _nothing_chosen() -> Choice:
    phrases = architecture().phrases
    return Choice(
        id="TD-1",
        title=phrases["no_choice_title"],
        chosen=phrases["no_choice_chosen"],
        text=phrases["no_choice"],
        alternatives=(only_alternative(),),
    )
