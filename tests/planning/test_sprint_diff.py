"""What changed between two versions of a plan, by id."""

from bot.planning.diff import Effect
from bot.planning.sprints.breakdown import break_down
from bot.planning.sprints.diff import sprint_changes
from bot.planning.sprints.plan import Capacity
from tests.planning.workshops import MODULES, PRODUCT, TECHNICAL

PLAN = break_down(PRODUCT, TECHNICAL, MODULES, Capacity())
S1, S2 = PLAN.sprints
LAST = PLAN.tasks[-1]


def effects(new, old=PLAN):
    return [(change.effect, change.place) for change in sprint_changes(old, new)]


def test_the_same_plan_has_not_changed():
    assert sprint_changes(PLAN, PLAN) == ()


def test_a_task_in_other_words_is_one_change_under_its_new_title():
    new = PLAN.model_copy(update={"tasks": (*PLAN.tasks[:-1], LAST.model_copy(update={"title": "Cancel in time"}))})
    (change,) = sprint_changes(PLAN, new)
    assert change.place == f"{LAST.id} · Cancel in time"
    assert change.before.startswith("Cancel a booking until the evening before (product)\nSprint: S-2")


def test_a_task_that_moves_changes_both_sprints_and_itself():
    moved = (
        S1.model_copy(update={"tasks": (*S1.tasks, LAST.id)}),
        S2.model_copy(update={"tasks": tuple(t for t in S2.tasks if t != LAST.id)}),
    )
    assert effects(PLAN.model_copy(update={"sprints": moved})) == [
        (Effect.CHANGED, "S-1"),
        (Effect.CHANGED, "S-2"),
        (Effect.CHANGED, f"{LAST.id} · {LAST.title}"),
    ]


def test_what_is_new_and_what_is_gone_are_told_apart():
    without = PLAN.model_copy(update={"tasks": PLAN.tasks[:-1]})
    assert effects(without) == [(Effect.REMOVED, f"{LAST.id} · {LAST.title}")]
    assert effects(PLAN, without) == [(Effect.ADDED, f"{LAST.id} · {LAST.title}")]


def test_another_capacity_is_a_change_of_the_team():
    (change,) = sprint_changes(PLAN, PLAN.model_copy(update={"capacity": Capacity(people=3)}))
    assert (change.place, change.before[:8], change.after[:8]) == ("Team", "2 people", "3 people")


def test_other_definitions_are_a_change():
    assert effects(PLAN.model_copy(update={"done_when": ("It works.",)})) == [(Effect.CHANGED, "Done when")]
