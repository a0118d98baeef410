"""What came of a play, read from the bot's database, from Slack and from Notion."""

from collections.abc import Mapping
from dataclasses import dataclass

from bot.flow.crafts import crafts
from bot.flow.ground import ground_of
from bot.local.notion.reading import Node
from bot.planning.artefact import Artefact, ArtefactKind
from bot.planning.checks import Finding, Severity
from bot.planning.modules.context_pack import Pack, fitted
from bot.planning.modules.plan import ModulePlan
from bot.planning.specification import ProductSpecification
from bot.planning.sprints.plan import SprintPlan
from bot.planning.technical.specification import TechnicalSpecification
from bot.writing.builtin import BuiltinWriter
from bot.writing.guard import Guard
from bot.writing.tokens import count_tokens
from tests.conversations.conftest import World
from tests.projects.play import Play

WITHOUT_A_MODEL = Guard(None, BuiltinWriter())
"""Checking asks no model."""


@dataclass(frozen=True)
class Outcome:
    """The four artefacts as approved, what the checks find in each now, and what people see of them.

    `pictures` are the names of those in the thread; `rows` how many pages each database of Notion holds, by its title.
    """

    product: ProductSpecification
    technical: TechnicalSpecification
    modules: ModulePlan
    sprints: SprintPlan
    findings: Mapping[ArtefactKind, tuple[Finding, ...]]
    packs: Mapping[str, Pack]
    pictures: tuple[str, ...]
    rows: Mapping[str, int]

    @property
    def written_by(self) -> set[str]:
        """Who wrote, as the artefacts say it."""
        return {each.written_by for each in (self.product, self.technical, self.modules, self.sprints)}

    def found(self, severity: Severity) -> list[str]:
        """The findings of that severity, each as `artefact · place: message`."""
        return [
            f"{kind.noun} · {finding.place}: {finding.message}"
            for kind, findings in self.findings.items()
            for finding in findings
            if finding.severity is severity
        ]


async def approved(play: Play, kind: ArtefactKind) -> Artefact:
    """The newest approved version. Raises `AssertionError` when there is none."""
    async with play.database.reading() as work:
        stored = await work.documents.newest_approved(play.session_id, kind)
    assert stored is not None, f"the {kind.noun} was not approved"
    return stored.artefact


async def outcome_of(play: Play) -> Outcome:
    """Read it. Raises `AssertionError` when an artefact was not approved."""
    artefacts: dict[ArtefactKind, Artefact] = {}
    findings: dict[ArtefactKind, tuple[Finding, ...]] = {}
    for kind, craft in crafts(WITHOUT_A_MODEL).items():
        async with play.database.reading() as work:
            ground = await ground_of(work, play.session_id, kind, "")
        artefacts[kind] = await approved(play, kind)
        findings[kind] = craft.report(artefacts[kind], ground)
    product, technical, modules, sprints = (artefacts[kind] for kind in ArtefactKind)
    assert isinstance(product, ProductSpecification)
    assert isinstance(technical, TechnicalSpecification)
    assert isinstance(modules, ModulePlan)
    assert isinstance(sprints, SprintPlan)
    packs = {
        module.id: fitted(module, modules, product, technical, modules.pack_budget, count_tokens)
        for module in modules.modules
    }
    return Outcome(product, technical, modules, sprints, findings, packs, _pictures(play), _rows(play.world))


def _pictures(play: Play) -> tuple[str, ...]:
    files = [play.world.slack.file(file) for message in play.thread.from_bot for file in message.files]
    return tuple(file.name for file in files if file.content.startswith(b"\x89PNG"))


def _rows(world: World) -> dict[str, int]:
    def walk(node: Node) -> dict[str, int]:
        found = {title: count for child in node.children for title, count in walk(child).items()}
        if node.kind == "database":
            found[node.title] = sum(len(source.rows) for source in world.notion.database(node.id).data_sources)
        return found

    return walk(world.notion.tree())
