"""The sprint plan, broken down from the modules for what the team can do."""

from bot.flow.crafts.craft import Ground, Picture, Step, Wish, Written
from bot.planning.artefact import ArtefactKind
from bot.planning.checks import Finding
from bot.planning.diff import Change
from bot.planning.document import Document
from bot.planning.sprint_breakdown import break_down
from bot.planning.sprint_checks import sprint_report
from bot.planning.sprint_diff import sprint_changes
from bot.planning.sprint_document import sprints_document
from bot.planning.sprint_timeline import timeline
from bot.planning.sprints import SprintPlan
from bot.slack.messages.in_short import InShort, sprints_in_short


class SprintsCraft:
    """See `Craft`."""

    kind = ArtefactKind.SPRINTS
    model = SprintPlan
    steps = (Step("tasks", "Tasks, estimates and sprints"),)

    def blank(self, ground: Ground) -> SprintPlan:
        """No task yet."""
        return SprintPlan(title=ground.product.title, language=ground.product.language, capacity=ground.capacity)

    async def write(self, ground: Ground, step: Step, draft: SprintPlan, wish: Wish) -> Written:
        """The plan; its tasks and sprints keep their ids."""
        earlier = draft if draft.tasks else None
        plan = break_down(ground.product, ground.technical, ground.modules, ground.capacity, earlier)
        return Written(plan.model_dump(mode="json"))

    def in_short(self, artefact: SprintPlan, ground: Ground) -> InShort:
        """Each sprint with what can be shown at its end."""
        return sprints_in_short(artefact)

    def document(self, artefact: SprintPlan, ground: Ground, *, status: str, version: int) -> Document:
        """In short, the timeline, each sprint with its tasks, the critical path."""
        return sprints_document(artefact, ground.modules, status=status, version=version, thread_url=ground.thread_url)

    def changes(self, old: SprintPlan, new: SprintPlan) -> tuple[Change, ...]:
        """By id."""
        return sprint_changes(old, new)

    def report(self, artefact: SprintPlan, ground: Ground) -> tuple[Finding, ...]:
        """Traceability, estimates, dependencies, load, slices."""
        return sprint_report(artefact, ground.product, ground.technical, ground.modules)

    def pictures(self, artefact: SprintPlan) -> tuple[Picture, ...]:
        """The sprints and their tasks on a calendar."""
        return (Picture("timeline", f"{artefact.title}: timeline", timeline(artefact)),)
