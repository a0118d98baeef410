"""The technical specification, written from the technical interview and the approved product specification."""

from bot.flow.crafts.craft import Ground, Picture, Step, Wish, Written
from bot.planning.artefact import ArtefactKind
from bot.planning.checks import Finding
from bot.planning.diff import Change
from bot.planning.document import Document
from bot.planning.technical.changes import technical_changes
from bot.planning.technical.checks import technical_report
from bot.planning.technical.diagrams import container_diagram
from bot.planning.technical.document import technical_document
from bot.planning.technical.outline import technical_blank
from bot.planning.technical.specification import TECHNICAL_ORDER, TechnicalSection, TechnicalSpecification
from bot.slack.messages.in_short import InShort, technical_in_short
from bot.writing.guard import Guard


class TechnicalCraft:
    """See `Craft`."""

    kind = ArtefactKind.TECHNICAL_SPECIFICATION
    model = TechnicalSpecification
    steps = tuple(Step(name.value, name.heading) for name in TECHNICAL_ORDER)

    def __init__(self, guard: Guard) -> None:
        self._guard = guard

    def blank(self, ground: Ground) -> TechnicalSpecification:
        """The product's title and outcome."""
        return technical_blank(ground.interview)

    async def write(self, ground: Ground, step: Step, draft: TechnicalSpecification, wish: Wish) -> Written:
        """One section, through the guard."""
        section = await self._guard.technical_section(ground.interview, TechnicalSection(step.key), draft, wish.text)
        notes = (f"{step.heading}: {section.note}",) if section.note else ()
        return Written(section.specification.model_dump(mode="json"), section.setting, notes=notes)

    def in_short(self, artefact: TechnicalSpecification, ground: Ground) -> InShort:
        """What it decides, which requirements nothing answers, what is open."""
        return technical_in_short(artefact, ground.product)

    def document(self, artefact: TechnicalSpecification, ground: Ground, *, status: str, version: int) -> Document:
        """In the order of arc42, with its diagrams."""
        return technical_document(
            artefact, ground.product, status=status, version=version, thread_url=ground.thread_url
        )

    def changes(self, old: TechnicalSpecification, new: TechnicalSpecification) -> tuple[Change, ...]:
        """By id and name."""
        return technical_changes(old, new)

    def report(self, artefact: TechnicalSpecification, ground: Ground) -> tuple[Finding, ...]:
        """Sections, ids, references, traceability, choices, measures, sources."""
        return technical_report(artefact, ground.interview)

    def pictures(self, artefact: TechnicalSpecification) -> tuple[Picture, ...]:
        """The containers and what they say to each other."""
        if not artefact.components:
            return ()
        return (Picture("architecture", f"{artefact.title}: architecture", container_diagram(artefact)),)
