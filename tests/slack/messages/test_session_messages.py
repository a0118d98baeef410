"""The words of the other messages: dashboard, progress, review, publication, errors, replies."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

from bot.planning.artefact import ArtefactKind
from bot.planning.checks import Finding, Rule, Severity
from bot.planning.interview import Coverage
from bot.planning.modules.plan import Module, ModulePlan
from bot.planning.specification import WRITING_ORDER, OpenQuestion
from bot.planning.sprints.plan import Capacity
from bot.planning.stages import Stage
from bot.slack.actions import Action, Press
from bot.slack.messages import Link, Person, notices
from bot.slack.messages.capacity import read_capacity
from bot.slack.messages.cycle import cycle_message
from bot.slack.messages.dashboard import Dashboard, dashboard_message
from bot.slack.messages.errors import error_message
from bot.slack.messages.findings import findings_message
from bot.slack.messages.home import Connection, home_view
from bot.slack.messages.in_short import product_in_short
from bot.slack.messages.modals import PlanForm, plan_modal, read_changes, read_plan, request_changes_modal
from bot.slack.messages.out_of_date import out_of_date_message
from bot.slack.messages.publication import approval, approved_message, conflict_message, published_message
from bot.slack.messages.replies import SessionLine, help_message, list_message, status_message
from bot.slack.messages.review import review_message
from bot.slack.messages.writing import writing_message
from tests.documents.example_specification import weekly_report
from tests.slack.messages.test_question_messages import lines, presses

SPECIFICATION = ArtefactKind.PRODUCT_SPECIFICATION
ANA, BEN, CHEN = Person("U1", "Ana"), Person("U2", "Ben"), Person("U3", "Chen")
COVERAGE = (("Problem", Coverage.CLEAR), ("Audience", Coverage.DEFERRED), ("Features", Coverage.OPEN))
BOARD = Dashboard(
    session="s-1",
    title="Weekly report",
    owner=ANA,
    participants=(ANA, BEN, CHEN),
    stage=Stage.PRODUCT_INTERVIEW,
    coverage=COVERAGE,
    waiting=Link("Q4 · audience", "https://x.test/p4"),
)


def test_the_acknowledgement_names_idea_and_place_and_promises_nothing() -> None:
    assert notices.starting("a report").text == "On it: a planning thread here for “a report”."
    assert notices.starting("a report", channel="C1").text == "On it: a planning thread in <#C1> for “a report”."


def test_the_dashboard_says_who_where_and_what_is_next_and_pings_nobody() -> None:
    message = dashboard_message(BOARD)
    assert lines(message) == [
        "Weekly report",
        "*Product interview*",
        "Started by Ana · with Ben and Chen",
        "▰▰▱  2 of 3 topics clear\n✓ Clear: Problem\n↷ Deferred: Audience\n○ To talk about: Features",
        "👉 <https://x.test/p4|Q4 · audience>",
        "[Status] [Summarise now] [Schedule…] [That's enough]",
    ]
    assert "<@" not in str(message.payload())


def test_after_the_interview_the_dashboard_no_longer_invites_to_talk() -> None:
    topics = lines(dashboard_message(replace(BOARD, stage=Stage.PRODUCT_REVIEW)))[3]
    assert topics.splitlines()[-1] == "○ Not talked about: Features"


def test_the_progress_card_tells_done_now_and_to_come() -> None:
    kind, headings = SPECIFICATION, [name.heading for name in WRITING_ORDER]
    message = writing_message(kind, headings, done=1, version=1, written_by="written without a model")
    assert lines(message) == [
        "*Writing version 1 of the product specification · 1 of 7 sections*\n"
        "✅ Audience\n✍️ *Core workflows* · now\n▫️ Features\n▫️ Constraints\n▫️ Non-goals\n▫️ Open questions\n▫️ In short",
        "Written without a model",
    ]
    by_model = writing_message(kind, headings, done=0, version=1, written_by="gpt-4o-mini")
    assert lines(by_model)[-1] == "Written by gpt-4o-mini"
    finished = writing_message(kind, headings, done=7, version=1, written_by="")
    assert finished.text == "Version 1 of the product specification is written"


def test_the_finished_card_says_where_the_model_was_not_used() -> None:
    notes = [f"M-{n} · Loans: The model's answer was refused: “Who” is a question." for n in range(1, 8)]
    message = writing_message(
        ArtefactKind.MODULES, ["Cut"], done=1, version=1, written_by="gpt-4o-mini", notes=[*notes, notes[0]]
    )
    assert lines(message)[1:3] == [
        "Written by gpt-4o-mini",
        "⚠️ M-1 · Loans: The model's answer was refused: “Who” is a question.",
    ]
    assert lines(message)[-1] == "and 2 more"


def test_a_review_shows_what_to_decide_on_and_its_buttons_are_bound_to_that_content() -> None:
    spec = weekly_report()
    message = review_message(product_in_short(spec), session="s-1", version=2, approvers=(ANA, BEN))
    assert lines(message) == [
        "Weekly report",
        "*Product specification, version 2*\nThe report is ready to read on Friday at 15:00.",
        "1 requirement · 1 workflow · 1 decision · 1 open question · 1 assumption",
        "*Open questions, owned by Chen*\n• Who reads it on holidays?",
        "*Assumptions*\n• English is enough",
        "Ana and Ben may approve",
        "Written without a model",
        "[Approve] [Request changes] [Back to questions] [Download]",
    ]
    bound = Press(session="s-1", kind=SPECIFICATION, version=2, content_hash=spec.content_hash)
    assert [press for _, press in presses(message)] == [bound] * 4


def test_a_review_names_each_owner_where_they_differ_and_leaves_out_what_there_is_none_of() -> None:
    questions = (OpenQuestion(text="Who reads it?", owner="Ana"), OpenQuestion(text="Who pays?", owner="Ben"))
    spec = weekly_report(open_questions=questions, decisions=(), assumptions=())
    shown = lines(review_message(product_in_short(spec), session="s-1", version=1, approvers=(ANA,)))
    assert shown[2] == "1 requirement · 1 workflow · 2 open questions"
    assert shown[3] == "*Open questions*\n• Who reads it? (Ana)\n• Who pays? (Ben)"
    assert not [line for line in shown if "Assumption" in line]


def test_a_decided_review_offers_the_download_only() -> None:
    verdict = approval(ANA, datetime(2026, 11, 3, 14, 5, tzinfo=UTC))
    message = review_message(
        product_in_short(weekly_report()), session="s-1", version=2, approvers=(ANA,), verdict=verdict
    )
    assert "*Approved by Ana on 3 November 2026, 14:05 UTC*" in lines(message)
    assert [action for action, _ in presses(message)] == [Action.DOWNLOAD]


def test_publication_links_to_the_pages() -> None:
    message = published_message(SPECIFICATION, version=2, pages=[Link("Weekly report", "https://notion.test/p")])
    assert (
        message.text
        == "📄 Version 2 of the product specification is published in Notion.\n• <https://notion.test/p|Weekly report>"
    )


def test_an_edited_page_is_brought_to_the_team_with_three_ways_on() -> None:
    page = Link("Weekly report", "https://notion.test/p")
    message = conflict_message(session="s-1", operation="op-1", page=page, difference="Friday → Thursday")
    assert lines(message)[:3] == [
        "Somebody edited <https://notion.test/p|Weekly report> in Notion since I last wrote it. I have not touched it.",
        "What is different:\nFriday → Thursday",
        "[Take it over] [Replace it] [Leave the page alone]",
    ]
    assert [press for _, press in presses(message)] == [Press(session="s-1", operation="op-1")] * 3
    replace_button = message.blocks[2]["elements"][1]
    assert replace_button["style"] == "danger"
    assert "overwritten" in replace_button["confirm"]["text"]["text"]


def test_an_error_says_what_happened_what_to_do_and_where_to_look_it_up() -> None:
    message = error_message(
        "Notion did not answer.",
        way_on="Nothing is lost; try again in a minute.",
        reference="a1b2",
        session="s-1",
        operation="op-1",
    )
    assert lines(message) == [
        "⚠️ Notion did not answer. Nothing is lost; try again in a minute.",
        "[Retry]",
        "Reference: a1b2",
    ]
    assert presses(message) == [(Action.RETRY, Press(session="s-1", operation="op-1"))]


def test_an_error_that_retrying_cannot_help_offers_no_button() -> None:
    assert presses(error_message("The key is wrong.", reference="a1b2", session="s-1")) == []


def test_help_names_the_commands_and_lists_name_the_sessions() -> None:
    assert "`/plan list`" in lines(help_message())[0]
    sessions = [SessionLine("Weekly report", Stage.PRODUCT_REVIEW, "https://x.test/1", "your approval")]
    assert lines(list_message(sessions)) == [
        "*Your planning sessions*\n• <https://x.test/1|Weekly report> · Product specification in review · your approval"
    ]
    assert "Type `/plan`" in list_message([]).text


def test_status_shows_the_same_progress_as_the_dashboard() -> None:
    assert lines(status_message(BOARD)) == [
        "Weekly report",
        "Product interview · Ana, Ben and Chen\n▰▰▱  2 of 3 topics clear\n👉 <https://x.test/p4|Q4 · audience>",
    ]


def test_where_the_bot_is_missing_it_says_how_to_invite_it_and_keeps_the_idea() -> None:
    message = notices.not_in_channel("U0BOT", "planthread", again=Press(session="s-1"))
    assert lines(message) == [
        "I am not in this channel yet, so I cannot open a thread here. Type `/invite` <@U0BOT> and press the button.",
        "[I invited you: start]",
        "Your idea is kept.",
    ]
    assert presses(message) == [(Action.START, Press(session="s-1"))]


def test_who_may_not_approve_learns_who_may() -> None:
    assert notices.not_allowed([ANA, BEN]).text == "Only Ana and Ben may approve this. Nothing was changed."


def test_the_home_tab_begins_with_what_waits_for_me() -> None:
    view = home_view(
        waiting=[Link("Approve Weekly report", "https://x.test/2")],
        sessions=[],
        connections=[Connection("Notion", False, "the page is not shared with planthread")],
    )
    texts = [block["text"]["text"] for block in view["blocks"] if "text" in block]
    assert texts[:2] == ["Waiting for you", "👉 <https://x.test/2|Approve Weekly report>"]
    assert view["blocks"][-1]["elements"][0]["text"] == "⚠️ Notion · the page is not shared with planthread"


def test_the_form_reads_back_what_was_entered() -> None:
    state = {
        "idea": {"idea": {"type": "plain_text_input", "value": " A weekly report "}},
        "title": {"title": {"type": "plain_text_input", "value": None}},
        "teammates": {"teammates": {"type": "multi_users_select", "selected_users": ["U2", "U3"]}},
        "approvers": {"approvers": {"type": "multi_users_select", "selected_users": []}},
        "language": {"language": {"type": "static_select", "selected_option": {"value": "de"}}},
    }
    assert read_plan(state) == PlanForm(idea="A weekly report", teammates=("U2", "U3"), language="de")
    assert read_plan({}) == PlanForm(idea="")


def test_a_form_opened_outside_a_channel_asks_where() -> None:
    def fields(view: dict[str, list[dict[str, str]]]) -> list[str]:
        return [block["block_id"] for block in view["blocks"]]

    inside, outside = plan_modal(), plan_modal(choose_channel=True)
    assert fields(inside) == ["idea", "title", "teammates", "approvers", "notion_parent", "language", "schedule"]
    assert set(fields(outside)) - set(fields(inside)) == {"channel"}


def test_requested_changes_carry_the_version_they_are_about() -> None:
    press = Press(session="s-1", kind=SPECIFICATION, version=2, content_hash="abc")
    assert Press.parse(request_changes_modal(press)["private_metadata"]) == press
    assert read_changes({"changes": {"changes": {"value": " Shorter \n"}}}) == "Shorter"


def test_capacity_is_read_from_the_form_and_a_wrong_field_is_named() -> None:
    today = date(2026, 11, 24)

    def entered(people: str, start: str | None = "2027-01-11") -> dict[str, dict[str, dict[str, Any]]]:
        return {
            "people": {"people": {"value": people}},
            "length": {"length": {"selected_option": {"value": "5"}}},
            "focus": {"focus": {"selected_option": {"value": "0.8"}}},
            "start": {"start": {"selected_date": start}},
        }

    assert read_capacity(entered("3"), today) == (
        Capacity(people=3, sprint_days=5, focus=0.8, start=date(2027, 1, 11)),
        {},
    )
    assert read_capacity(entered("3", None), today)[0].start is None
    assert list(read_capacity(entered("many"), today)[1]) == ["people"]
    assert list(read_capacity(entered("0", "soon"), today)[1]) == ["people", "start"]
    assert read_capacity(entered("3", "2026-11-24"), today)[1] == {}
    assert list(read_capacity(entered("3", "2026-11-23"), today)[1]) == ["start"]
    assert list(read_capacity(entered("3", "2126-11-23"), today)[1]) == ["start"]


def test_findings_can_be_fixed_or_accepted_and_those_that_were_settled_say_by_whom() -> None:
    vague = Finding(Rule.VAGUE, "FR-2", "“fast” can be read in two ways.", Severity.WARNING)
    lost = Finding(Rule.ANSWER_LOST, "Q4", "Nothing cites it.")
    message = findings_message(
        (vague, lost), kind=SPECIFICATION, session="s-1", version=2, settled={vague.key: "Fine as it is · Ana"}
    )
    assert lines(message) == [
        "*🔎 I checked version 2 of the product specification: 1 error and 1 remark.*",
        "⛔ *Q4:* Nothing cites it.",
        "[Fix it] [Fine as it is]",
        "⚠️ *FR-2:* “fast” can be read in two ways. _Fine as it is · Ana_",
    ]
    bound = Press(session="s-1", kind=SPECIFICATION, version=2, operation=lost.key)
    assert presses(message) == [(Action.FIX, bound), (Action.FINE, bound)]


def test_a_circle_of_modules_offers_each_of_its_edges() -> None:
    modules = tuple(Module(id=f"M-{n}", title=title, scope="x") for n, title in ((1, "Mail"), (2, "Drafts")))
    message = cycle_message(ModulePlan(title="Report", modules=modules), ("M-1", "M-2"), session="s-1", version=1)
    assert "M-1 Mail → M-2 Drafts → M-1 Mail" in lines(message)[0]
    assert lines(message)[1] == "[Cut M-1 → M-2] [Cut M-2 → M-1]"
    assert [press.operation for _, press in presses(message)] == ["M-1>M-2", "M-2>M-1"]


def test_what_is_out_of_date_is_named_with_one_way_on() -> None:
    message = out_of_date_message(
        SPECIFICATION,
        session="s-1",
        version=2,
        affected=[(ArtefactKind.MODULES, ["M-2 Mail"]), (ArtefactKind.SPRINTS, [])],
    )
    assert lines(message)[0].splitlines()[1:] == ["• Module plan: M-2 Mail", "• Sprint plan: nothing in it changes"]
    assert [action for action, _ in presses(message)] == [Action.UPDATE_AFFECTED]


def test_an_approval_leads_to_the_next_step_and_the_last_one_to_none() -> None:
    def labels(kind: ArtefactKind, session: str = "s-1") -> list[str]:
        return lines(approved_message(kind, session=session, version=1, approver=ANA, publishing=False))[1:]

    assert [labels(kind) for kind in ArtefactKind] == [
        ["[Start the technical interview]"],
        ["[Carve the modules]"],
        ["[Plan the sprints]"],
        [],
    ]
    assert labels(ArtefactKind.MODULES, session="") == []
