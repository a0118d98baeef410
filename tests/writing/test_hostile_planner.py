"""A model that does everything but its work when it builds, carves and plans: what it leaves behind is a sound plan."""

from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest

from bot.planning.checks import Finding, Severity
from bot.planning.modules.checks import module_report
from bot.planning.modules.plan import ModulePlan
from bot.planning.sprints.checks import sprint_report
from bot.planning.sprints.plan import Capacity, SprintPlan
from bot.planning.technical.checks import technical_report
from bot.planning.technical.outline import technical_blank
from bot.planning.technical.specification import TECHNICAL_ORDER
from bot.writing.builtin import BuiltinWriter
from bot.writing.carving import Carver
from bot.writing.endpoint import Endpoint, ModelSettings
from bot.writing.guard import Guard
from bot.writing.model import ModelWriter
from bot.writing.sprinting import SprintWriter
from tests.conversations.model_server import Answer
from tests.conversations.scripted_model import ANSWERS, MODEL, ScriptedModel, scripted_model
from tests.conversations.scripted_prompts import Prompt
from tests.planning.module_examples import BOOKSHOP, BOOKSHOP_BUILT
from tests.planning.technical_teams import FULL
from tests.planning.workshops import MODULES, PRODUCT, TECHNICAL

Says = Callable[[Prompt], dict[str, Any] | Answer]

BUILTIN = "written without a model"
ARTEFACTS = (PRODUCT, TECHNICAL, MODULES)
RUSSIAN = "Эта часть хранит все книги и показывает их людям, которые ищут что-нибудь почитать на выходные дни"
NONSENSE = "Colourless green ideas sleep furiously"

ALWAYS: dict[str, Answer] = {
    "nothing": Answer(""),
    "prose": Answer("Great idea! Let me think about the modules. Shall we?"),
    "invalid JSON": Answer('{"modules": [{"name": "Books", "requirements": ["FR-1"'),
    "another form": Answer('{"answer": 42}'),
    "null everywhere": Answer('{"modules": null, "scope": null, "tasks": null, "goal": null, "components": null}'),
    "a refusal": Answer(refusal="I cannot help with that."),
    "a filter": Answer(finish="content_filter"),
    "an answer that is cut short": Answer('{"modules": [', finish="length"),
    "a truncated stream": Answer('{"modules": [', cut=True),
    "100 kB": Answer("x" * 100_000),
}
"""What it says to everything, however often it is asked."""


@pytest.fixture
async def model() -> AsyncIterator[ScriptedModel]:
    async with scripted_model() as model:
        model.instead["modules"] = lambda prompt: cut(prompt, ("Books", 3), ("Sales", 3), ("Parcels", 2))
        yield model


@pytest.fixture
def settings(model: ScriptedModel) -> ModelSettings:
    return ModelSettings(model=MODEL, api_key="k", base_url=model.base_url, retries=0, total_seconds=5)


@pytest.fixture
async def endpoint(settings: ModelSettings) -> AsyncIterator[Endpoint]:
    async with Endpoint(settings) as endpoint:
        yield endpoint


def cut(prompt: Prompt, *sizes: tuple[str, int]) -> dict[str, Any]:
    """Modules of these names and sizes, with the requirements in order."""
    ids = iter(prompt.ids())
    return {"modules": [{"name": name, "requirements": [next(ids) for _ in range(n)]} for name, n in sizes]}


def only(**changes: Any) -> Callable[[str], Says]:
    """A good answer to a shape, with these keys replaced in it, or in each entry of its one list."""

    def hostile(shape: str) -> Says:
        def says(prompt: Prompt) -> dict[str, Any]:
            good = ANSWERS[shape](prompt)
            lists = [key for key, value in good.items() if isinstance(value, list)]
            if len(good) == len(lists) == 1:
                return {lists[0]: [entry | changes for entry in good[lists[0]]]}
            return good | changes

        return says

    return hostile


def errors(findings: tuple[Finding, ...]) -> list[str]:
    return [f"{finding.place}: {finding.message}" for finding in findings if finding.severity is Severity.ERROR]


# Carving ---------------------------------------------------------------------------------------------------------

CARVING: dict[str, tuple[str, Says]] = {
    "invented ids": ("modules", lambda p: {"modules": [{"name": "Ghosts", "requirements": ["FR-91", "FR-92"]}]}),
    "half of the requirements": ("modules", lambda p: cut(p, ("Books", 2), ("Sales", 2))),
    "sixty modules": ("modules", lambda p: {"modules": [{"name": f"Part {n}", "requirements": []} for n in range(60)]}),
    "every requirement in each": (
        "modules",
        lambda p: {"modules": [{"name": name, "requirements": p.ids()} for name in ("Books", "Sales", "Parcels")]},
    ),
    "one name for all": ("modules", lambda p: cut(p, ("Books", 3), ("Books", 3), ("Books", 2))),
    "empty modules": ("modules", lambda p: cut(p, ("Books", 3), ("Ghosts", 0), ("Sales", 5), ("Shadows", 0))),
    "names in another language": ("modules", lambda p: cut(p, ("Книги", 3), ("Продажи", 3), ("Посылки", 2))),
    "layers": ("modules", lambda p: cut(p, ("Backend", 3), ("Frontend", 3), ("Database", 2))),
    "prose in another language": ("module", only(scope=RUSSIAN, interactions=[RUSSIAN])("module")),
    "prose about nothing": ("module", only(scope=NONSENSE, interactions=[NONSENSE])("module")),
    "prose about others": ("module", only(done_when=["FR-99: the moon is reached"])("module")),
    "each relies on itself": (
        "module_dependencies",
        lambda p: {"dependencies": [{"module": id_, "relies_on": id_, "why": "x"} for id_ in ("M-1", "M-2", "M-3")]},
    ),
    "a knot of circles": (
        "module_dependencies",
        lambda p: {
            "dependencies": [
                {"module": a["id"], "relies_on": b["id"], "why": "It needs it."}
                for a in p.lines("modules")
                for b in p.lines("modules")
                if a != b
            ]
        },
    ),
    "dependencies on nothing": (
        "module_dependencies",
        lambda p: {"dependencies": [{"module": "M-1", "relies_on": "M-77", "why": "It needs it."}]},
    ),
}
MENDED = {"empty modules", "dependencies on nothing"}
"""What code puts right without help: the plan stays the model's."""


def sound(plan: ModulePlan) -> None:
    assert errors(module_report(plan, BOOKSHOP, BOOKSHOP_BUILT)) == []
    owned = sorted(each for module in plan.modules for each in module.requirements)
    assert owned == sorted(requirement.id for requirement in BOOKSHOP.features)
    assert 1 < len(plan.modules) <= 12
    assert len({module.title.casefold() for module in plan.modules}) == len(plan.modules)
    assert not any(module.id in module.depends_on for module in plan.modules)


@pytest.mark.parametrize(("shape", "says", "name"), [(*case, name) for name, case in CARVING.items()], ids=CARVING)
async def test_modules_are_sound_and_say_who_wrote_them_whatever_the_model_proposes(model, endpoint, shape, says, name):
    model.instead[shape] = says
    carved = await Carver(endpoint, MODEL).carve(BOOKSHOP, BOOKSHOP_BUILT)
    sound(carved.plan)
    assert (BUILTIN in carved.plan.written_by) == (name not in MENDED)
    assert bool(carved.notes) == (name not in MENDED)


@pytest.mark.parametrize("always", ALWAYS.values(), ids=ALWAYS)
async def test_modules_are_carved_without_a_model_that_says_this_to_everything(model, endpoint, always):
    model.instead.update(dict.fromkeys(("modules", "module", "module_dependencies"), lambda prompt: always))
    carved = await Carver(endpoint, MODEL).carve(BOOKSHOP, BOOKSHOP_BUILT)
    sound(carved.plan)
    assert carved.plan.written_by == BUILTIN
    assert carved.notes


# Planning --------------------------------------------------------------------------------------------------------

SPRINTS: dict[str, tuple[str, Says]] = {
    "no estimates": (
        "sprint_tasks",
        lambda p: {"tasks": [{"title": "Do it well", "kind": "product", "requirement": p.ids()[0], "layers": []}]},
    ),
    "estimates in words": ("sprint_tasks", only(likely="soon")("sprint_tasks")),
    "infinite estimates": ("sprint_tasks", only(pessimistic=float("inf"))("sprint_tasks")),
    "no title of its own": ("sprint_tasks", only(title="x")("sprint_tasks")),
    "one layer after the other": ("sprint_tasks", only(layers=["storage"])("sprint_tasks")),
    "only invented requirements": ("sprint_tasks", only(requirement="FR-99")("sprint_tasks")),
    "a hundred tasks": (
        "sprint_tasks",
        lambda p: {"tasks": [ANSWERS["sprint_tasks"](p)["tasks"][0] | {"title": f"Task {n}"} for n in range(100)]},
    ),
    "tasks in another language": ("sprint_tasks", only(title=RUSSIAN[:90], done_when=RUSSIAN)("sprint_tasks")),
    "tasks about nothing": ("sprint_tasks", only(title=NONSENSE, done_when=NONSENSE)("sprint_tasks")),
    "words in another language": (
        "sprint_words",
        only(goal=RUSSIAN, milestone=f"{RUSSIAN}!", demo=f"{RUSSIAN}.")("sprint_words"),
    ),
    "words about nothing": (
        "sprint_words",
        only(goal=NONSENSE, milestone=f"{NONSENSE} again", demo=f"{NONSENSE} twice")("sprint_words"),
    ),
    "words without content": ("sprint_words", only(goal="Go", milestone="Go", demo="Go")("sprint_words")),
    "the same three times": ("sprint_words", only(goal=NONSENSE, milestone=NONSENSE, demo=NONSENSE)("sprint_words")),
    "negative estimates": ("sprint_tasks", only(optimistic=-5, likely=-1, pessimistic=0)("sprint_tasks")),
    "absurd estimates": ("sprint_tasks", only(optimistic=9e9, likely=1, pessimistic=1e300)("sprint_tasks")),
    "circles": (
        "sprint_needs",
        lambda p: {
            "needs": [{"task": a["id"], "needs": b["id"]} for a in p.lines("tasks") for b in p.lines("tasks")][:120]
        },
    ),
    "needs of nothing": ("sprint_needs", lambda p: {"needs": [{"task": "T-1", "needs": "T-999"}]}),
}
PUT_RIGHT = {"negative estimates", "absurd estimates", "circles", "needs of nothing"}


def planned_well(plan: SprintPlan) -> None:
    assert errors(sprint_report(plan, *ARTEFACTS)) == []
    wanted = {each.id for each in PRODUCT.features if each.priority != "won't"}
    assert {each for task in plan.tasks for each in task.requirements} == wanted
    for sprint in plan.sprints:
        days = sum(plan.task(task).estimate.mean for task in sprint.tasks)
        assert days <= plan.capacity.days_a_sprint + 1e-6


@pytest.mark.parametrize(("shape", "says", "name"), [(*case, name) for name, case in SPRINTS.items()], ids=SPRINTS)
async def test_sprints_are_sound_and_say_who_wrote_them_whatever_the_model_proposes(model, endpoint, shape, says, name):
    model.instead[shape] = says
    planned = await SprintWriter(endpoint, MODEL).plan(*ARTEFACTS, Capacity())
    planned_well(planned.plan)
    assert (BUILTIN in planned.plan.written_by) == (name not in PUT_RIGHT)


@pytest.mark.parametrize("always", ALWAYS.values(), ids=ALWAYS)
async def test_sprints_are_planned_without_a_model_that_says_this_to_everything(model, endpoint, always):
    model.instead.update(dict.fromkeys(("sprint_tasks", "sprint_needs", "sprint_words"), lambda prompt: always))
    planned = await SprintWriter(endpoint, MODEL).plan(*ARTEFACTS, Capacity())
    planned_well(planned.plan)
    assert planned.plan.written_by == BUILTIN
    assert planned.notes


# The technical specification -------------------------------------------------------------------------------------

POINTING = {"answers": ["FR-91"], "uses": ["Nobody"], "owner": "C-91", "provider": "C-91"}


@pytest.mark.parametrize("always", ALWAYS.values(), ids=ALWAYS)
async def test_a_technical_specification_is_written_without_a_model_that_says_this_to_everything(
    model, settings, always
):
    model.instead.update({f"technical_{name}": lambda prompt: always for name in TECHNICAL_ORDER})
    written = await technical_specification(settings)
    assert errors(technical_report(written, FULL)) == []
    assert written.written_by == BUILTIN


@pytest.mark.parametrize("change", [POINTING, {"text": RUSSIAN}, {"sources": []}], ids=["ghosts", "russian", "unsaid"])
async def test_a_technical_specification_is_sound_and_says_so_where_the_model_could_not_help(model, settings, change):
    def spoilt(shape: str) -> Says:
        return lambda prompt: {
            key: [each | {k: v for k, v in change.items() if k in each} for each in value]
            for key, value in ANSWERS[shape](prompt).items()
        }

    for name in ("architecture", "data", "interfaces"):
        model.instead[f"technical_{name}"] = spoilt(f"technical_{name}")
    written = await technical_specification(settings)
    assert errors(technical_report(written, FULL)) == []
    assert BUILTIN in written.written_by
    assert "FR-91" not in written.model_dump_json()
    assert RUSSIAN not in written.model_dump_json()


async def technical_specification(settings: ModelSettings) -> Any:
    writer = ModelWriter(settings)
    guard, draft = Guard(writer, BuiltinWriter()), technical_blank(FULL)
    try:
        for name in TECHNICAL_ORDER:
            draft = (await guard.technical_section(FULL, name, draft)).specification
    finally:
        await writer.close()
    return draft
