"""Everything the bot can say, with ordinary and with hostile words in it: Slack takes it, and it pings nobody."""

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.planning.artefact import ArtefactKind
from bot.planning.checkpoints import Checkpoint, Happening, OpenPoint, Point, Reason
from bot.planning.checks import Finding, Rule, Severity
from bot.planning.decisions import Decision, Ledger
from bot.planning.diff import Change, Effect
from bot.planning.interview import Contribution, Coverage, Progress, Question, QuestionState, WrittenBy
from bot.planning.modules.plan import Module, ModulePlan
from bot.planning.reading import Position
from bot.planning.schedule_words import ScheduleError
from bot.planning.schedules import USUAL, Cadence, Schedule
from bot.planning.specification import Assumption, OpenQuestion, Statement
from bot.planning.specification_document import specification_document
from bot.planning.sprints.plan import Capacity
from bot.planning.stages import Stage
from bot.planning.topics import Side
from bot.slack.actions import Press
from bot.slack.messages import Link, Person, SlackMessage, notices
from bot.slack.messages.capacity import capacity_modal
from bot.slack.messages.changes import changes_messages, changes_requested_message
from bot.slack.messages.chapters import document_messages
from bot.slack.messages.contradiction import contradiction_message
from bot.slack.messages.cycle import cut_message, cycle_message
from bot.slack.messages.dashboard import Dashboard, dashboard_message
from bot.slack.messages.digest import (
    WaitingSession,
    digest_for_members,
    digest_message,
    digest_not_understood,
    digest_off,
    digest_on,
)
from bot.slack.messages.errors import error_message, error_settled_message
from bot.slack.messages.explanation import explanation_message
from bot.slack.messages.findings import findings_message, fixing_message
from bot.slack.messages.home import Connection, home_view
from bot.slack.messages.in_short import modules_in_short, product_in_short
from bot.slack.messages.modals import plan_modal, request_changes_modal
from bot.slack.messages.nudge import question_nudge, review_nudge
from bot.slack.messages.out_of_date import out_of_date_message
from bot.slack.messages.publication import (
    approval,
    approved_message,
    conflict_message,
    conflict_settled_message,
    publication_paused_message,
    published_message,
)
from bot.slack.messages.question import question_message, settled_question_message
from bot.slack.messages.replies import (
    SessionLine,
    help_message,
    list_message,
    nothing_planned,
    status_message,
)
from bot.slack.messages.review import review_message
from bot.slack.messages.schedule import (
    CurrentSchedule,
    not_a_schedule,
    only_who_takes_part,
    schedule_message,
    schedule_modal,
)
from bot.slack.messages.sleep import already_awake, moved_down, sleep_message, woken_message
from bot.slack.messages.summary import Summary, nothing_new_message, summary_message
from bot.slack.messages.summary_times import LastSummary, NextSummary, SummaryTimes
from bot.slack.messages.writing import writing_message
from tests.documents.example_specification import requirement, weekly_report
from tests.slack.messages.slack_limits import all_text, complaints, contract_complaints

SPECIFICATION = ArtefactKind.PRODUCT_SPECIFICATION
PROGRESS = Progress(3, 8)
TIMES = SummaryTimes(
    LastSummary(1700000000.0, "a ^|> fallback", "Three decisions", "https://x.test/p2"),
    NextSummary("1 December at 17:00, Europe/Lisbon", 1800000000.0),
)
SESSION = "0198c0de-0000-7000-8000-000000000001"
NAMED = ("U0ANA", "U0BEN", "U0BOT")
"""Who may be mentioned: the two who contradict each other, and the bot that is to be invited."""

HOSTILE = [
    pytest.param("Weekly report", id="ordinary"),
    pytest.param("a" * 40_000, id="40,000 letters"),
    pytest.param("😀👩‍🔧🇩🇪" * 5_000, id="emoji only"),
    pytest.param("\u202eשלום עולם\u202c " * 50, id="right to left"),
    pytest.param("```\nrm -rf /\n```\n" * 40, id="code fences"),
    pytest.param("<!channel> <!here|x> <!everyone> <!subteam^S1|@all> <@U0EVE> <@U0ANA> @channel @here", id="pings"),
    pytest.param("*bold* _it_ ~no~ `code` > quote\n> quote\n• list", id="formatting"),
    pytest.param("<script>alert(1)</script>&lt;b&gt; &amp; <https://evil.test|your bank>", id="HTML"),
    pytest.param("Why? And how? 谁？ من؟" * 20, id="questions"),
    pytest.param("\u200b \n\t\u2060", id="nothing to see"),
    pytest.param("a" + "\u0301" * 40_000, id="piled-up accents"),
    pytest.param("&" * 40_000, id="ampersands"),
    pytest.param("\ud800 lone", id="half a surrogate pair"),
]


def questions(text: str) -> Iterator[Question]:
    said = Contribution("c", "U0ANA", text, text, "1.0", "https://x.test")
    asked = Question("q-1", 4, "audience.primary", text, text, (text, text, text, text), text, WrittenBy.BUILTIN)
    for state in QuestionState:
        yield replace(asked, state=state, contributions=(said, replace(said, author="U0BEN")))


def question_messages(text: str) -> Iterator[SlackMessage]:
    positions = (Position("U0ANA", text, text), Position("U0BEN", text, text), Position("not an id", text, text))
    for question in questions(text):
        yield question_message(question, topic=text, progress=PROGRESS, session=SESSION, can_go_back=True)
        yield settled_question_message(question, topic=text, progress=PROGRESS, decided_by=text)
        yield explanation_message(question, text, permalink="https://x.test/p1")
        yield contradiction_message(
            question, positions, topic=text, progress=PROGRESS, session=SESSION, can_go_back=True
        )


def session_messages(text: str) -> Iterator[SlackMessage]:
    people = tuple(Person(f"U{n}", f"{text[:100]}{n}") for n in range(30))
    links = tuple(Link(text, f"https://x.test/{n}?a=1&b=2") for n in range(30))
    for stage in Stage:
        coverage = tuple((text, state) for state in Coverage) * 3
        board = Dashboard(SESSION, text, people[0], stage, people, coverage, (text,) * 4, links[0], links, text, TIMES)
        yield dashboard_message(board)
        yield status_message(board)
        yield list_message([SessionLine(text, stage, link.url, text, True, TIMES) for link in links])
        yield dashboard_message(replace(board, asleep=True, summaries=SummaryTimes(LastSummary(1.0, text, text), None)))
        yield status_message(replace(board, asleep=True))
    yield from waiting_messages(text)
    yield help_message()
    yield nothing_planned()
    yield list_message([])
    yield writing_message(SPECIFICATION, [text] * 9, done=1, version=1, written_by=text, notes=[text] * 9)
    yield error_message(text, way_on=text, reference=text, session=SESSION, operation="op-1")
    yield error_settled_message(text, by=text)
    for kind in ArtefactKind:
        yield approved_message(kind, session=SESSION, version=1, approver=Person("U1", text), publishing=True)
        yield published_message(kind, version=1, pages=links)
    yield publication_paused_message(version=1, seconds=61)
    yield conflict_message(session=SESSION, operation="op-1", page=links[0], difference=text)
    yield conflict_settled_message(page=links[0], verdict=text, by=text)


def waiting_messages(text: str) -> Iterator[SlackMessage]:
    asked = Link(text, "https://x.test/p1")
    yield question_nudge([Person("U0ANA", text), Person("no id", text)], asked)
    yield review_nudge([Person("U0BEN", text)] * 2, asked)
    yield sleep_message(SESSION, text)
    yield woken_message(text)
    yield already_awake()
    question = question_message(next(questions(text)), topic=text, progress=PROGRESS, session=SESSION, can_go_back=True)
    yield moved_down(question)
    yield digest_message([WaitingSession(asked, text, (Person("U0EVE", text),) * 9)] * 30)
    yield digest_on(text)
    yield digest_off()
    yield digest_for_members()
    yield digest_not_understood(text)


def specification_messages(text: str) -> Iterator[SlackMessage]:
    # Pydantic refuses lone surrogates, and more than 2,000 characters of a statement.
    short = text.encode("utf-8", "replace").decode().strip()[:2000] or "x"
    spec = weekly_report(
        title=short,
        outcome=Statement(text=short),
        features=tuple(requirement(f"FR-{n}", title=short, text=short) for n in range(1, 12)),
        open_questions=(OpenQuestion(text=short, owner=short, blocks=short),) * 9,
        assumptions=(Assumption(text=short, breaks=short),) * 9,
        written_by=short,
    )
    approvers = [Person(f"U{n}", text) for n in range(30)]
    verdict = approval(Person("U1", text), datetime(2026, 11, 3, tzinfo=UTC))
    yield review_message(product_in_short(spec), session=SESSION, version=99, approvers=approvers)
    yield review_message(product_in_short(spec), session=SESSION, version=99, approvers=[], verdict=verdict)
    yield from document_messages(specification_document(spec, status=text, version=1, thread_url="https://x.test"))
    found = [Change(effect, text, text, text[::-1]) for effect in Effect if len(text) < 3000]
    yield from changes_messages(found, old_version=1, new_version=2)
    yield changes_requested_message(SPECIFICATION, text, 1, text)


def plan_messages(text: str) -> Iterator[SlackMessage]:
    short = text.encode("utf-8", "replace").decode().strip()[:2000] or "x"
    findings = [Finding(Rule.VAGUE, text, f"{n}{text}", severity) for n in range(15) for severity in Severity]
    settled = {finding.key: text for finding in findings[::4]}
    yield findings_message([], kind=SPECIFICATION, session=SESSION, version=1)
    yield findings_message(findings, kind=SPECIFICATION, session=SESSION, version=1, settled=settled)
    yield fixing_message(findings[0], text)
    modules = tuple(Module(id=f"M-{n}", title=short, scope=short) for n in range(1, 9))
    plan = ModulePlan(title=short, modules=modules, written_by=short)
    yield review_message(modules_in_short(plan), session=SESSION, version=1, approvers=[Person("U1", text)])
    yield cycle_message(plan, [module.id for module in modules], session=SESSION, version=1)
    yield cut_message("M-1", "M-2", text)
    affected = [(kind, [text] * 20) for kind in ArtefactKind]
    yield out_of_date_message(SPECIFICATION, session=SESSION, version=2, affected=affected)


def summary_messages(text: str) -> Iterator[SlackMessage]:
    short = text.encode("utf-8", "replace").decode()
    said = Decision(
        1,
        Side.PRODUCT,
        "audience.primary",
        4,
        short,
        short,
        "c",
        "U0ANA",
        text,
        "1700000001.0001",
        "https://x.test/1",
        9.0,
    )
    decisions = [replace(said, number=n, supersedes=n - 20 if n > 20 else None, withdrawn=n == 3) for n in range(1, 31)]
    links = {
        n: f"https://acme.slack.com/archives/C0000000001/p1700000000000{n}?thread_ts=1.1&cid=C1" for n in range(99)
    }
    full = Checkpoint(
        number=3,
        side=Side.PRODUCT,
        reason=Reason.ANSWERS,
        points=(Point(text=short, questions=tuple(range(1, 9))),) * 9,
        decided=tuple(range(1, 31)),
        changed=tuple(range(21, 31)),
        withdrawn=(3,),
        happened=(Happening(key="k", text=short, permalink=links[1]),) * 9,
        open=(OpenPoint(text=short, owner=short, question=4),) * 9,
        assumptions=(Point(text=short, questions=(4,)),) * 9,
        still_to_ask=(short,) * 30,
        written_by=short,
    )
    empty = Checkpoint(number=1, side=Side.PRODUCT, reason=Reason.ASKED)
    for made, ledger in ((full, Ledger(tuple(decisions))), (empty, Ledger())):
        for question in (next(questions(text)), None):
            yield summary_message(Summary(SESSION, made, ledger, links, question, Link(text, "https://x.test/1")))
    yield nothing_new_message(Link(text, "https://x.test/1"))
    yield nothing_new_message(None)


def notice_messages(text: str) -> Iterator[SlackMessage]:
    people: Sequence[Person] = [Person("U1", text)]
    yield notices.starting(text, channel="C1")
    yield notices.already_starting("https://x.test/p1")
    yield notices.idea_too_long(40_000, 4_000)
    yield notices.not_in_channel("U0BOT", text, again=Press(session=SESSION))
    yield notices.shared_with_another_company()
    yield notices.stale_button()
    yield notices.other_version(3)
    yield notices.not_allowed(people)
    yield notices.not_allowed([])
    yield notices.guests_cannot_approve()
    yield notices.session_gone()
    yield notices.no_session_here()
    yield notices.nothing_to_go_back_to()
    yield notices.files_are_not_read(text)
    yield notices.model_cannot_help(text)
    yield notices.not_understood(text)
    for kind in ArtefactKind:
        yield notices.still_written(kind)
        yield notices.not_yet(kind)
        yield notices.still_asking(kind)
        yield notices.basis_changed(kind)
    yield notices.cycle_first()


def schedule_messages(text: str) -> Iterator[SlackMessage]:
    now = datetime(2026, 11, 24, 18, tzinfo=UTC)
    timed = Schedule(Cadence.TIME, cron="0 17 * * 1-5", zone="Europe/Lisbon")
    for schedule in (timed, replace(timed, cron="0 17 1 1,2,3,4,5 *"), Schedule(Cadence.OFF), USUAL):
        yield schedule_message(schedule, now)
        yield schedule_message(schedule, now, set_by=text, zone_missing_of=text)
    yield not_a_schedule(ScheduleError(text))
    yield only_who_takes_part()


def everything(text: str) -> Iterator[SlackMessage]:
    yield from question_messages(text)
    yield from session_messages(text)
    yield from specification_messages(text)
    yield from plan_messages(text)
    yield from summary_messages(text)
    yield from notice_messages(text)
    yield from schedule_messages(text)


def views(text: str) -> Iterator[dict[str, Any]]:
    links = [Link(text, "https://x.test/1")] * 60
    yield home_view(waiting=[], sessions=[])
    yield home_view(
        waiting=links,
        sessions=[SessionLine(text, Stage.PRODUCT_REVIEW, "https://x.test", text, True, TIMES)] * 60,
        connections=[Connection(text, False, text), Connection("Notion", True)],
    )
    yield plan_modal(idea=text, metadata='{"channel":"C1"}', approvers=["U1"], choose_channel=True)
    yield plan_modal()
    for kind in ArtefactKind:
        press = Press(session=SESSION, kind=kind, version=1, content_hash="f" * 64)
        yield request_changes_modal(press, channel="C1")
        yield capacity_modal(press, None, channel="C1")
        yield schedule_modal(press, CurrentSchedule(USUAL, USUAL), channel="C1")
        odd = Capacity(people=50, sprint_days=7, focus=0.33, start=date(2027, 1, 11))
        yield capacity_modal(press, odd, channel="C1")


def pings(payload: Any) -> list[str]:
    """Everything in a payload that could notify somebody who was not meant."""
    shown = "\n".join(all_text(payload))
    # A date pings nobody: it is shown in each reader's own time zone.
    found = re.findall(r"<(?!!date\^)[!@#][^>]*>|@(?:channel|here|everyone)\b", shown)
    allowed = {f"<@{user_id}>" for user_id in NAMED} | {"<#C1>"}
    return [ping for ping in found if ping not in allowed and not ping.startswith("<!date^")]


@pytest.mark.parametrize("text", HOSTILE)
def test_slack_takes_every_message_and_only_those_who_are_asked_are_mentioned(text: str) -> None:
    mentioned = set()
    for message in everything(text):
        payload = message.payload()
        assert complaints("message", payload) == []
        assert pings(payload) == []
        mentioned |= set(re.findall(r"<@\w+>", json.dumps(payload)))
    assert mentioned == {f"<@{user_id}>" for user_id in NAMED}


@pytest.mark.parametrize("text", HOSTILE)
def test_slack_takes_every_view_and_nobody_is_pinged(text: str) -> None:
    for view in views(text):
        assert complaints(view["type"], view) == []
        # What is filled into a text box is not shown as markup; everything else is.
        assert pings(view) == []


@pytest.mark.parametrize("text", [HOSTILE[0], HOSTILE[5]])
def test_every_message_and_view_keeps_the_contract(text: str) -> None:
    for message in everything(text):
        assert contract_complaints("ChatPostMessageArguments", {"channel": "C1", **message.payload()}) == []
    for view in views(text):
        definition = "HomeView" if view["type"] == "home" else "ModalView"
        assert contract_complaints(definition, view) == []


@pytest.mark.parametrize("text", HOSTILE)
def test_a_question_message_holds_at_most_the_questions_that_the_guard_let_through(text: str) -> None:
    question = replace(next(questions(text)), text="Who reads it first?")
    message = question_message(question, topic="Audience", progress=PROGRESS, session=SESSION, can_go_back=True)
    seen = "\n".join(all_text(message.payload()["blocks"]))
    assert len(re.findall("[?？؟]", seen)) == 1
    assert message.text == "Q4 · audience: Who reads it first?"


@settings(max_examples=25, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(st.text(max_size=300))
def test_any_text_at_all_makes_messages_that_slack_takes(text: str) -> None:
    for message in (*question_messages(text), *session_messages(text), *notice_messages(text)):
        assert complaints("message", message.payload()) == []
        assert pings(message.payload()) == []
