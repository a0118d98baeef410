"""A context pack holds what one session needs, in order, within its budget, and nothing of the neighbours' insides."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.planning.document import Heading
from bot.planning.markdown import markdown, text
from bot.planning.modules.carving import carve
from bot.planning.modules.context_pack import Trim, context_pack, estimated_tokens, fitted, pack_markdown
from bot.planning.modules.plan import Consumes, Contract, Module
from tests.planning.module_examples import BOOKSHOP, BOOKSHOP_BUILT, module, plan, specifications

PLAN = carve(BOOKSHOP, BOOKSHOP_BUILT)
ORDERS, PARCEL = PLAN.modules[1:]
WHOLE = pack_markdown(ORDERS, PLAN, BOOKSHOP, BOOKSHOP_BUILT)


def words(text: str) -> int:
    return len(text.split())


def trimmed(budget: int, which: Module = ORDERS) -> tuple[str, ...]:
    return fitted(which, PLAN, BOOKSHOP, BOOKSHOP_BUILT, budget, words).trimmed


def test_the_pack_is_in_the_order_of_the_method():
    parts = context_pack(ORDERS, PLAN, BOOKSHOP, BOOKSHOP_BUILT).parts
    assert [part.text for part in parts if isinstance(part, Heading) and part.level == 2] == [
        "Purpose",
        "Requirements",
        "Terms",
        "What it relies on",
        "What it provides",
        "Data that it alone changes",
        "Constraints and decisions",
        "Done when",
        "Out of scope",
    ]


def test_a_consumed_contract_comes_with_its_signature_and_where_it_is_from():
    section = WHOLE.partition("### Find a book (from M-1 · Catalogue)")[2].partition("\n## ")[0]
    assert "- **In:** isbn: text" in section
    assert "- **Errors:** unknown isbn" in section


def test_a_system_outside_is_met_through_its_interface():
    pack = pack_markdown(PARCEL, PLAN, BOOKSHOP, BOOKSHOP_BUILT)
    assert "### Book a parcel (outside: Parcel service)" in pack
    assert "Parcel service" not in WHOLE


def test_a_decision_comes_with_its_reason_and_what_was_turned_down():
    assert "- TD-1 · Language: Python\n  - Python, because the team knows it. (not Go: Nobody knows it)" in WHOLE


def test_a_decision_that_the_module_does_not_name_binds_it_all_the_same():
    silent = ORDERS.model_copy(update={"technical": ("Use the shop's own numbers.",)})
    pack = pack_markdown(silent, PLAN, BOOKSHOP, BOOKSHOP_BUILT)
    assert "- TD-1 · Language: Python" in pack
    assert "Nothing about readers leaves the EU." in pack
    assert "A search answers soon" in pack


def test_a_contract_that_nobody_wrote_is_named_as_missing():
    lone = module(1, "Lone", consumes=(Consumes(module="M-9", contract="Guess"),))
    assert "Nobody has written this contract yet" in pack_markdown(lone, plan(lone), BOOKSHOP, BOOKSHOP_BUILT)


def test_within_its_budget_nothing_is_trimmed():
    assert trimmed(words(WHOLE)) == ()


def test_over_its_budget_what_is_missed_least_goes_first():
    assert trimmed(words(WHOLE) - 1) == (Trim.EXAMPLES,)
    assert trimmed(1) == tuple(trim.value for trim in Trim)


def test_a_pack_that_cannot_be_trimmed_to_its_budget_says_so():
    pack = fitted(ORDERS, PLAN, BOOKSHOP, BOOKSHOP_BUILT, 1, words)
    assert not pack.fits
    assert pack.tokens == words(pack.markdown)


def test_what_was_not_there_is_not_said_to_be_trimmed():
    bare = module(4, "Bare", provides=(Contract(name="Ask", purpose="Asks."),))
    assert Trim.EXAMPLES not in trimmed(1, bare)


@pytest.mark.parametrize(("said", "tokens"), [("", 0), ("abcdefg", 2), ("日本語", 3)])
def test_an_estimate_is_on_the_high_side(said, tokens):
    assert estimated_tokens(said) == tokens


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(specifications(), st.integers(1, 600))
def test_any_pack_is_within_its_budget_or_says_that_it_is_not_and_keeps_what_matters(specs, budget):
    product, technical = specs
    carved = carve(product, technical)
    contracts = {(each.id, contract.name): contract for each in carved.modules for contract in each.provides}
    for each in carved.modules:
        pack = fitted(each, carved, product, technical, budget, words)
        assert pack.fits == (words(pack.markdown) <= budget)
        for requirement in product.features:
            owned = requirement.id in each.requirements
            assert (f"### {requirement.id} · " in pack.markdown) == owned
            if owned:
                assert text(requirement.text) in pack.markdown
                assert all(text(criterion.then) in pack.markdown for criterion in requirement.acceptance)
        for consumed in each.consumes:
            contract = contracts[consumed.module, consumed.contract]
            assert text(contract.purpose) in pack.markdown
            assert all(text(line) in pack.markdown for line in contract.inputs)


def test_nothing_of_the_neighbours_insides_is_in_a_pack():
    secret = PLAN.modules[0].model_copy(update={"technical": ("Sort by moon phase",), "interactions": ("Whistle",)})
    others = PLAN.model_copy(update={"modules": (secret, *PLAN.modules[1:])})
    pack = markdown(context_pack(ORDERS, others, BOOKSHOP, BOOKSHOP_BUILT))
    assert "moon phase" not in pack
    assert "Whistle" not in pack
    assert BOOKSHOP.features[0].text not in pack
