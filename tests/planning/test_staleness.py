"""What a change touches, followed by id, and how just that is renewed."""

from bot.planning.diff import Change, Effect
from bot.planning.modules.plan import Module, ModulePlan
from bot.planning.specification import Statement
from bot.planning.sprints.plan import Estimate, SprintPlan, Task
from bot.planning.staleness import affected, changed_ids, renewed
from bot.planning.technical.specification import Component, Interface, Layer, TechnicalSpecification

TECHNICAL = TechnicalSpecification(
    title="Report",
    context=Statement(text="x"),
    components=(
        Component(id="C-1", name="Page", text="shows", layer=Layer.INTERFACE, answers=("FR-1",)),
        Component(id="C-2", name="Service", text="works", layer=Layer.LOGIC, answers=("FR-2",)),
    ),
    interfaces=(Interface(id="IF-1", name="Send", text="sends", provider="C-2"),),
)
MODULES = ModulePlan(
    title="Report",
    modules=(
        Module(id="M-1", title="Page", scope="shows", requirements=("FR-1",), components=("C-1",)),
        Module(id="M-2", title="Mail", scope="sends", requirements=("FR-2",), components=("C-2",)),
    ),
)


def task(number: int, module: str, requirement: str) -> Task:
    return Task(
        id=f"T-{number}",
        title=f"Task {number}",
        module=module,
        requirements=(requirement,),
        layers=(Layer.LOGIC,),
        estimate=Estimate(optimistic=0.5, likely=1, pessimistic=2),
        done_when="it works",
    )


SPRINTS = SprintPlan(title="Report", tasks=(task(1, "M-1", "FR-1"), task(2, "M-2", "FR-2")))


def test_the_ids_of_what_changed_are_read_from_the_places_each_once() -> None:
    found = [
        Change(Effect.CHANGED, place, "a", "b") for place in ("FR-3 · Export", "Constraint", "FR-3 · Export", "C-1")
    ]
    assert changed_ids(found) == ("FR-3", "C-1")


def test_a_changed_requirement_leads_to_its_component_module_and_task_and_to_no_other() -> None:
    touched = affected(("FR-2",), TECHNICAL, MODULES, SPRINTS)
    assert (touched.requirements, touched.components, touched.modules, touched.tasks) == (
        ("FR-2",),
        ("C-2",),
        ("M-2",),
        ("T-2",),
    )


def test_a_changed_interface_leads_to_the_tasks_of_the_module_that_its_provider_is_in() -> None:
    touched = affected(("IF-1",), TECHNICAL, MODULES, SPRINTS)
    assert (touched.components, touched.modules, touched.tasks) == (("C-2",), ("M-2",), ("T-2",))


def test_what_names_no_id_touches_nothing() -> None:
    assert affected((), TECHNICAL, MODULES, SPRINTS).ids == frozenset()


def test_only_what_is_touched_is_renewed_and_what_is_new_is_added() -> None:
    rewritten = ModulePlan(
        title="Report 2",
        modules=(
            Module(id="M-1", title="Other words", scope="shows", requirements=("FR-1",)),
            Module(id="M-2", title="Post", scope="sends", requirements=("FR-2",)),
            Module(id="M-3", title="Archive", scope="keeps", requirements=("FR-3",)),
        ),
    )
    merged = renewed(MODULES, rewritten, frozenset({"FR-2", "M-2"}))
    assert [module.title for module in merged.modules] == ["Page", "Post", "Archive"]
    assert merged.title == "Report 2"


def test_a_part_that_answers_a_new_requirement_now_is_renewed() -> None:
    answering = MODULES.modules[0].model_copy(update={"requirements": ("FR-1", "FR-9"), "title": "Page and archive"})
    rewritten = MODULES.model_copy(update={"modules": (answering, MODULES.modules[1])})
    assert renewed(MODULES, rewritten, frozenset({"FR-9"})).modules[0].title == "Page and archive"


def test_a_part_that_the_new_version_gave_up_goes_when_it_is_touched_and_stays_when_not() -> None:
    rewritten = MODULES.model_copy(update={"modules": ()})
    assert [module.id for module in renewed(MODULES, rewritten, frozenset({"M-2"})).modules] == ["M-1"]
