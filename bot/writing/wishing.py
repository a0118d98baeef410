"""Reads with a model what people ask to change about modules and sprints, where no rule fits their sentence.

The model chooses among the operations that the rules know (`bot.planning.modules.wishes`,
`bot.planning.sprints.wishes`) and among the ids that exist. Code judges each choice against the sentence and tries it
out; a sentence whose changes are refused twice is kept word for word, as it is without a model.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, Generic, TypeVar

from bot.planning.modules import amendments as module_amendments
from bot.planning.modules import wishes as modules
from bot.planning.modules.ground import Ground as ModuleGround
from bot.planning.modules.ground import stems
from bot.planning.modules.groups import in_order
from bot.planning.modules.plan import Module, ModulePlan
from bot.planning.plain_text import clipped
from bot.planning.prompts import data, render
from bot.planning.sprints import amendments as sprint_amendments
from bot.planning.sprints import wishes as sprints
from bot.planning.sprints.capacity import focus_in, people_in, says_a_number, sprint_days_in, start_in
from bot.planning.sprints.estimates import around
from bot.planning.sprints.ground import Ground as SprintGround
from bot.planning.sprints.plan import Estimate, SprintPlan
from bot.planning.sprints.scheduling import SchedulingError
from bot.planning.visible_text import one_line
from bot.writing.answers import Answer
from bot.writing.asking import Asks, asked
from bot.writing.endpoint import Shape
from bot.writing.wishing_schemas import (
    ModuleChange,
    ModuleChanges,
    ModuleOperation,
    SprintChange,
    SprintChanges,
    SprintOperation,
    module_changes_shape,
    sprint_changes_shape,
)

ANSWER_TOKENS = 800
LONGEST_LINE = 200
"""Characters of one text of a plan in a prompt."""

MOST_SENTENCES = 8
"""Sentences of one request that a model is asked about; what goes beyond is kept as it is without one."""

_WORDS = frozenset((SprintOperation.RENAME, SprintOperation.ASSIGN))
_FIGURES = frozenset(
    (
        SprintOperation.ESTIMATE,
        SprintOperation.PEOPLE,
        SprintOperation.SPRINT_DAYS,
        SprintOperation.FOCUS,
        SprintOperation.START,
    )
)

W = TypeVar("W")


@dataclass(frozen=True, slots=True)
class Understood(Generic[W]):
    """The wishes in each sentence that the model could make something of; `notes` and `setting` as in `Carved`."""

    wishes: Mapping[str, tuple[W, ...]]
    notes: tuple[str, ...] = ()
    setting: str = ""


@dataclass(frozen=True, slots=True)
class _Question(Generic[Answer, W]):
    """How a sentence is put to a model: the prompt's name and what it holds beside the sentence, the shape of the
    answer, why an answer to a sentence is refused, and what it stands for."""

    prompt: str
    known: Mapping[str, str]
    shape: Shape
    kind: type[Answer]
    refusals: Callable[[str, Answer], tuple[str, ...]]
    wishes: Callable[[Answer], tuple[W, ...]]


async def module_wishes(
    model: Asks, plan: ModulePlan, request: str, ground: ModuleGround, answer_tokens: int = ANSWER_TOKENS
) -> Understood[modules.Wish]:
    """What the sentences of a request that no rule fits ask of the modules. Never raises `WriterError`."""
    known = {"modules": _lines(_module(ground, each) for each in plan.modules)}
    shape = module_changes_shape(tuple(module.id for module in plan.modules), tuple(ground.requirements))

    def refusals(words: str, said: ModuleChanges) -> tuple[str, ...]:
        try:
            meant = [_module_wish(change) for change in said.changes]
        except ValueError as error:
            return (str(error),)
        owned = {module.id: ground.words(in_order(ground, module.requirements)) for module in plan.modules}
        about = {module.id: stems(module.title) | owned[module.id] for module in plan.modules}
        about |= {each: ground.words((each,)) for each in ground.requirements}
        found = _not_spoken_of(words, about, [each for c in said.changes for each in (*c.modules, *c.requirements)])
        found += [_foreign(each.title) for each in said.changes if each.title and not _is_said(words, each.title)]
        if not found and meant and module_amendments.with_wishes(ground, plan, meant) is None:
            found.append("One of these changes changes nothing: leave it out.")
        return tuple(found)

    def wishes_of(said: ModuleChanges) -> tuple[modules.Wish, ...]:
        return tuple(_module_wish(change) for change in said.changes)

    open_ = [words for words, wish in modules.wishes(request) if wish is None] if plan.modules else []
    question = _Question("module_wish", known, shape, ModuleChanges, refusals, wishes_of)
    return await _understood(model, open_, question, answer_tokens)


async def sprint_wishes(
    model: Asks, plan: SprintPlan, request: str, ground: SprintGround, answer_tokens: int = ANSWER_TOKENS
) -> Understood[sprints.Wish]:
    """What the sentences of a request that no rule fits ask of the sprint plan. Never raises `WriterError`."""
    known = {
        "sprints": _lines({"id": each.id, "goal": clipped(each.goal, LONGEST_LINE)} for each in plan.sprints),
        "tasks": _lines(_tasks(plan)),
    }
    shape = sprint_changes_shape(tuple(task.id for task in plan.tasks), tuple(each.id for each in plan.sprints))
    about = {task.id: stems(task.title) for task in plan.tasks}

    def refusals(words: str, said: SprintChanges) -> tuple[str, ...]:
        found = _not_spoken_of(words, about, [each for change in said.changes for each in change.tasks])
        texts = [each.text for each in said.changes if each.operation in _WORDS]
        found += [_foreign(text) for text in texts if not _is_said(words, text)]
        if any(each.operation in _FIGURES for each in said.changes) and not says_a_number(words):
            found.append("The request says no number: leave out what needs one.")
        try:
            meant = [_sprint_wish(change) for change in said.changes]
            if not found:
                sprint_amendments.with_wishes(ground, plan, meant)
        except (ValueError, SchedulingError) as error:
            found.append(str(error))
        return tuple(found)

    def wishes_of(said: SprintChanges) -> tuple[sprints.Wish, ...]:
        return tuple(_sprint_wish(change) for change in said.changes)

    open_ = [words for words, wish in sprints.wishes(request) if wish is None]
    question = _Question("sprint_wish", known, shape, SprintChanges, refusals, wishes_of)
    return await _understood(model, open_, question, answer_tokens)


async def _understood(
    model: Asks, sentences: Sequence[str], question: _Question[Answer, W], answer_tokens: int
) -> Understood[W]:
    """One question to the model for each sentence, until it cannot be reached."""
    found: dict[str, tuple[W, ...]] = {}
    notes: list[str] = []
    setting = ""
    for words in sentences[:MOST_SENTENCES]:
        task = render(f"{question.prompt}_task", request=data(words), **question.known)
        prompts = (render(question.prompt), task)
        refusals = partial(question.refusals, words)
        answer = await asked(model, prompts, question.shape, question.kind, refusals, answer_tokens)
        if answer.said is None:
            notes.append(answer.note_on(f"“{clipped(one_line(words), 80)}”"))
            setting = setting or answer.setting
        elif meant := question.wishes(answer.said):
            found[words] = meant
        if not answer.reached:
            break
    return Understood(found, tuple(notes), setting)


def _module_wish(change: ModuleChange) -> modules.Wish:
    """The wish that a change stands for. Raises `ValueError` with a sentence where it lacks something."""
    match change.operation, change.modules:
        case ModuleOperation.MERGE, (_, _, *_):
            return modules.Merged(change.modules)
        case ModuleOperation.SPLIT, (module,):
            return modules.Split(module)
        case ModuleOperation.MOVE, (module,) if change.requirements:
            return modules.Moved(change.requirements, module)
        case ModuleOperation.RENAME, (module,) if change.title:
            return modules.Renamed(module, one_line(change.title))
        case ModuleOperation.CUT, (module, other):
            return modules.Parted(module, other)
    raise ValueError(f"“{change.operation}” lacks what it needs: see the list of changes.")


def _sprint_wish(change: SprintChange) -> sprints.Wish:
    """The wish that a change stands for. Raises `ValueError` with a sentence where it lacks something."""
    match change.operation, change.tasks, change.figures:
        case SprintOperation.ESTIMATE, (task,), (days,):
            return sprints.Estimated(task, around(days))
        case SprintOperation.ESTIMATE, (task,), (_, _, _):
            low, likely, high = sorted(change.figures)
            return sprints.Estimated(task, Estimate(optimistic=low, likely=likely, pessimistic=high))
        case SprintOperation.MOVE, (task,), _ if change.sprint:
            return sprints.Moved(task, int(change.sprint.removeprefix("S-")))
        case SprintOperation.WAIT | SprintOperation.NO_WAIT, (task, *others), _ if others:
            return sprints.Waits(task, tuple(others), no_longer=change.operation is SprintOperation.NO_WAIT)
        case SprintOperation.DROP, (_, *_), _:
            return sprints.Dropped(change.tasks)
        case SprintOperation.RENAME, (task,), _ if change.text:
            return sprints.Renamed(task, one_line(change.text))
        case SprintOperation.ASSIGN, (task,), _ if change.text:
            return sprints.Assigned(task, one_line(change.text))
        case SprintOperation.PEOPLE, _, (figure,):
            return sprints.Team(people=people_in(f"{figure:g}"))
        case SprintOperation.SPRINT_DAYS, _, (figure,):
            return sprints.Team(sprint_days=sprint_days_in(f"{figure:g}"))
        case SprintOperation.FOCUS, _, (figure,):
            return sprints.Team(focus=focus_in(f"{figure:g}"))
        case SprintOperation.START, _, _ if change.text:
            return sprints.Team(start=start_in(change.text))
    raise ValueError(f"“{change.operation}” lacks what it needs: see the list of changes.")


def _not_spoken_of(words: str, about: Mapping[str, frozenset[str]], named: Iterable[str]) -> list[str]:
    """A sentence for each id that does not exist, or that the request names neither itself nor by what it is about."""
    said, upper = stems(words), words.upper().replace(",", " ").split()
    return [
        f"The request does not speak of {each}: change only what it speaks of."
        for each in dict.fromkeys(named)
        if each not in about or (each not in upper and said.isdisjoint(about[each]))
    ]


def _is_said(words: str, text: str) -> bool:
    """Whether a name or a title is made of words of the request."""
    return one_line(text).casefold() in one_line(words).casefold() or bool(stems(text) & stems(words))


def _foreign(text: str) -> str:
    return f"“{clipped(one_line(text), 60)}” is not what the request says: use its words."


def _lines(each: Iterable[Mapping[str, Any]]) -> str:
    return "\n".join(data(dict(line)) for line in each)


def _module(ground: ModuleGround, module: Module) -> dict[str, Any]:
    owned = in_order(ground, module.requirements)
    return {
        "id": module.id,
        "name": clipped(module.title, LONGEST_LINE),
        "scope": clipped(module.scope, LONGEST_LINE),
        "owns": [f"{each} {clipped(ground.requirements[each].title, 100)}" for each in owned],
        "relies_on": list(module.depends_on),
    }


def _tasks(plan: SprintPlan) -> Iterator[dict[str, Any]]:
    for task in plan.tasks:
        sprint = plan.sprint_of(task.id)
        yield {
            "id": task.id,
            "title": clipped(task.title, 110),
            "sprint": sprint.id if sprint else "",
            "needs": list(task.depends_on),
            "days": task.estimate.likely,
        }
