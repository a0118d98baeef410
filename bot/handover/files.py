"""Which file holds what: a record as texts by path.

README.md                     decisions first, where everything is, what is missing, where it came from
AGENTS.md                     where a coding agent begins
product-specification.md      one file for each specification
modules/M-1-sending.md        one file for each module, its context pack at the end
sprints/S-1.md                one file for each sprint, with boxes to tick
decisions.md                  all decisions with who and where
drafts/…-v3.md                what is newer than an approved version and not approved itself
plan.json, plan.schema.json   the same for machines
"""

from collections.abc import Iterator

from bot.folder.files import File
from bot.folder.names import distinct, numbered_name, safe_name
from bot.handover.agents import agents_markdown
from bot.handover.decisions import decisions_document
from bot.handover.plan import SCHEMA, draft_path, plan_json, plan_of, shipped_schema
from bot.handover.readme import readme_markdown
from bot.handover.record import Record, Standing
from bot.handover.sprint_file import sprint_markdown
from bot.planning.artefact import ArtefactKind
from bot.planning.document import Document
from bot.planning.markdown import markdown
from bot.planning.modules.context_pack import Count
from bot.planning.modules.document import module_document, modules_document
from bot.planning.modules.plan import ModulePlan
from bot.planning.specification import ProductSpecification
from bot.planning.specification_document import specification_document
from bot.planning.sprints.document import sprints_document
from bot.planning.sprints.plan import SprintPlan
from bot.planning.technical.document import technical_document
from bot.planning.technical.specification import TechnicalSpecification

README, AGENTS, DECISIONS, PLAN = "README.md", "AGENTS.md", "decisions.md", "plan.json"


def files_of(record: Record, count: Count) -> tuple[File, ...]:
    """All files in the order of reading. `count` measures context packs in tokens, which can take seconds."""
    return tuple(File(path, path, path, path, path, text) for path, text in _Files(record, count).texts())


def paths_of(record: Record) -> tuple[str, ...]:
    """The paths of all files, without their texts being written."""
    return _Files(record, len).paths()


def document_of(record: Record, kind: ArtefactKind, standing: Standing) -> Document | None:
    """A version of an artefact as one document; None where what it is read with is not there."""
    artefact = standing.stored.artefact
    status, version, url = standing.words, standing.stored.version, record.thread_url
    product, technical, modules = record.product, record.technical, record.modules
    match artefact:
        case ProductSpecification():
            return specification_document(artefact, status=status, version=version, thread_url=url)
        case TechnicalSpecification() if product:
            return technical_document(artefact, product, status=status, version=version, thread_url=url)
        case ModulePlan() if product and technical:
            return modules_document(artefact, product, technical, status=status, version=version, thread_url=url)
        case SprintPlan() if modules:
            return sprints_document(artefact, modules, status=status, version=version, thread_url=url)
    return None


class _Files:
    """Writes the files of one record."""

    def __init__(self, record: Record, count: Count) -> None:
        self._record = record
        self._count = count
        modules = record.modules.modules if record.modules else ()
        sprints = record.sprints.sprints if record.sprints else ()
        self._module_paths = _paths("modules", {each.id: numbered_name(each.id, each.title) for each in modules})
        self._sprint_paths = _paths("sprints", {each.id: safe_name(each.id) for each in sprints})
        self._paths = {**self._module_paths, **self._sprint_paths}
        self._held = {kind: self._files_of(kind) for kind in record.standing}

    def texts(self) -> Iterator[tuple[str, str]]:
        """Each path with its text, the README first."""
        plan = plan_of(self._record, self._paths, self._held)
        drafts = [(draft_path(kind, each), kind, each) for kind, each in self._record.drafts.items()]
        others = [
            (DECISIONS, "what was decided, who said it and where"),
            (AGENTS, "where a coding agent begins"),
            (PLAN, f"everything for machines, described by {SCHEMA}"),
            *((path, f"a draft of the next {kind.noun}, which nobody has approved yet") for path, kind, _ in drafts),
        ]
        yield README, readme_markdown(self._record, self._held, others, plan.provenance)
        yield AGENTS, agents_markdown(self._record, self._held, self._paths)
        yield from self._specifications()
        yield from self._modules()
        yield from self._sprints()
        yield DECISIONS, markdown(decisions_document(self._record))
        for path, kind, draft in drafts:
            if document := document_of(self._record, kind, draft):
                yield path, markdown(document)
        yield PLAN, plan_json(plan)
        yield SCHEMA, shipped_schema()

    def paths(self) -> tuple[str, ...]:
        """Each path, in the order of `texts`."""
        held = (path for paths in self._held.values() for path in paths)
        drafts = (draft_path(kind, each) for kind, each in self._record.drafts.items())
        return (README, AGENTS, *held, DECISIONS, *drafts, PLAN, SCHEMA)

    def _files_of(self, kind: ArtefactKind) -> tuple[str, ...]:
        match kind:
            case ArtefactKind.MODULES:
                return tuple(self._module_paths.values())
            case ArtefactKind.SPRINTS:
                return tuple(self._sprint_paths.values())
        return (f"{safe_name(kind.noun)}.md",)

    def _specifications(self) -> Iterator[tuple[str, str]]:
        for kind in (ArtefactKind.PRODUCT_SPECIFICATION, ArtefactKind.TECHNICAL_SPECIFICATION):
            standing = self._record.standing.get(kind)
            document = document_of(self._record, kind, standing) if standing else None
            if document is not None:
                yield self._held[kind][0], markdown(document)

    def _modules(self) -> Iterator[tuple[str, str]]:
        record = self._record
        plan, product, technical = record.modules, record.product, record.technical
        if plan is None or product is None or technical is None:
            return
        standing = record.standing[ArtefactKind.MODULES]
        for module in plan.modules:
            document = module_document(
                module,
                plan,
                product,
                technical,
                count=self._count,
                status=standing.words,
                version=standing.stored.version,
                thread_url=record.thread_url,
            )
            yield self._module_paths[module.id], markdown(document)

    def _sprints(self) -> Iterator[tuple[str, str]]:
        record, plan = self._record, self._record.sprints
        if plan is None:
            return
        standing = record.standing[ArtefactKind.SPRINTS]
        for sprint in plan.sprints:
            text = sprint_markdown(
                sprint, plan, record.product, record.modules, standing=standing, paths=self._module_paths
            )
            yield self._sprint_paths[sprint.id], text


def _paths(folder: str, names: dict[str, str]) -> dict[str, str]:
    """The path of each by its id; names that a file system cannot tell apart get numbers."""
    return {key: f"{folder}/{name}.md" for key, name in zip(names, distinct(names.values()), strict=True)}
