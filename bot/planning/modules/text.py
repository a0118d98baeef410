"""What is written in a module without a model: the team's own sentences, put where a module needs them.

Nothing is added: a scope names what is owned, interactions are workflow steps and obligations, technical requirements
are decisions and limits that bind it, and it is done when its requirements are accepted.
"""

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from bot.planning.clauses import capitalised, clipped, ended, lowered
from bot.planning.language import primary
from bot.planning.modules.cuts import OPEN_POINT
from bot.planning.modules.ground import Ground
from bot.planning.modules.groups import Group
from bot.planning.modules.plan import Module
from bot.planning.technical.specification import Choice, Layer
from bot.planning.verbs import in_third_person
from bot.planning.visible_text import one_line

REQUESTED = "Requested change: "
"""How a wish begins that no rule could apply; carving anew keeps such lines."""

HAND_OVER = "Hand-over: "
"""How a note begins on a call that would have closed a circle; carving anew writes such notes anew."""

LONGEST_LINE = 600
"""Characters of one line of a module; what is longer stands in full in the specification that it comes from."""

MOST_LINES = 20
_NAMED_IN_SCOPE = 5
_ABOUT = re.compile(r"FR-\d+(?=\W|$)")
_SHALL = re.compile(r"^(?P<before>.*?)\b(?P<who>the (?:product|system)) shall (?P<core>.+)$", re.IGNORECASE | re.DOTALL)


@dataclass(frozen=True, slots=True)
class ModuleText:
    """The prose of a module; its fields are those of `Module`. Who owns what is not for it to say."""

    scope: str
    interactions: tuple[str, ...]
    technical: tuple[str, ...]
    done_when: tuple[str, ...]


def builtin_text(ground: Ground, group: Group, components: Sequence[str]) -> ModuleText:
    """The prose of the module that `group` becomes, made of `components` (ids), without a model."""
    return ModuleText(
        scope=_scope(ground, group),
        interactions=lines(_interactions(ground, group, components)),
        technical=lines(_technical(ground, group, components)),
        done_when=lines(done_when(ground, group.requirements)),
    )


def text_of(module: Module) -> ModuleText:
    """The prose that a module has, without the notes that carving writes."""
    technical = tuple(line for line in module.technical if not line.startswith(HAND_OVER))
    return ModuleText(module.scope, module.interactions, technical, module.done_when)


def followed(
    texts: Sequence[ModuleText], was: Sequence[ModuleText], now: ModuleText, owned: Collection[str]
) -> ModuleText:
    """The prose of several modules as one that owns the requirements `owned`.

    `was` is what the specifications gave for them before, `now` what they give. What came from the specifications is
    brought up to date; what somebody else wrote stays, except on when a requirement that has left is done.
    """

    def stays(line: str) -> bool:
        about = _ABOUT.match(line)
        return about is None or about[0] in owned

    def lines_of(field: str) -> tuple[str, ...]:
        before = {line for text in was for line in getattr(text, field)}
        current: tuple[str, ...] = getattr(now, field)
        kept = [line for text in texts for line in getattr(text, field) if line not in before or line in current]
        return tuple(dict.fromkeys((*kept, *(line for line in current if line not in before))))

    own = [text.scope for text, before in zip(texts, was, strict=True) if text.scope != before.scope]
    scope = clipped(" ".join(dict.fromkeys(own)), LONGEST_LINE) or now.scope
    done = tuple(filter(stays, lines_of("done_when")))
    return ModuleText(scope, lines_of("interactions"), lines_of("technical"), done)


def is_note(line: str) -> bool:
    """Whether a line holds something that somebody still has to decide, and that must not get lost."""
    return line.startswith((OPEN_POINT, REQUESTED))


def lines(texts: Iterable[str], most: int = MOST_LINES) -> tuple[str, ...]:
    """The texts as lines of a module: each on one line, once, not too long; empty ones are left out.

    Of more than `most` the last line says how many more there are.
    """
    found = tuple(dict.fromkeys(filter(None, (clipped(one_line(text), LONGEST_LINE) for text in texts))))
    if len(found) <= most:
        return found
    return (*found[: most - 1], f"{len(found) - most + 1} more, in the specifications.")


def told(requirement_text: str) -> str:
    """An obligation as what happens ("When the week ends, the product sends …"); other texts as they are."""
    match = _SHALL.match(one_line(requirement_text))
    if not match:
        return ended(one_line(requirement_text))
    return ended(capitalised(f"{match['before']}{lowered(match['who'])} {in_third_person(match['core'])}"))


def done_when(ground: Ground, requirements: Iterable[str]) -> list[str]:
    """What has to be seen of each requirement, one line each: "FR-3: …"."""
    return [
        f"{each}: " + "; ".join(criterion.then.rstrip(" .;") for criterion in ground.requirements[each].acceptance)
        for each in requirements
    ]


def choice_line(choice: Choice) -> str:
    """A technology choice in a line: "TD-2 · Database: Postgres"."""
    chosen = "" if choice.chosen.casefold() in choice.title.casefold() else f": {choice.chosen}"
    return f"{choice.id} · {choice.title}{chosen}"


def said_in(texts: Iterable[str], text: str) -> bool:
    """Whether one of the texts holds the text, a full stop aside."""
    return any(text.rstrip(". ") in said for said in texts)


def _scope(ground: Ground, group: Group) -> str:
    titles = [one_line(ground.requirements[each].title) for each in group.requirements]
    if len(titles) == 1:
        return clipped(told(ground.requirements[group.requirements[0]].text), LONGEST_LINE)
    # Other languages than English write nouns with a capital inside a sentence too.
    english = primary(ground.product.language) == "en"
    shown = [lowered(title) if english else title for title in titles[:_NAMED_IN_SCOPE]]
    if len(titles) > _NAMED_IN_SCOPE:
        shown.append(f"{len(titles) - _NAMED_IN_SCOPE} more")
    listed = f"{', '.join(shown[:-1])} and {shown[-1]}"
    return clipped(f"What the product does around “{group.title}”: {listed}.", LONGEST_LINE)


def _interactions(ground: Ground, group: Group, components: Sequence[str]) -> list[str]:
    """The steps of workflows that its requirements are about, and what it does where people meet it."""
    found = []
    for workflow in ground.workflows:
        for step in workflow.steps:
            if ground.step_of(step) in group.requirements:
                found.append(f"{workflow.name}: {step}" if workflow.name else step)
    shown = {each.id for each in ground.components.values() if each.layer is Layer.INTERFACE and not each.external}
    for each in group.requirements:
        if not shown or not shown.isdisjoint(ground.answering(each)):
            found.append(told(ground.requirements[each].text))
    return found


def _technical(ground: Ground, group: Group, components: Collection[str]) -> list[str]:
    found = []
    for component in (ground.components[each] for each in components):
        needed = not set(component.answers) <= set(group.requirements)
        part = "the part that it needs of " if needed else ""
        found.append(f"Build {part}{component.name} ({component.id}, {component.layer.value}): {component.text}")
    found += map(choice_line, ground.choices(components))
    for operation in ground.operations(components):
        measure = f" ({operation.measure})" if operation.measure.strip() else ""
        found.append(f"{operation.quality}: {operation.text.rstrip('. ')}{measure}")
    limits = [constraint.text for constraint in ground.constraints(group.requirements)]
    return found + [text for text in limits if not said_in(found, text)]
