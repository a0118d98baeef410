"""Common wishes for a module plan are applied by rules; whatever else people ask for is kept word for word."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.planning.checks import Severity
from bot.planning.modules.amendments import amended_modules
from bot.planning.modules.carving import carve, connected
from bot.planning.modules.checks import module_report
from bot.planning.modules.cuts import OPEN_POINT, cycles
from bot.planning.modules.ground import Ground
from bot.planning.modules.plan import Consumes, ModulePlan
from bot.planning.modules.text import REQUESTED
from tests.planning.module_examples import BOOKSHOP, BOOKSHOP_BUILT, plan

PLAN = carve(BOOKSHOP, BOOKSHOP_BUILT)


def asked(request: str, before: ModulePlan = PLAN) -> ModulePlan:
    return amended_modules(before, request, BOOKSHOP, BOOKSHOP_BUILT)


def owned(after: ModulePlan) -> dict[str, str]:
    return {module.id: " ".join(each[3:] for each in module.requirements) for module in after.modules}


def notes(after: ModulePlan, module: str = "M-1") -> list[str]:
    return [line for line in after.module(module).technical if line.startswith(REQUESTED)]


def errors(after: ModulePlan) -> list[str]:
    return [f.message for f in module_report(after, BOOKSHOP, BOOKSHOP_BUILT) if f.severity is Severity.ERROR]


@pytest.mark.parametrize(
    ("request_", "after"),
    [
        ("merge M-2 and M-3", {"M-1": "1 2 3", "M-2": "4 5 6 7 8"}),
        ("Please merge M-2 into M-3.", {"M-1": "1 2 3", "M-3": "4 5 6 7 8"}),
        ("combine M-1, M-2 and M-3 into one", {"M-1": "1 2 3 4 5 6 7 8"}),
        ("move FR-3 to M-2", {"M-1": "1 2", "M-2": "3 4 5 6", "M-3": "7 8"}),
        ("Move FR-3 and FR-1 from M-1 into M-3!", {"M-1": "2", "M-2": "4 5 6", "M-3": "1 3 7 8"}),
        ("FR-8 belongs to M-2", {"M-1": "1 2 3", "M-2": "4 5 6 8", "M-3": "7"}),
        ("move FR-7, FR-8 to M-2", {"M-1": "1 2 3", "M-2": "4 5 6 7 8"}),
        ("move fr-3 to m-2. merge M-1 and M-2", {"M-1": "1 2 3 4 5 6", "M-3": "7 8"}),
    ],
)
def test_requirements_go_where_the_team_wants_them(request_, after):
    changed = asked(request_)
    assert owned(changed) == after
    assert errors(changed) == []


def test_a_split_module_keeps_its_id_and_its_other_half_gets_a_new_one():
    changed = asked("split M-2 into two")
    assert list(owned(changed)) == ["M-1", "M-2", "M-4", "M-3"]
    assert changed.next_module == 5
    assert errors(changed) == []


def test_a_renamed_module_keeps_everything_but_its_name():
    changed = asked("Rename M-2 to “Sales desk”")
    assert changed.module("M-2").title == "Sales desk"
    assert changed.module("M-2").model_copy(update={"title": "Orders"}) == PLAN.module("M-2")


def test_a_dependency_that_is_not_needed_is_cut():
    changed = asked("M-2 doesn't need M-1")
    assert changed.module("M-2").depends_on == ()
    assert changed.cuts[0].from_module == "M-1"
    assert any(line.startswith(OPEN_POINT) for line in changed.module("M-2").technical)


@pytest.mark.parametrize(
    ("request_", "module"),
    [
        ("Make M-2 nicer", "M-2"),
        ("Use less coffee", "M-1"),
        ("merge M-2 and M-9", "M-2"),
        ("move FR-99 to M-3", "M-3"),
        ("rename M-2 to Catalogue", "M-2"),
        ("M-1 does not need M-3", "M-1"),
        ("split M-9", "M-1"),
    ],
)
def test_what_no_rule_can_do_is_kept_word_for_word(request_, module):
    changed = asked(request_)
    assert notes(changed, module) == [f"{REQUESTED}{request_}"]
    assert asked(request_, changed) == changed
    assert owned(changed) == owned(PLAN)


def test_what_was_kept_survives_a_merge_and_carving_again():
    changed = asked("merge M-1 and M-3", asked("Make M-3 nicer"))
    assert notes(changed) == [f"{REQUESTED}Make M-3 nicer"]
    assert notes(carve(BOOKSHOP, BOOKSHOP_BUILT, changed)) == [f"{REQUESTED}Make M-3 nicer"]


def test_what_a_person_or_a_model_wrote_stays_when_a_requirement_moves_on():
    mine = PLAN.module("M-1").model_copy(
        update={"scope": "Our own words.", "technical": ("Mind the umlauts.",), "done_when": ("FR-3: saved", "It hums")}
    )
    changed = asked("move FR-3 to M-2", PLAN.model_copy(update={"modules": (mine, *PLAN.modules[1:])}))
    first, second = changed.module("M-1"), changed.module("M-2")
    assert first.scope == "Our own words."
    assert first.technical[0] == "Mind the umlauts."
    assert first.done_when == ("It hums",)
    assert second.done_when[-1] == "FR-3: Edit the catalogue is there"


def test_a_dependency_that_only_the_moved_requirement_had_moves_with_it():
    changed = asked("move FR-4 to M-1")
    assert changed.module("M-2").consumes == ()
    assert [(c.module, c.contract) for c in changed.module("M-1").consumes] == [("M-2", "Look up Order")]
    assert errors(changed) == []


def test_a_plan_without_modules_stays_as_it_is():
    assert asked("merge M-1 and M-2", plan()) == plan()


WISHES = st.sampled_from(
    [
        "merge M-{a} and M-{b}",
        "merge M-{a} into M-{b}",
        "split M-{a}",
        "move FR-{c} to M-{a}",
        "rename M-{a} to Thing {b}",
        "M-{a} does not need M-{b}",
        "Hello M-{a}",
        "FR-{c} belongs to M-{b}",
    ]
)


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.tuples(WISHES, st.integers(1, 6), st.integers(1, 6), st.integers(1, 9)), min_size=1, max_size=5))
def test_after_any_wishes_every_requirement_is_owned_once_and_no_id_comes_back(wishes):
    after, gone = PLAN, set[str]()
    for wish, a, b, c in wishes:
        before = set(owned(after))
        after = asked(wish.format(a=a, b=b, c=c), after)
        gone |= before - set(owned(after))
        assert gone.isdisjoint(owned(after))
        assert errors(after) == []
        assert ModulePlan.model_validate_json(after.model_dump_json()) == after


def fixed(broken: ModulePlan) -> ModulePlan:
    """The plan after *Fix it* on every error of the checks."""
    for finding in module_report(broken, BOOKSHOP, BOOKSHOP_BUILT):
        if finding.severity is Severity.ERROR:
            broken = asked(f"Fix {finding.place}: {finding.message}", broken)
    return broken


@pytest.mark.parametrize(
    "update",
    [
        {"requirements": ("FR-1", "FR-2")},
        {"requirements": ("FR-1", "FR-2", "FR-3", "FR-4", "FR-99")},
        {"components": ("C-99",)},
        {"consumes": (Consumes(module="M-9", contract="Guess"),)},
        {"consumes": (Consumes(module="M-2", contract="Guess"),)},
        {"data": ("Order", "Book")},
        {"id": "M-2"},
    ],
    ids=[
        "an orphan",
        "two owners and an invention",
        "no component",
        "no module",
        "no contract",
        "data of two",
        "an id",
    ],
)
def test_what_the_checks_find_is_mended_on_request(update):
    broken = PLAN.model_copy(update={"modules": (PLAN.modules[0].model_copy(update=update), *PLAN.modules[1:])})
    assert errors(broken)
    assert errors(fixed(broken)) == []
    assert sorted(each for module in fixed(broken).modules for each in module.requirements) == sorted(
        BOOKSHOP.requirement_ids
    )


def test_a_circle_waits_for_its_cut_whatever_else_is_changed_and_loses_an_edge_to_fix_it():
    ground = Ground(BOOKSHOP, BOOKSHOP_BUILT)
    circle = connected(ground, PLAN, dict.fromkeys([("M-1", "M-2"), ("M-2", "M-1")], "They need each other."))
    for request in ("split M-3", "move FR-3 to M-3", "rename M-3 to Post", "Fix FR-9: No module owns it"):
        assert ("M-1", "M-2") in cycles(asked(request, circle)), request
    assert errors(fixed(circle)) == []


def test_a_module_whose_pack_is_too_large_is_split_on_request():
    changed = asked("Fix M-2 · Orders: Its context pack has 4,500 tokens, 4,000 are allowed: split the module.")
    assert list(owned(changed)) == ["M-1", "M-2", "M-4", "M-3"]


def test_who_asked_for_a_cut_is_named_in_it():
    changed = amended_modules(PLAN, "M-2 does not need M-1", BOOKSHOP, BOOKSHOP_BUILT, "Ana")
    assert changed.cuts[0].by == "Ana"
    assert "(cut by Ana)" in changed.module("M-2").technical[-1]
