"""What is published of a session: everything that was ever approved, as neutral documents, sprints and tasks."""

import asyncio
import hashlib
from dataclasses import replace

from bot.planning.artefact import Artefact, ArtefactKind
from bot.planning.clauses import clipped
from bot.planning.document import Document
from bot.planning.markdown import markdown
from bot.planning.modules.context_pack import Count
from bot.planning.modules.document import module_document
from bot.planning.modules.plan import ModulePlan
from bot.planning.publication import (
    MODULE,
    DocumentPublication,
    ProjectPublication,
    PublicationResult,
    SprintPublication,
    TaskPublication,
    facts_of,
)
from bot.planning.session import Session
from bot.planning.specification import ProductSpecification
from bot.planning.specification_document import project_summary, specification_document
from bot.planning.sprints.calendar import sprint_span, working_day
from bot.planning.sprints.document import sprint_document, task_document
from bot.planning.sprints.plan import SprintPlan
from bot.planning.technical.document import technical_document
from bot.planning.technical.specification import TechnicalSpecification
from bot.slack.delivery import permalink
from bot.slack.messages import Link
from bot.slack.messages.message import sentence
from storage import UnitOfWork
from storage.documents import StoredVersion

KEYS = {
    ArtefactKind.PRODUCT_SPECIFICATION: "product-specification",
    ArtefactKind.TECHNICAL_SPECIFICATION: "technical-specification",
}
APPROVED, OUT_OF_DATE = "Approved", "Out of date"
SPRINT_NAME = 60
"""Characters of a sprint's name; its goal is told in full on its page."""

PLANNED, TO_DO = "Planned", "To do"
"""The state that a sprint and a task begin with; from then on it is people's."""


async def project_of(work: UnitOfWork, session: Session, workspace_url: str, count: Count) -> ProjectPublication | None:
    """The project as it is to stand; None while nothing was approved. `count` measures context packs in tokens."""
    found = {}
    for kind in ArtefactKind:
        stored = await work.documents.newest_approved(session.id, kind, even_void=True)
        if stored is not None:
            approval = await work.documents.approval(session.id, stored)
            found[kind] = (stored, f"approved by {approval.approved_by_name}" if approval else "out of date")
    thread_url = permalink(workspace_url, session.channel_id, session.thread_ts)
    # Measuring context packs takes seconds the first time.
    return await asyncio.to_thread(_Project(session, thread_url, found, count).whole)


def pages_of(kind: ArtefactKind, project: ProjectPublication, result: PublicationResult) -> list[Link]:
    """The pages that the thread links to after a publication that was ordered by an artefact of that kind."""
    pages = [Link("Project page", result.url)]
    match kind:
        case ArtefactKind.MODULES:
            pages += [Link(module.name, result.documents.get(module.key, "")) for module in project.modules]
        case ArtefactKind.SPRINTS:
            pages += [Link(sprint.name, result.sprints.get(sprint.key, "")) for sprint in project.sprints]
        case _:
            pages.append(Link(sentence(kind.noun), result.documents.get(KEYS[kind], "")))
    return [page for page in pages if page.url]


def artefact_of(row_key: str) -> ArtefactKind:
    """The artefact that a published page belongs to, by the key that publications know it by (`…/document/M-3`)."""
    key = row_key.rpartition("/")[2]
    for kind, known in KEYS.items():
        if key == known:
            return kind
    if key.startswith("M-"):
        return ArtefactKind.MODULES
    if key.startswith(("S-", "T-")):
        return ArtefactKind.SPRINTS
    return ArtefactKind.PRODUCT_SPECIFICATION


class _Project:
    """Puts a project together from the approved artefacts and what became of their approvals."""

    def __init__(
        self, session: Session, thread_url: str, found: dict[ArtefactKind, tuple[StoredVersion, str]], count: Count
    ) -> None:
        self._session = session
        self._thread_url = thread_url
        self._found = found
        self._count = count

    def whole(self) -> ProjectPublication | None:
        product = self._artefact(ArtefactKind.PRODUCT_SPECIFICATION)
        if not isinstance(product, ProductSpecification):
            return None
        technical = self._artefact(ArtefactKind.TECHNICAL_SPECIFICATION)
        modules = self._artefact(ArtefactKind.MODULES)
        sprints = self._artefact(ArtefactKind.SPRINTS)
        documents = [self._product(product)]
        planned: tuple[SprintPublication, ...] = ()
        tasks: tuple[TaskPublication, ...] = ()
        if isinstance(technical, TechnicalSpecification):
            documents.append(self._technical(technical, product))
            if isinstance(modules, ModulePlan):
                documents += self._modules(modules, product, technical)
                if isinstance(sprints, SprintPlan):
                    planned = self._sprints(sprints, modules)
                    tasks = self._tasks(sprints, product, modules)
        summary = self._summary(product)
        return ProjectPublication(self._session.id, product.title, summary, tuple(documents), planned, tasks)

    def _artefact(self, kind: ArtefactKind) -> Artefact | None:
        found = self._found.get(kind)
        return found[0].artefact if found else None

    def _summary(self, product: ProductSpecification) -> Document:
        stored, status = self._found[ArtefactKind.PRODUCT_SPECIFICATION]
        return project_summary(
            product,
            status=status,
            version=stored.version,
            thread_url=self._thread_url,
            owner=self._session.owner_name,
            participants=tuple(p.name for p in self._session.participants if p.name),
        )

    def _product(self, product: ProductSpecification) -> DocumentPublication:
        stored, status = self._found[ArtefactKind.PRODUCT_SPECIFICATION]
        body = specification_document(product, status=status, version=stored.version, thread_url=self._thread_url)
        return self._specification(stored, status, body)

    def _technical(self, technical: TechnicalSpecification, product: ProductSpecification) -> DocumentPublication:
        stored, status = self._found[ArtefactKind.TECHNICAL_SPECIFICATION]
        version = stored.version
        body = technical_document(technical, product, status=status, version=version, thread_url=self._thread_url)
        return self._specification(stored, status, body)

    def _specification(self, stored: StoredVersion, status: str, body: Document) -> DocumentPublication:
        return self._document(
            KEYS[stored.kind],
            f"{stored.artefact.title}: {stored.kind.noun}",
            sentence(stored.kind.noun),
            stored,
            status,
            body,
        )

    def _modules(
        self, plan: ModulePlan, product: ProductSpecification, technical: TechnicalSpecification
    ) -> list[DocumentPublication]:
        stored, status = self._found[ArtefactKind.MODULES]
        found = []
        for module in plan.modules:
            body = module_document(
                module,
                plan,
                product,
                technical,
                count=self._count,
                status=status,
                version=stored.version,
                thread_url=self._thread_url,
            )
            found.append(self._document(module.id, f"{module.id} {module.title}", MODULE, stored, status, body))
        return found

    def _document(
        self, key: str, name: str, type_: str, stored: StoredVersion, status: str, body: Document
    ) -> DocumentPublication:
        current = status != "out of date"
        document = DocumentPublication(
            key=key,
            name=name,
            status=APPROVED if current else OUT_OF_DATE,
            version=stored.version,
            owner=self._session.owner_name,
            thread_url=self._thread_url,
            source_hash="",
            body=body,
            type=type_,
        )
        return replace(document, source_hash=_hash(document))

    def _sprints(self, plan: SprintPlan, modules: ModulePlan) -> tuple[SprintPublication, ...]:
        start = plan.capacity.start
        found = []
        for place, sprint in enumerate(plan.sprints):
            first, last = sprint_span(plan.capacity, place)
            published = SprintPublication(
                key=sprint.id,
                name=f"{sprint.id} {_in_few_words(sprint.goal)}",
                goal=sprint.goal,
                start=working_day(start, first) if start else None,
                end=working_day(start, last) if start else None,
                status=PLANNED,
                source_hash="",
                body=sprint_document(plan, sprint.id, modules),
            )
            found.append(replace(published, source_hash=_hash(published)))
        return tuple(found)

    def _tasks(
        self, plan: SprintPlan, product: ProductSpecification, modules: ModulePlan
    ) -> tuple[TaskPublication, ...]:
        found = []
        for task in plan.tasks:
            sprint = plan.sprint_of(task.id)
            published = TaskPublication(
                key=task.id,
                name=f"{task.id} {task.title}",
                status=TO_DO,
                estimate=round(task.estimate.mean, 1),
                owner=task.owner,
                sprint=sprint.id if sprint else "",
                module=task.module,
                depends_on=task.depends_on,
                source_hash="",
                body=task_document(task, product),
            )
            found.append(replace(published, source_hash=_hash(published)))
        return tuple(found)


def _in_few_words(goal: str) -> str:
    """What a sprint is called on cards and in links: what works then, without the sentence around it."""
    works = goal.partition(": ")[2] or goal
    return clipped(works.replace("“", "").replace("”", ""), SPRINT_NAME)


def _hash(published: DocumentPublication | SprintPublication | TaskPublication) -> str:
    """SHA-256 (hex) of what is written: a page is written again exactly when it would say something else."""
    said = (markdown(published.body), *facts_of(published))
    return hashlib.sha256("\n".join(said).encode(errors="replace")).hexdigest()
