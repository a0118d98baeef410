"""What the team reads when a new version replaces an old one."""

from bot.planning.diff import Change, Effect, changes, changes_document, marked, summary
from bot.planning.markdown import markdown
from bot.planning.specification import Decision, NonGoal, Statement
from tests.documents.example_specification import ANA_Q1, requirement, weekly_report


def test_the_same_specification_has_no_changes() -> None:
    assert changes(weekly_report(), weekly_report()) == ()
    assert summary(()) == "Nothing changed"


def test_a_reworded_requirement_is_a_change_at_its_id() -> None:
    new = weekly_report(features=(requirement(text="When the week ends, the product shall post the report."),))
    (change,) = changes(weekly_report(), new)
    assert (change.effect, change.place) == (Effect.CHANGED, "FR-1 · Weekly draft")


def test_a_new_and_a_dropped_requirement_are_told_apart_by_id() -> None:
    new = weekly_report(features=(requirement("FR-2", title="Export"),), next_requirement=3)
    found = changes(weekly_report(), new)
    assert [(c.effect, c.place) for c in found] == [
        (Effect.ADDED, "FR-2 · Export"),
        (Effect.REMOVED, "FR-1 · Weekly draft"),
    ]
    assert summary(found) == "1 added, 1 removed: FR-2 · Export, FR-1 · Weekly draft"


def test_a_reworded_decision_is_one_change_and_a_different_one_is_two() -> None:
    def decided(*texts: str) -> tuple[Decision, ...]:
        return tuple(Decision(text=text, sources=(ANA_Q1,)) for text in texts)

    old = weekly_report(decisions=decided("Managers read it first", "No mobile app"))
    reworded = weekly_report(decisions=decided("Managers and owners read it first", "No mobile app"))
    replaced = weekly_report(decisions=decided("Nothing is printed any more", "No mobile app"))
    assert [c.effect for c in changes(old, reworded)] == [Effect.CHANGED]
    assert [c.effect for c in changes(old, replaced)] == [Effect.ADDED, Effect.REMOVED]


def test_moving_statements_around_is_no_change() -> None:
    goals = (NonGoal(text="No daily report"), NonGoal(text="No mobile app"))
    assert changes(weekly_report(non_goals=goals), weekly_report(non_goals=goals[::-1])) == ()


def test_an_assumption_that_somebody_confirmed_is_a_change() -> None:
    new = weekly_report(constraints=(Statement(text="Nothing leaves the company.", sources=(ANA_Q1,)),))
    assert changes(weekly_report(), new) == (
        Change(
            Effect.CHANGED,
            "Constraint",
            "Assumption: Nothing leaves the company.",
            "Nothing leaves the company.",
        ),
    )


def test_lost_words_are_italic_and_new_words_are_bold() -> None:
    before, after = marked("Managers read it first", "Owners read it first")
    assert [(s.text, s.italic) for s in before] == [("Managers", True), (" read it first", False)]
    assert [(s.text, s.bold) for s in after] == [("Owners", True), (" read it first", False)]


def test_the_difference_reads_like_this() -> None:
    new = weekly_report(
        outcome=weekly_report().outcome.model_copy(update={"text": "The report is ready to read on Friday at 12:00."}),
        non_goals=(),
    )
    document = changes_document(changes(weekly_report(), new), old_version=1, new_version=2)
    assert markdown(document) == (
        "# What changed from version 1 to 2\n\n"
        "1 changed, 1 removed: Outcome, Non-goal.\n\n"
        "### Outcome · changed\n\n"
        "Was: The report is ready to read on Friday at _15:00._\n\n"
        "Now: The report is ready to read on Friday at **12:00.**\n\n"
        "### Non-goal · removed\n\n"
        "> ➖ No daily report\n"
    )


def test_two_audiences_of_one_name_are_both_compared() -> None:
    twice = weekly_report().audience * 2
    assert [c.place for c in changes(weekly_report(), weekly_report(audience=twice))] == ["Audience · Managers (2)"]
