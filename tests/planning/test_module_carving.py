"""A product is carved into modules along what changes together, and every promise of the method holds for any input."""

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.planning.checks import Severity
from bot.planning.graphs import elementary_cycles
from bot.planning.modules.carving import carve, split
from bot.planning.modules.checks import ModuleRule, module_report
from bot.planning.modules.cuts import OPEN_POINT, cut, cycles
from bot.planning.modules.ground import Ground
from bot.planning.modules.groups import wanted_modules
from bot.planning.modules.plan import ModulePlan
from bot.planning.specification import ProductSpecification
from bot.planning.technical.specification import Layer, TechnicalSpecification
from tests.planning.module_examples import (
    BOOKSHOP,
    BOOKSHOP_BUILT,
    component,
    product_of,
    requirement,
    specifications,
)

PLAN = carve(BOOKSHOP, BOOKSHOP_BUILT)
CATALOGUE, ORDERS, PARCEL = PLAN.modules
PARTS = (("Catalogue", (1, 2, 3)), ("Orders", (4, 5, 6)), ("Parcels", (7, 8)))
MANY = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def errors(plan: ModulePlan, product: ProductSpecification, technical: TechnicalSpecification) -> list[tuple[str, str]]:
    found = module_report(plan, product, technical)
    return [(f.rule, f.place) for f in found if f.severity is Severity.ERROR]


def built(**update: Any) -> TechnicalSpecification:
    return BOOKSHOP_BUILT.model_copy(update=update)


def test_requirements_that_share_a_part_and_a_thing_make_one_module():
    assert [module.requirements for module in PLAN.modules] == [
        ("FR-1", "FR-2", "FR-3"),
        ("FR-4", "FR-5", "FR-6"),
        ("FR-7", "FR-8"),
    ]


def test_modules_are_named_in_the_teams_words():
    assert [module.title for module in PLAN.modules] == ["Catalogue", "Orders", "Parcel"]


def test_a_module_is_made_of_the_components_that_answer_it_and_of_what_only_they_use():
    assert [module.components for module in PLAN.modules] == [
        ("C-1", "C-2", "C-5"),
        ("C-1", "C-3", "C-5"),
        ("C-1", "C-4"),
    ]


def test_one_module_alone_changes_a_stored_thing_and_the_others_are_told_so():
    assert [module.data for module in PLAN.modules] == [("Book",), ("Order",), ("Parcel",)]
    assert "Changing Book: only M-1 does that." in ORDERS.out_of_scope


def test_what_a_component_uses_elsewhere_becomes_a_contract_with_its_inputs_and_errors():
    assert [(c.module, c.contract) for c in ORDERS.consumes] == [("M-1", "Find a book")]
    contract = CATALOGUE.provides[0]
    assert (contract.name, contract.inputs, contract.errors) == ("Find a book", ("isbn: text",), ("unknown isbn",))
    assert contract.example.startswith("Given a shop with 3 books")


def test_a_step_goes_on_with_what_the_step_before_it_left_in_another_module():
    parts = tuple(component(n, name, Layer.LOGIC, ids) for n, (name, ids) in enumerate(PARTS, 1))
    plan = carve(BOOKSHOP, built(components=parts, entities=(), interfaces=(), flows=()))
    assert [(c.module, c.contract, c.why) for c in plan.module("M-2").consumes] == [
        (
            "M-1",
            "Result of: A reader searches the catalogue",
            "“A reader places an order” goes on after “A reader searches the catalogue”.",
        )
    ]


def test_screens_stores_and_technology_give_no_module_its_name():
    parts = (
        component(1, "Search page", Layer.INTERFACE, (1, 2, 3)),
        component(2, "PostgreSQL", Layer.LOGIC, (4, 5, 6)),
        component(3, "Parcel desk", Layer.LOGIC, (7, 8)),
    )
    plan = carve(BOOKSHOP, built(components=parts, entities=(), interfaces=(), flows=()))
    assert [module.title for module in plan.modules] == ["Search the catalogue", "Place an order", "Parcel desk"]


def test_a_part_that_answers_nearly_everything_gives_no_module_its_name():
    parts = (component(1, "Engine", Layer.LOGIC, range(1, 9)), *BOOKSHOP_BUILT.components[1:])
    assert "Engine" not in [module.title for module in carve(BOOKSHOP, built(components=parts)).modules]


def test_a_thing_that_somebody_else_owns_is_looked_up():
    assert [(c.module, c.contract) for c in PARCEL.consumes] == [("M-2", "Look up Order")]


def test_titles_in_a_language_that_writes_nouns_large_keep_their_capitals():
    plan = carve(BOOKSHOP.model_copy(update={"language": "de"}), BOOKSHOP_BUILT)
    assert plan.modules[2].scope.endswith("Print a parcel label and Track the parcel.")


def test_what_people_do_is_told_in_workflow_steps_and_obligations():
    assert ORDERS.interactions == (
        "Buying: A reader places an order",
        "When a reader buys a book, the product records an order.",
        "The product lets readers cancel an order within 2 hours.",
        "The product lists every open order for the clerk.",
    )


def test_a_decision_binds_only_the_module_whose_component_it_names_and_a_general_one_all():
    assert [any("TD-1" in line for line in module.technical) for module in PLAN.modules] == [True, True, True]
    assert [any("TD-2" in line for line in module.technical) for module in PLAN.modules] == [False, False, True]


def test_it_is_done_when_its_requirements_are_accepted():
    assert PARCEL.done_when == ("FR-7: Print a parcel label is there", "FR-8: Track the parcel is there")


def test_what_neighbours_own_and_what_nobody_builds_is_out_of_scope():
    assert "M-3 · Parcel owns FR-7 Print a parcel label; FR-8 Track the parcel" in ORDERS.out_of_scope
    assert "No used books in the catalogue" in CATALOGUE.out_of_scope
    assert "No used books in the catalogue" not in PARCEL.out_of_scope


@pytest.mark.parametrize(
    ("requirements", "modules"), [(0, 0), (1, 1), (2, 1), (5, 2), (8, 3), (25, 5), (40, 8), (60, 8)]
)
def test_the_number_of_modules_follows_the_size_of_the_product(requirements, modules):
    assert wanted_modules(requirements) == modules
    assert len(carve(*product_of(requirements)).modules) == modules


def test_modules_are_of_comparable_size():
    sizes = [len(module.requirements) for module in carve(*product_of(60)).modules]
    assert max(sizes) <= 12
    assert min(sizes) >= 4


def test_components_that_use_each_other_in_a_circle_leave_a_cycle_for_the_team():
    orders = component(3, "Orders", Layer.LOGIC, (4, 5, 6), 2, 5)
    catalogue = component(2, "Catalogue", Layer.LOGIC, (1, 2, 3), 3)
    others = tuple(c for c in BOOKSHOP_BUILT.components if c.id not in ("C-2", "C-3"))
    plan = carve(BOOKSHOP, built(components=(catalogue, orders, *others)))
    assert cycles(plan) == (("M-1", "M-2"),)


def test_modules_that_need_each_other_are_called_one_way_and_hand_over_the_other():
    features = (
        *BOOKSHOP.features[:2],
        requirement(3, "Hide ordered books", "The product shall mark a book of the catalogue that is in an order."),
        *BOOKSHOP.features[3:],
    )
    plan = carve(BOOKSHOP.model_copy(update={"features": features}), BOOKSHOP_BUILT)
    assert cycles(plan) == ()
    assert [line for line in plan.module("M-1").technical if line.startswith("Hand-over")] == [
        "Hand-over: it does not call M-2 for “Look up Order”, because M-2 relies on this module; its callers hand over "
        "what it needs."
    ]
    assert any("M-1 does not ask for “Look up Order”" in line for line in plan.module("M-2").technical)


def test_carving_again_changes_nothing():
    assert carve(BOOKSHOP, BOOKSHOP_BUILT, PLAN) == PLAN


def test_a_new_requirement_joins_the_module_that_it_is_near_to():
    new = requirement(9, "Return an order", "The product shall let readers return an order.")
    product = BOOKSHOP.model_copy(update={"features": (*BOOKSHOP.features, new), "next_requirement": 10})
    plan = carve(product, BOOKSHOP_BUILT, PLAN)
    assert [module.id for module in plan.modules] == ["M-1", "M-2", "M-3"]
    assert plan.owners("FR-9") == ("M-2",)


def test_a_requirement_that_is_near_to_nothing_makes_a_module_with_a_new_id():
    new = requirement(9, "Play music", "The product shall play jazz.", "nobody talks", "jazz plays")
    product = BOOKSHOP.model_copy(update={"features": (*BOOKSHOP.features, new), "next_requirement": 10})
    plan = carve(product, BOOKSHOP_BUILT, PLAN)
    assert plan.owners("FR-9") == ("M-4",)
    assert plan.next_module == 5


def test_a_module_that_lost_all_it_owned_is_gone_and_its_id_stays_taken():
    product = BOOKSHOP.model_copy(update={"features": BOOKSHOP.features[:6]})
    plan = carve(product, BOOKSHOP_BUILT, PLAN)
    assert [module.id for module in plan.modules] == ["M-1", "M-2"]
    assert plan.next_module == 4
    again = carve(BOOKSHOP, BOOKSHOP_BUILT, plan)
    assert set(again.owners("FR-7")) <= {"M-1", "M-2", "M-4"}


def test_a_cut_and_its_open_points_outlive_carving_again():
    after = cut(PLAN, "M-2", "M-1", "Ana")
    again = carve(BOOKSHOP, BOOKSHOP_BUILT, after)
    assert ("M-2", "M-1") not in set(again.edges())
    assert again.cuts == after.cuts
    assert sum(line.startswith(OPEN_POINT) for line in again.module("M-2").technical) == 1
    assert sum(line.startswith(OPEN_POINT) for line in again.module("M-1").out_of_scope) == 1


def test_only_the_affected_modules_are_written_anew():
    mine = PLAN.model_copy(
        update={"modules": tuple(m.model_copy(update={"scope": f"Ours: {m.id}."}) for m in PLAN.modules)}
    )
    again = carve(BOOKSHOP, BOOKSHOP_BUILT, mine, affected=("M-2",))
    assert [module.scope.startswith("Ours") for module in again.modules] == [True, False, True]


def test_a_module_whose_pack_is_too_large_is_split_until_each_fits():
    plan = carve(BOOKSHOP, BOOKSHOP_BUILT, PLAN, count=lambda text: 1400 * text.count("### FR-"))
    assert [len(module.requirements) for module in plan.modules] == [2, 1, 2, 1, 2]
    assert {module.id for module in plan.modules} == {"M-1", "M-2", "M-3", "M-4", "M-5"}
    assert errors(plan, BOOKSHOP, BOOKSHOP_BUILT) == []


def test_a_module_of_one_requirement_cannot_be_split():
    product, technical = product_of(1)
    plan = carve(product, technical)
    assert split(plan, "M-1", Ground(product, technical)) == plan


@MANY
@given(specifications())
def test_any_product_gives_a_plan_without_errors_but_for_the_circles_of_its_components(specs):
    product, technical = specs
    plan = carve(product, technical)
    broken = errors(plan, product, technical)
    parts = [c.id for c in technical.components]
    uses = [(c.id, other) for c in technical.components for other in c.uses]
    if not [cycle for cycle in elementary_cycles(parts, uses) if len(cycle) > 1]:
        assert broken == []
    assert {rule for rule, _ in broken} <= {ModuleRule.CYCLE}
    assert ModulePlan.model_validate_json(plan.model_dump_json()) == plan


@MANY
@given(specifications())
def test_carving_any_product_again_changes_nothing(specs):
    plan = carve(*specs)
    assert carve(*specs, plan) == plan


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.sets(st.integers(1, 20), max_size=12), min_size=2, max_size=5))
def test_an_id_is_never_used_for_another_module_over_any_sequence_of_versions(versions):
    product, technical = product_of(20)
    plan, gone = None, set[str]()
    for wanted in versions:
        features = tuple(r for r in product.features if int(r.id[3:]) in wanted)
        version = product.model_copy(update={"features": features})
        before = {module.id for module in plan.modules} if plan else set()
        plan = carve(version, technical, plan)
        now = {module.id for module in plan.modules}
        gone |= before - now
        assert gone.isdisjoint(now)
        assert errors(plan, version, technical) == []
