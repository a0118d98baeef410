"""What leads to what: from requirements to components, modules, tasks and sprints, and back; and to the messages.

Links lead only to what there is; what an artefact names besides that stands in its own content.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Protocol

from bot.handover.record import Record
from bot.planning.artefact import Part
from bot.planning.specification import REVIEW, Requirement, Source


class _HasId(Protocol):
    @property
    def id(self) -> str: ...


class RequirementTrace(Part):
    """Where a requirement is answered, owned, worked on and delivered, by id."""

    id: str
    title: str
    priority: str
    components: tuple[str, ...]
    modules: tuple[str, ...]
    tasks: tuple[str, ...]
    sprints: tuple[str, ...]


class ComponentTrace(Part):
    """Which requirements a component answers, and which modules are made of it."""

    id: str
    name: str
    requirements: tuple[str, ...]
    modules: tuple[str, ...]


class ModuleTrace(Part):
    """What a module owns and is made of, and which tasks and sprints build it. `file` is its path in the folder."""

    id: str
    title: str
    requirements: tuple[str, ...]
    components: tuple[str, ...]
    tasks: tuple[str, ...]
    sprints: tuple[str, ...]
    file: str


class TaskTrace(Part):
    """What a task works for, and when. `sprint` is None where it is in none."""

    id: str
    title: str
    requirements: tuple[str, ...]
    module: str
    sprint: str | None
    depends_on: tuple[str, ...]


class SprintTrace(Part):
    """What a sprint delivers. `file` is its path in the folder."""

    id: str
    goal: str
    requirements: tuple[str, ...]
    modules: tuple[str, ...]
    tasks: tuple[str, ...]
    file: str


class Traceability(Part):
    """All links, each readable from both of its ends."""

    requirements: tuple[RequirementTrace, ...] = ()
    components: tuple[ComponentTrace, ...] = ()
    modules: tuple[ModuleTrace, ...] = ()
    tasks: tuple[TaskTrace, ...] = ()
    sprints: tuple[SprintTrace, ...] = ()


class Supported(Part):
    """A statement of an artefact: what people call it, and its JSON pointer in `plan.json` (RFC 6901)."""

    name: str
    pointer: str


class Message(Part):
    """Something that was said in Slack, and the statements that rest on it.

    `label` is `Q4`, `idea` or `review`; `permalink` is empty where the message has no address.
    """

    label: str
    author_name: str
    quote: str
    permalink: str
    supports: tuple[Supported, ...]


def traceability(record: Record, paths: Mapping[str, str]) -> Traceability:
    """The links of what counts. `paths` gives the file of each module and sprint by id."""
    links = _Links(record, paths)
    return Traceability(
        requirements=links.requirements,
        components=links.components(),
        modules=links.modules(),
        tasks=links.tasks(),
        sprints=links.sprints(),
    )


class _Links:
    """Works the links out, each from the end that the artefacts name it at."""

    def __init__(self, record: Record, paths: Mapping[str, str]) -> None:
        self._paths = paths
        self._features = record.product.features if record.product else ()
        self._components = record.technical.components if record.technical else ()
        self._modules = record.modules.modules if record.modules else ()
        self._tasks = record.sprints.tasks if record.sprints else ()
        self._sprints = record.sprints.sprints if record.sprints else ()
        self._sprint_of = {task_id: sprint.id for sprint in self._sprints for task_id in sprint.tasks}
        self.requirements = tuple(self._requirement(feature) for feature in self._features)

    def _requirement(self, feature: Requirement) -> RequirementTrace:
        tasks = tuple(task.id for task in self._tasks if feature.id in task.requirements)
        return RequirementTrace(
            id=feature.id,
            title=feature.title,
            priority=feature.priority.value,
            components=tuple(each.id for each in self._components if feature.id in each.answers),
            modules=tuple(each.id for each in self._modules if feature.id in each.requirements),
            tasks=tasks,
            sprints=self._sprints_of(tasks),
        )

    def components(self) -> tuple[ComponentTrace, ...]:
        return tuple(
            ComponentTrace(
                id=each.id,
                name=each.name,
                requirements=_known(each.answers, self._features),
                modules=tuple(module.id for module in self._modules if each.id in module.components),
            )
            for each in self._components
        )

    def modules(self) -> tuple[ModuleTrace, ...]:
        return tuple(
            ModuleTrace(
                id=each.id,
                title=each.title,
                requirements=_known(each.requirements, self._features),
                components=_known(each.components, self._components),
                tasks=(tasks := self._tasks_of(each.id)),
                sprints=self._sprints_of(tasks),
                file=self._paths[each.id],
            )
            for each in self._modules
        )

    def tasks(self) -> tuple[TaskTrace, ...]:
        return tuple(
            TaskTrace(
                id=task.id,
                title=task.title,
                requirements=_known(task.requirements, self._features),
                module=task.module,
                sprint=self._sprint_of.get(task.id),
                depends_on=task.depends_on,
            )
            for task in self._tasks
        )

    def sprints(self) -> tuple[SprintTrace, ...]:
        return tuple(
            SprintTrace(
                id=sprint.id,
                goal=sprint.goal,
                requirements=tuple(each.id for each in self.requirements if sprint.id in each.sprints),
                modules=tuple(each.id for each in self._modules if sprint.id in self._sprints_building(each.id)),
                tasks=tuple(task.id for task in self._tasks if self._sprint_of.get(task.id) == sprint.id),
                file=self._paths[sprint.id],
            )
            for sprint in self._sprints
        )

    def _tasks_of(self, module_id: str) -> tuple[str, ...]:
        return tuple(task.id for task in self._tasks if task.module == module_id)

    def _sprints_building(self, module_id: str) -> tuple[str, ...]:
        return self._sprints_of(self._tasks_of(module_id))

    def _sprints_of(self, tasks: Iterable[str]) -> tuple[str, ...]:
        held = {self._sprint_of.get(task_id) for task_id in tasks}
        return tuple(sprint.id for sprint in self._sprints if sprint.id in held)


def _known(ids: Iterable[str], parts: Iterable[_HasId]) -> tuple[str, ...]:
    there = {part.id for part in parts}
    return tuple(each for each in ids if each in there)


def provenance(record: Record) -> tuple[Message, ...]:
    """The messages that what counts came from, each with what rests on it: the idea, the questions, then reviews."""
    found: dict[Source, list[Supported]] = {}
    for kind, standing in record.standing.items():
        content = standing.stored.artefact.model_dump(mode="json")
        for pointer, name, source in _sourced(content, f"/artefacts/{kind.value}/content", kind.noun):
            found.setdefault(source, []).append(Supported(name=name, pointer=pointer))
    return tuple(
        Message(
            label=source.label,
            author_name=source.author_name,
            quote=source.quote,
            permalink=source.permalink,
            supports=tuple(supports),
        )
        for source, supports in sorted(found.items(), key=lambda each: _order(each[0]))
    )


def _order(source: Source) -> tuple[bool, int]:
    return (source.question == REVIEW, source.question)


def _sourced(value: Any, pointer: str, name: str) -> Iterator[tuple[str, str, Source]]:
    """Each source inside with the statement it belongs to: where that stands, and what it is called."""
    if isinstance(value, dict):
        called = str(value.get("id") or value.get("name") or name)
        for source in value.get("sources") or ():
            yield pointer, called, Source.model_validate(source)
        for key, inner in value.items():
            if key != "sources":
                yield from _sourced(inner, f"{pointer}/{key}", key.replace("_", " "))
    elif isinstance(value, list):
        for number, inner in enumerate(value):
            yield from _sourced(inner, f"{pointer}/{number}", f"{name} {number + 1}")
