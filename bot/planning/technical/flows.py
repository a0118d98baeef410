"""Run-time views: the product's workflows as steps between components, the main one first."""

import re
from collections.abc import Sequence

from bot.planning.bank.loading import load
from bot.planning.clauses import capitalised, clipped
from bot.planning.interview import Interview
from bot.planning.requirements import content_words
from bot.planning.specification import ProductSpecification, Requirement, Workflow
from bot.planning.technical.architecture import main_part, speaking_of
from bot.planning.technical.lexicon import architecture
from bot.planning.technical.specification import Component, DataFlow, FlowStep, Layer
from bot.planning.verbs import base_form, names_people, words

SHARED = 2
"""Content words that a workflow and a requirement have to share for the one to run through the other."""

_MACHINE = re.compile(
    r"^(?:(?:on|at|every|each|when|after|in|if)\b[^,]*?\s)?(?:it|the (?:product|app|tool|bot|system))\b", re.I
)


_IS_HANDED = re.compile(r"\b(?:gets?|receives?|is told|are told|sees?)\b(?!.*\bfrom\b)", re.I)
"""What somebody gets is handed to them, whoever the sentence begins with."""
_WHEN = re.compile(
    r"^(?:on|at|every|each|when|after|before|in|then|finally|later)\b(?:\s+\w+){1,4}?,?\s+"
    r"(?=(?:the|an?|each|every|our)\s)",
    re.I,
)
_THEN = re.compile(r",?\s+(?:and\s+)?then,?\s+", re.I)


def flows(interview: Interview, product: ProductSpecification, parts: Sequence[Component]) -> tuple[DataFlow, ...]:
    """A flow for each workflow that tells steps; none where no component could take a step."""
    exceptions = load(interview.language).phrases["exceptions"]
    told = [w for w in product.workflows if w.steps and w.name != exceptions]
    return tuple(found for workflow in told if (found := _flow(workflow, product, parts)))


def _flow(workflow: Workflow, product: ProductSpecification, parts: Sequence[Component]) -> DataFlow | None:
    told = (piece.strip(" ,") for step in workflow.steps for piece in _THEN.split(step))
    steps = tuple(step for text in told if text and (step := _step(text, parts)))
    if not steps:
        return None
    return DataFlow(
        name=workflow.name,
        text=workflow.text,
        sources=workflow.sources,
        steps=steps,
        answers=tuple(r.id for r in product.features if _runs_through(r, workflow)),
    )


def _step(text: str, parts: Sequence[Component]) -> FlowStep | None:
    """Who hands what to whom in one step of a workflow, told by its words.

    What a person does goes from the interface inwards, what is shown goes back, what is kept goes to the store, what a
    system outside is named for goes there; everything else happens where the work is done.
    """
    interface, logic, storage = (main_part(parts, layer) for layer in (Layer.INTERFACE, Layer.LOGIC, Layer.STORAGE))
    work = speaking_of(text, [p for p in parts if p.layer is Layer.LOGIC and not p.external]) or logic
    screen = speaking_of(text, [p for p in parts if p.layer is Layer.INTERFACE and not p.external]) or interface
    anything = work or screen or storage
    if anything is None:
        return None
    outside = next((p for p in parts if p.external and _names(text, p)), None)
    verbs = {base_form(word) for word in words(text)}
    if outside is not None:
        source, target = work or anything, outside
    elif screen and not _IS_HANDED.search(text) and (verbs & architecture().by_hand or _by_a_person(text)):
        source, target = screen, work or screen
    elif screen and (_IS_HANDED.search(text) or verbs & architecture().verbs[Layer.INTERFACE]):
        source, target = work or screen, screen
    elif storage and verbs & architecture().verbs[Layer.STORAGE]:
        source, target = work or anything, storage
    else:
        source = target = work or anything
    return FlowStep(source=source.id, target=target.id, what=capitalised(clipped(text, 500)))


def _by_a_person(text: str) -> bool:
    return not _MACHINE.match(text) and names_people(_subject(text))


def _subject(text: str) -> str:
    """Who a step begins with, without the time at which it happens (`On Friday the lead opens it` -> `the lead`)."""
    bare = _WHEN.sub("", text)
    return (
        " ".join(bare.split()[:2])
        if re.match(r"(?:the|a|an|each|every|our|my|their|one)\b", bare, re.I)
        else bare.split()[0]
    )


def _names(text: str, part: Component) -> bool:
    return bool(re.search(rf"(?<!\w){re.escape(part.name)}(?!\w)", text, re.I))


def _runs_through(requirement: Requirement, workflow: Workflow) -> bool:
    mine = content_words(f"{requirement.title} {requirement.text}")
    return any(len(mine & content_words(step)) >= SHARED for step in workflow.steps)
