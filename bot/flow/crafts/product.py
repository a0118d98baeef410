"""The product specification, written from the product interview."""

from bot.flow.crafts.craft import Ground, Picture, Step, Wish, Written
from bot.planning.artefact import ArtefactKind
from bot.planning.checks import Finding, report
from bot.planning.diff import Change, changes
from bot.planning.document import Document
from bot.planning.specification import WRITING_ORDER, ProductSpecification, SectionName, Source, blank
from bot.planning.specification_document import specification_document
from bot.slack.messages.in_short import InShort, product_in_short
from bot.writing.guard import Guard

IDEA_QUOTE = 500
"""Characters of the idea that are quoted as the source of a first draft."""


class ProductCraft:
    """See `Craft`."""

    kind = ArtefactKind.PRODUCT_SPECIFICATION
    model = ProductSpecification
    steps = tuple(Step(name.value, name.heading) for name in WRITING_ORDER)

    def __init__(self, guard: Guard) -> None:
        self._guard = guard

    def blank(self, ground: Ground) -> ProductSpecification:
        """Nothing but the idea."""
        session = ground.session
        idea = Source(
            question=0,
            author=session.owner,
            author_name=session.owner_name,
            quote=session.idea[:IDEA_QUOTE],
            permalink=session.idea_permalink or ground.thread_url,
        )
        return blank(session.title, session.idea, idea, session.language)

    async def write(self, ground: Ground, step: Step, draft: ProductSpecification, wish: Wish) -> Written:
        """One section, through the guard; what was parked on the technical side joins the open questions."""
        section = await self._guard.section(ground.interview, SectionName(step.key), draft, wish.text)
        written = section.specification
        if step.key == SectionName.OPEN_QUESTIONS:
            known = {question.text for question in written.open_questions}
            new = tuple(question for question in ground.parked if question.text not in known)
            written = written.model_copy(update={"open_questions": (*written.open_questions, *new)})
        notes = (f"{step.heading}: {section.note}",) if section.note else ()
        return Written(written.model_dump(mode="json"), section.setting, notes=notes)

    def in_short(self, artefact: ProductSpecification, ground: Ground) -> InShort:
        """Its outcome, and what is open or assumed."""
        return product_in_short(artefact)

    def document(self, artefact: ProductSpecification, ground: Ground, *, status: str, version: int) -> Document:
        """Decisions first, behind each statement the messages it came from."""
        return specification_document(artefact, status=status, version=version, thread_url=ground.thread_url)

    def changes(self, old: ProductSpecification, new: ProductSpecification) -> tuple[Change, ...]:
        """Requirements by id, everything else by its words."""
        return changes(old, new)

    def report(self, artefact: ProductSpecification, ground: Ground) -> tuple[Finding, ...]:
        """Sections, ids, sources, wording, duplicates, what was skipped or lost."""
        return report(artefact, ground.interview)

    def pictures(self, artefact: ProductSpecification) -> tuple[Picture, ...]:
        """None: it is told in words."""
        return ()
