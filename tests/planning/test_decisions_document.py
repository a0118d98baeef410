"""The file of decisions: every number with who, when and where, and what became of it."""

from dataclasses import replace

from bot.planning.checkpoints import Checkpoint, OpenPoint, Point, Reason
from bot.planning.decisions import Decision, Ledger
from bot.planning.decisions_document import decisions_and_summary
from bot.planning.markdown import markdown
from bot.planning.topics import Side

FIRST = Decision(
    1, Side.PRODUCT, "audience.primary", 4, "Managers | read it first.", "Managers read it first", "c", "UANA", "Ana",
    "1700000001.000100", "https://acme.slack.com/p1", 1_700_000_000.0,
)  # fmt: skip
SUMMARY = Checkpoint(
    number=3,
    side=Side.PRODUCT,
    reason=Reason.ASKED,
    points=(Point(text="It takes 3 hours.", questions=(1, 2)),),
    open=(OpenPoint(text="Who may export", owner="Ben", question=5), OpenPoint(text="2 findings")),
    still_to_ask=("Launch",),
    made_at=1_700_000_000.0,
)


def test_every_decision_has_its_number_who_when_where_and_whether_it_counts():
    ledger = Ledger((FIRST, replace(FIRST, number=2, supersedes=1), replace(FIRST, number=3, withdrawn=True)))
    written = markdown(decisions_and_summary("Weekly report", ledger, None))
    rows = [line for line in written.splitlines() if line.startswith("| D")]
    where = "Ana | 2023-11-14 | [Q4](https://acme.slack.com/p1)"
    assert rows == [
        f"| D1 | Managers \\| read it first. | {where} | no: D2 replaces it |",
        f"| D2 | Managers \\| read it first. | {where} | yes, instead of D1 |",
        f"| D3 | Managers \\| read it first. | {where} | no: taken back |",
    ]


def test_the_summary_stands_below_with_its_questions_and_owners():
    written = markdown(decisions_and_summary("Weekly report", Ledger(), SUMMARY))
    assert "Every decision by number" not in written
    for line in ("It takes 3 hours. (Q1, Q2)", "Who may export (Q5, owner Ben)", "2 findings", "Launch"):
        assert f"- {line}\n" in written
    assert "Summary 3, 2023-11-14 22:13 UTC" in written


def test_a_session_in_which_nothing_was_said_has_an_empty_file():
    assert markdown(decisions_and_summary("Weekly report", Ledger(), None)) == "# Weekly report: decisions so far\n"
