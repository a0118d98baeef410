"""The computed checks on a module plan find what is wrong with it, and what a team does about a cycle."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.planning.checks import Severity
from bot.planning.modules.checks import Figures, ModuleRule, figures, hubs, module_report
from bot.planning.modules.context_pack import Count, estimated_tokens
from bot.planning.modules.cuts import OPEN_POINT, cut, cycles, order
from bot.planning.modules.plan import Consumes, Module
from bot.planning.technical.specification import TechnicalSpecification
from tests.planning.module_examples import BOOKSHOP, BOOKSHOP_BUILT, module, plan

PRODUCT = BOOKSHOP.model_copy(update={"features": BOOKSHOP.features[:3]})
BUILT = BOOKSHOP_BUILT.model_copy(update={"components": ()})
CATALOGUE, ORDERS, PARCELS = module(1, "Catalogue"), module(2, "Orders", 1), module(3, "Parcels", 2, 1)


def rules(
    *modules: Module, built: TechnicalSpecification = BUILT, count: Count = estimated_tokens, **more: object
) -> set[tuple[str, str]]:
    return {(f.rule, f.place) for f in module_report(plan(*modules, **more), PRODUCT, built, count)}


def changed(which: Module, **update: object) -> Module:
    return Module.model_validate(which.model_dump() | update)


def test_a_sound_plan_has_no_findings():
    assert rules(CATALOGUE, ORDERS, PARCELS) == set()


@pytest.mark.parametrize(
    ("modules", "rule", "place"),
    [
        ((CATALOGUE, ORDERS), ModuleRule.NO_OWNER, "FR-3"),
        ((CATALOGUE, ORDERS, changed(PARCELS, requirements=("FR-3", "FR-2"))), ModuleRule.TWO_OWNERS, "FR-2"),
        (
            (CATALOGUE, changed(ORDERS, requirements=("FR-2", "FR-9")), PARCELS),
            ModuleRule.UNKNOWN_REQUIREMENT,
            "M-2 · Orders",
        ),
        ((CATALOGUE, changed(ORDERS, components=("C-7",)), PARCELS), ModuleRule.UNKNOWN_COMPONENT, "M-2 · Orders"),
        ((CATALOGUE, module(2, "Orders", 1, 7), PARCELS), ModuleRule.UNKNOWN_MODULE, "M-2 · Orders"),
        (
            (CATALOGUE, changed(ORDERS, consumes=(Consumes(module="M-1", contract="Guess"),)), PARCELS),
            ModuleRule.UNKNOWN_CONTRACT,
            "M-2 · Orders",
        ),
        ((CATALOGUE, ORDERS, PARCELS, changed(CATALOGUE, title="Twin", requirements=())), ModuleRule.ID_REUSED, "M-1"),
        ((CATALOGUE, ORDERS, module(3, "ORDERS", 2)), ModuleRule.SAME_NAME, "M-3 · ORDERS"),
        ((module(1, "Catalogue", 3), ORDERS, module(3, "Parcels", 2)), ModuleRule.CYCLE, "M-1 → M-3 → M-2 → M-1"),
        ((module(1, "Catalogue", 1), ORDERS, PARCELS), ModuleRule.CYCLE, "M-1 → M-1"),
        (
            (CATALOGUE, changed(ORDERS, data=("Book",)), changed(PARCELS, data=("book",))),
            ModuleRule.DATA_OF_TWO,
            "Book",
        ),
        ((CATALOGUE, ORDERS, PARCELS, module(4, "Extra", requirements=())), ModuleRule.IDLE, "M-4 · Extra"),
        ((CATALOGUE, changed(ORDERS, done_when=()), PARCELS), ModuleRule.NO_PROOF, "M-2 · Orders"),
        ((CATALOGUE, changed(ORDERS, done_when=("FR-2: it is fast",)), PARCELS), ModuleRule.VAGUE, "M-2 · Orders"),
        ((CATALOGUE, ORDERS, module(3, "Parcels")), ModuleRule.UNCONNECTED, "M-3 · Parcels"),
    ],
)
def test_what_is_wrong_is_named_with_its_place(modules, rule, place):
    assert (rule, place) in rules(*modules)


def test_a_context_pack_over_the_budget_asks_for_a_split():
    found = rules(CATALOGUE, ORDERS, PARCELS, count=lambda text: 5_000)
    assert (ModuleRule.PACK_TOO_LARGE, "M-2 · Orders") in found


def test_a_context_pack_that_had_to_be_trimmed_says_what_is_left_out():
    found = module_report(plan(CATALOGUE, ORDERS, PARCELS), PRODUCT, BUILT, lambda text: 4_000 + text.count("**Why:**"))
    trimmed = [(f.place, f.message) for f in found if f.rule is ModuleRule.PACK_TRIMMED]
    message = "To fit into 4,000 tokens, its context pack leaves out why each requirement is wanted."
    assert trimmed[0] == ("M-1 · Catalogue", message)


def test_an_id_that_would_be_given_again_is_named():
    assert (ModuleRule.ID_REUSED, "M-3") in rules(CATALOGUE, ORDERS, PARCELS, next_module=3)


def test_a_component_that_nobody_builds_is_named_unless_it_is_somebody_elses():
    found = rules(CATALOGUE, ORDERS, PARCELS, built=BOOKSHOP_BUILT)
    assert (ModuleRule.COMPONENT_IN_NO_MODULE, "C-2") in found
    assert (ModuleRule.COMPONENT_IN_NO_MODULE, "C-6") not in found


def test_a_vague_word_with_a_number_beside_it_is_fine():
    modules = (CATALOGUE, changed(ORDERS, done_when=("FR-2: it is fast, under 2 seconds",)), PARCELS)
    assert rules(*modules) == set()


def test_a_module_that_everyone_needs_is_named_as_such_without_blame():
    modules = (module(1, "Store"), *(module(n, f"User {n}", 1) for n in range(2, 5)))
    assert hubs(plan(*modules)) == ("M-1",)
    found = [f for f in module_report(plan(*modules), BOOKSHOP, BUILT) if f.rule is ModuleRule.HUB]
    assert [(f.place, f.severity) for f in found] == [("M-1 · Store", Severity.INFO)]


def test_fan_in_fan_out_and_depth_are_counted():
    assert figures(plan(CATALOGUE, ORDERS, PARCELS)) == {
        "M-1": Figures(fan_in=2, fan_out=0, depth=0),
        "M-2": Figures(fan_in=1, fan_out=1, depth=1),
        "M-3": Figures(fan_in=0, fan_out=2, depth=2),
    }


def test_what_others_need_is_built_first():
    assert order(plan(PARCELS, ORDERS, CATALOGUE)) == ("M-1", "M-2", "M-3")


CIRCLE = plan(module(1, "Catalogue", 3), ORDERS, PARCELS)


def test_a_cut_ends_the_cycle_and_says_who_cut():
    assert cycles(CIRCLE) == (("M-1", "M-3"), ("M-1", "M-3", "M-2"))
    after = cut(CIRCLE, "M-1", "M-3", "Ana")
    assert cycles(after) == ()
    assert [(c.module, c.from_module, c.by) for c in after.cuts] == [("M-1", "M-3", "Ana")]


def test_what_was_consumed_over_a_cut_edge_stays_an_open_point_in_both_modules():
    after = cut(CIRCLE, "M-1", "M-3", "Ana")
    assert after.module("M-1").technical == (
        f"{OPEN_POINT}M-1 no longer relies on M-3 (cut by Ana). Agree how it gets what it used: “Ask M-3”.",
    )
    assert after.module("M-3").out_of_scope == (
        f"{OPEN_POINT}M-1 no longer relies on this module (cut by Ana). It used: “Ask M-3”.",
    )


def test_the_second_of_two_people_who_cut_the_same_edge_changes_nothing():
    after = cut(CIRCLE, "M-1", "M-3", "Ana")
    assert cut(after, "M-1", "M-3", "Ben") == after


def test_a_module_that_relies_on_itself_is_cut_loose():
    after = cut(plan(module(1, "Catalogue", 1)), "M-1", "M-1", "Ana")
    assert cycles(after) == ()
    assert len(after.module("M-1").technical) == 1


@given(st.sets(st.tuples(st.integers(1, 6), st.integers(1, 6)), max_size=14))
def test_cutting_one_edge_of_each_cycle_ends_them_all(edges):
    circle = plan(*(module(n, f"Part {n}", *(b for a, b in edges if a == n)) for n in range(1, 7)))
    while found := cycles(circle):
        before = set(circle.edges())
        last, first = found[0][-1], found[0][0]
        circle = cut(circle, last, first, "Ana")
        assert before - set(circle.edges()) == {(last, first)}
    assert len(circle.cuts) <= len(edges)
    assert all(order(circle).index(b) < order(circle).index(a) for a, b in circle.edges())
