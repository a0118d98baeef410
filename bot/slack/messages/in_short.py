"""What a review says about an artefact in short: for each kind the same few fields, filled from its content."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.planning.artefact import Artefact, ArtefactKind
from bot.planning.modules.plan import ModulePlan
from bot.planning.specification import Assumption, OpenQuestion, ProductSpecification
from bot.planning.sprints.plan import SprintPlan
from bot.planning.technical.specification import Choice, TechnicalSpecification
from bot.slack.messages.message import counted


@dataclass(frozen=True, slots=True)
class Listed:
    """A few lines under a label; `owner` behind each line that has one. Nothing is escaped."""

    label: str
    lines: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class InShort:
    """An artefact in short. `lead` is a sentence or two, `counts` such as "3 requirements"; nothing is escaped."""

    kind: ArtefactKind
    title: str
    lead: str
    counts: tuple[str, ...]
    lists: tuple[Listed, ...]
    written_by: str
    content_hash: str


def product_in_short(spec: ProductSpecification) -> InShort:
    """The product specification: its outcome, and what is open or assumed."""
    return _in_short(
        ArtefactKind.PRODUCT_SPECIFICATION,
        spec,
        spec.outcome.text,
        (
            (len(spec.features), "requirement"),
            (len(spec.workflows), "workflow"),
            (len(spec.decisions), "decision"),
            (len(spec.open_questions), "open question"),
            (len(spec.assumptions), "assumption"),
        ),
        (_open(spec.open_questions), _assumed(spec.assumptions)),
    )


def technical_in_short(spec: TechnicalSpecification, product: ProductSpecification) -> InShort:
    """The technical specification: what it decides, which requirements nothing answers, what is open."""
    titles = {requirement.id: requirement.title for requirement in product.features}
    unanswered = spec.unanswered(product.requirement_ids)
    return _in_short(
        ArtefactKind.TECHNICAL_SPECIFICATION,
        spec,
        spec.context.text,
        (
            (len(spec.components), "component"),
            (len(spec.choices), "technology choice"),
            (len(spec.interfaces), "interface"),
            (len(spec.risks), "risk"),
            (len(spec.open_questions), "open question"),
            (len(spec.assumptions), "assumption"),
        ),
        (
            Listed("Choices", tuple((_choice(choice), "") for choice in spec.choices)),
            Listed("No component answers", tuple((f"{fr} {titles.get(fr, '')}".strip(), "") for fr in unanswered)),
            Listed("Risks", tuple((risk.text, risk.owner) for risk in spec.risks)),
            _open(spec.open_questions),
            _assumed(spec.assumptions),
        ),
    )


def modules_in_short(plan: ModulePlan) -> InShort:
    """The module plan: each module with the requirements that it owns."""
    owned = sum(len(module.requirements) for module in plan.modules)
    edges = len(tuple(plan.edges()))
    lines = tuple((f"{m.id} {m.title} · {counted(len(m.requirements), 'requirement')}", "") for m in plan.modules)
    return _in_short(
        ArtefactKind.MODULES,
        plan,
        f"{counted(len(plan.modules), 'module')}, each small enough to be built in one session of its own.",
        ((len(plan.modules), "module"), (owned, "requirement"), (edges, "dependency")),
        (Listed("Modules", lines),),
        most={"dependency": "dependencies"},
    )


def sprints_in_short(plan: SprintPlan) -> InShort:
    """The sprint plan: each sprint with what can be shown at its end."""
    lines = tuple((f"{s.id} {s.goal} · {counted(len(s.tasks), 'task')}", "") for s in plan.sprints)
    capacity = plan.capacity
    return _in_short(
        ArtefactKind.SPRINTS,
        plan,
        f"{counted(len(plan.sprints), 'sprint')} of {counted(capacity.sprint_days, 'working day')} for "
        f"{counted(capacity.people, 'person', 'people')}, each ending in something to show.",
        ((len(plan.sprints), "sprint"), (len(plan.tasks), "task")),
        (Listed("Sprints", lines), Listed("To show", tuple((f"{s.id}: {s.demo}", "") for s in plan.sprints))),
    )


def _in_short(
    kind: ArtefactKind,
    artefact: Artefact,
    lead: str,
    counts: Sequence[tuple[int, str]],
    lists: tuple[Listed, ...],
    most: dict[str, str] | None = None,
) -> InShort:
    told = tuple(counted(number, what, (most or {}).get(what, "")) for number, what in counts if number)
    filled = tuple(listed for listed in lists if listed.lines)
    return InShort(kind, artefact.title, lead, told, filled, artefact.written_by, artefact.content_hash)


def _choice(choice: Choice) -> str:
    named = choice.chosen.casefold() in choice.title.casefold()
    return f"{choice.id} {choice.title}" if named else f"{choice.id} {choice.title}: {choice.chosen}"


def _open(questions: Sequence[OpenQuestion]) -> Listed:
    return Listed("Open questions", tuple((question.text, question.owner.strip()) for question in questions))


def _assumed(assumptions: Sequence[Assumption]) -> Listed:
    return Listed("Assumptions", tuple((assumption.text, "") for assumption in assumptions))
