"""Whatever somebody proposes for a module plan, the guarantees hold; what makes no sense is refused with a reason."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.planning.modules.carving import assembled, connected, split
from bot.planning.modules.checks import ModuleRule, module_report
from bot.planning.modules.contracts import HAND_OVER
from bot.planning.modules.cuts import cut, cycles
from bot.planning.modules.ground import Ground
from bot.planning.modules.groups import Group
from bot.planning.modules.proposals import (
    MOST_PROPOSED,
    circle_doubts,
    dependency_refusals,
    grouping_refusals,
    settled_dependencies,
    settled_grouping,
    settled_text,
    text_refusals,
)
from bot.planning.modules.text import ModuleText
from tests.planning.module_examples import BOOKSHOP, BOOKSHOP_BUILT

GROUND = Ground(BOOKSHOP, BOOKSHOP_BUILT)
ALL = [f"FR-{n}" for n in range(1, 9)]
GOOD = (("Catalogue", ALL[:3]), ("Orders", ALL[3:6]), ("Parcels", ALL[6:]))
GROUPS = settled_grouping(GROUND, GOOD).groups
TEXT = ModuleText("Keeps every order.", ("A reader orders a book",), ("Keep the history",), ("FR-4: it is recorded",))


def owned(proposed: object) -> dict[str, str]:
    groups = settled_grouping(GROUND, proposed).groups  # type: ignore[arg-type]
    return {group.title: " ".join(each[3:] for each in group.requirements) for group in groups}


def test_a_sound_proposal_is_taken_as_it_is():
    assert grouping_refusals(GROUND, GOOD) == ()
    assert owned(GOOD) == {"Catalogue": "1 2 3", "Orders": "4 5 6", "Parcels": "7 8"}


def test_a_requirement_that_is_named_twice_goes_to_the_first():
    assert owned((("Catalogue", ALL[:5]), ("Orders", ALL[3:]))) == {"Catalogue": "1 2 3 4 5", "Orders": "6 7 8"}


def test_a_requirement_that_nobody_names_goes_to_the_nearest():
    assert owned((("Catalogue", ALL[:2]), ("Orders", ALL[3:5]), ("Parcels", ALL[6:]))) == {
        "Catalogue": "1 2 3",
        "Orders": "4 5 6",
        "Parcels": "7 8",
    }


def test_modules_of_the_same_name_are_one_and_empty_ones_are_gone():
    proposed = (("Orders", ALL[:4]), ("ORDERS", ALL[4:]), ("Ghost", []), ("Ghosts", ["FR-77"]))
    assert owned(proposed) == {"Orders": "1 2 3 4 5 6 7 8"}


def test_a_name_that_says_nothing_is_replaced_by_the_teams_words():
    assert list(owned((("Module 1", ALL[:3]), ("Orders", ALL[3:6]), ("", ALL[6:])))) == [
        "Catalogue",
        "Orders",
        "Parcel",
    ]


@pytest.mark.parametrize(
    ("proposed", "reason"),
    [
        ((), "No module owns FR-1, FR-2"),
        ([(f"Thing {n}", ALL) for n in range(60)], "60 modules are too many: make 12 at most."),
        ((("Catalogue", ["FR-91", "FR-92", "FR-1"]),), "There is no FR-91 and FR-92"),
        ((("Catalogue", ALL[:3]), ("Orders", ALL[3:5])), "No module owns FR-6, FR-7 and FR-8"),
        ((("Everything", ALL),), "One module owns nearly everything"),
        ((("Module 1", ALL[:4]), ("Orders", ALL[4:])), "“Module 1” says nothing"),
        ((("Frontend", ALL[:4]), ("Orders", ALL[4:])), "“Frontend” is a layer"),
        ((("本を探す", ALL[:4]), ("注文する", ALL[4:])), "Write in this language: en."),
    ],
)
def test_a_proposal_that_makes_no_sense_is_refused_with_a_reason(proposed, reason):
    assert any(reason in said for said in grouping_refusals(GROUND, proposed))


def test_many_names_without_a_small_word_are_no_foreign_language():
    names = ("Weekly report", "Draft review", "Approval flow", "Visitor badges")
    assert grouping_refusals(GROUND, [(name, ALL[2 * n : 2 * n + 2]) for n, name in enumerate(names)]) == ()


def test_prose_that_fits_is_taken():
    assert text_refusals(GROUND, GROUPS[1], TEXT) == ()


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (ModuleText("Lorem ipsum dolor.", (), (), ()), "nothing to do with"),
        (ModuleText(TEXT.scope, (), (), ("FR-1: found",)), "FR-1 does not belong to this module"),
        (ModuleText(TEXT.scope, (), (), ("FR-4: it is fast",)), "“fast”"),
        (ModuleText("注文を保存するためのモジュールです order", ("注文する",), (), ()), "Write in this language: en."),
    ],
)
def test_prose_that_cannot_be_used_is_refused_with_a_reason(text, reason):
    assert any(reason in said for said in text_refusals(GROUND, GROUPS[1], text))


def test_every_requirement_gets_a_line_on_when_it_is_done():
    settled = settled_text(
        GROUND, GROUPS[1], ModuleText("- Keeps orders", ("* Order",), ("1. Keep",), ("- FR-4: saved",))
    )
    assert settled == ModuleText(
        "Keeps orders",
        ("Order",),
        ("Keep",),
        ("FR-4: saved", "FR-5: Cancel an order is there", "FR-6: List open orders is there"),
    )


CIRCLE = [("M-1", "M-2"), ("M-2", "M-1")]


def test_a_dependency_on_oneself_is_refused_and_a_circle_only_doubted():
    assert dependency_refusals(GROUPS, [("M-1", "M-1"), *CIRCLE]) == ("M-1 cannot rely on itself.",)
    assert circle_doubts(GROUPS, [("M-1", "M-1"), *CIRCLE]) == (
        "M-1 → M-2 → M-1 is a circle: leave out the weakest of these dependencies.",
    )
    assert circle_doubts(GROUPS, [("M-2", "M-1"), ("M-3", "M-2")]) == ()


def test_more_circles_than_a_team_is_shown_are_a_knot_and_refused():
    everyone = [(a.id, b.id) for a in GROUPS for b in GROUPS if a != b]
    assert dependency_refusals(GROUPS, everyone)[0].startswith("These dependencies are a knot of circles")


def test_a_circle_that_somebody_stands_by_is_left_to_the_team_until_it_cuts_it():
    plan = assembled(GROUND, settled_grouping(GROUND, GOOD))
    chosen = dict.fromkeys(CIRCLE, "They need each other.")
    circle = connected(GROUND, plan, chosen)
    assert cycles(circle) == (("M-1", "M-2"),)
    assert cycles(split(circle, "M-3", GROUND)) == (("M-1", "M-2"),), "nor is it settled behind the team's back"
    again = connected(GROUND, cut(circle, "M-2", "M-1", "Ana"), chosen)
    assert cycles(again) == ()
    assert ("M-1", "M-2") in set(again.edges())


def test_a_circle_that_somebody_stands_by_takes_nothing_away_that_was_designed():
    plan = assembled(GROUND, settled_grouping(GROUND, GOOD))
    circle = connected(GROUND, plan, dict.fromkeys([("M-1", "M-3"), ("M-3", "M-1")], "They need each other."))
    assert set(circle.edges()) == {("M-2", "M-1"), ("M-3", "M-2"), ("M-1", "M-3"), ("M-3", "M-1")}


def test_a_chosen_dependency_gets_a_contract_and_what_was_designed_stays():
    chosen = settled_dependencies(
        GROUPS, {("M-1", "M-3"): "It shows parcels.", ("M-1", "M-9"): "?", ("M-1", "M-1"): "?"}
    )
    plan = assembled(GROUND, settled_grouping(GROUND, GOOD), chosen=chosen)
    assert ("M-2", "M-1") in set(plan.edges())
    catalogue = plan.module("M-1")
    # The parcels rely on the orders, and those on the catalogue: the other way would close the circle.
    assert catalogue.depends_on == ()
    assert any(line.startswith(f"{HAND_OVER}it does not call M-3") for line in catalogue.technical)


NAMES = st.sampled_from(["Orders", "orders", "", "Module 2", "Books", "x" * 300, "本"])
PROPOSALS = st.lists(st.tuples(NAMES, st.lists(st.sampled_from([*ALL, "FR-77", "T-1"]))), max_size=20)
IDS = st.sampled_from([f"M-{n}" for n in range(1, 9)])


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(PROPOSALS, st.dictionaries(st.tuples(IDS, IDS), st.text(max_size=20), max_size=12))
def test_any_proposal_ends_in_a_sound_plan(proposed, chosen):
    grouping = settled_grouping(GROUND, proposed)
    assert 1 <= len(grouping.groups) <= MOST_PROPOSED
    plan = assembled(GROUND, grouping, chosen=settled_dependencies(grouping.groups, chosen))
    serious = {f.rule for f in module_report(plan, BOOKSHOP, BOOKSHOP_BUILT)} - {ModuleRule.UNCONNECTED, ModuleRule.HUB}
    assert serious == set()


def test_ids_go_on_from_where_they_were():
    assert [group.id for group in settled_grouping(GROUND, GOOD, 7).groups] == ["M-7", "M-8", "M-9"]
    assert isinstance(settled_grouping(GROUND, GOOD, 7).groups[0], Group)
