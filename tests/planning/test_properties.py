"""What holds for any answers that people may give: nothing crashes, nothing is lost, the interview comes to an end."""

import asyncio
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.planning import outline
from bot.planning.checks import Rule, Severity, report
from bot.planning.interview import (
    Ask,
    Contribution,
    Interview,
    Question,
    QuestionKind,
    QuestionState,
    Reopen,
    WrittenBy,
)
from bot.planning.reading import Kind
from bot.planning.specification import SIX_SECTIONS, WRITING_ORDER, SectionName
from bot.planning.topics import PRODUCT_TOPICS
from bot.writing.builtin import BuiltinWriter
from tests.planning.people import asked, interview

FACETS = [f.key for topic in PRODUCT_TOPICS for f in topic.facets]
PIECES = st.sampled_from(
    [
        "must",
        "should",
        "never",
        "when",
        "if",
        "because",
        "so that",
        "and",
        "or",
        "but",
        "no,",
        "I",
        "we",
        "they",
        "the lead",
        "managers",
        "it",
        "the product",
        "sends",
        "print",
        "a list",
        "charts",
        "later",
        "nice to have:",
        "fast",
        "2 minutes",
        ",",
        ".",
        "?",
        "!",
        ";",
        ":",
        "- ",
        "\n",
        "->",
        "FR-1",
        "“",
        "”",
        "'s",
        "can wait",
        "don't know",
        "ok",
        "<@U123>",
        "<!channel>",
        ":tada:",
        "*bold*",
        "`code`",
        "&amp;",
        "https://x.example",
        "GDPR",
        "PostgreSQL",
        "every Friday",
        "not",
        "us",
        "my",
        "Dr.",
        "e.g.",
        "\u202e",
        "\x00",
        "🎉",
        "قائمة",
        "一覧",
        "{said}",
        "{0}",
        "%s",
        "\\1",
    ]
)
SENTENCES = st.lists(PIECES, max_size=14).map(" ".join)
ANSWERS = st.one_of(SENTENCES, SENTENCES, SENTENCES, st.text(max_size=60))
ENDLESS = ["word " * 8_000, "x" * 40_000, "must a list, and " * 500, "no, I print it. " * 2_500]
NAMES = st.sampled_from([("UANA", "Ana"), ("UBEN", "Ben"), ("UX", ""), ("UY", r"\1 {x}")])
FEW = settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])


@st.composite
def interviews(draw: st.DrawFn) -> Interview:
    questions = []
    for number, facet in enumerate(draw(st.lists(st.sampled_from(FACETS), max_size=7)), start=1):
        said = []
        for index in range(draw(st.integers(0, 3))):
            who, name = draw(NAMES)
            said.append(
                Contribution(
                    f"c{number}-{index}",
                    who,
                    name,
                    draw(ANSWERS),
                    f"17000{number:03}{index:02}.000001",
                    "https://x.example/p",
                )
            )
        state = (
            draw(st.sampled_from([QuestionState.ANSWERED] * 4 + [QuestionState.SKIPPED, QuestionState.UNKNOWN]))
            if said
            else QuestionState.SKIPPED
        )
        kind = draw(st.sampled_from([QuestionKind.ASK] * 4 + [QuestionKind.RESOLVE]))
        unclear = draw(st.sampled_from(["", "", "It says little."]))
        options = draw(st.sampled_from([(), ("ok", "managers")]))
        recommended = draw(st.sampled_from(["", "Nothing changes."]))
        questions.append(
            Question(
                f"q{number}",
                number,
                facet,
                f"What about {number}?",
                "Why.",
                options,
                recommended,
                WrittenBy.BUILTIN,
                kind,
                state,
                tuple(said),
                unclear,
            )
        )
    return Interview(draw(ANSWERS), draw(ANSWERS), tuple(questions), owner="UANA", owner_name="Ana")


@FEW
@given(interviews())
def test_any_record_becomes_a_whole_specification_in_which_nothing_is_lost(record):
    spec = outline.begin(record, "written without a model")
    for name in WRITING_ORDER:
        spec = outline.section(record, name, spec)
    for name in set(SIX_SECTIONS) - {SectionName.OPEN_QUESTIONS}:
        assert getattr(spec, name.value), name
    assert len(set(spec.requirement_ids)) == len(spec.requirement_ids)
    broken = [f for f in report(spec, record) if f.severity is Severity.ERROR and f.rule is not Rule.UNKNOWN_SOURCE]
    assert broken == []
    assert [f for f in report(spec, record) if f.rule is Rule.UNKNOWN_SOURCE] == []


@FEW
@given(interviews(), SENTENCES)
def test_any_request_for_a_change_leaves_a_whole_specification_and_is_applied_once(record, request):
    spec = outline.begin(record)
    for name in WRITING_ORDER:
        spec = outline.section(record, name, spec)
    changed = outline.section(record, WRITING_ORDER[0], spec, request or "remove FR-1")
    assert changed.features
    assert set(spec.requirement_ids) >= {i for i in changed.requirement_ids if int(i[3:]) < spec.next_requirement}
    assert outline.section(record, WRITING_ORDER[1], changed, request or "remove FR-1") == changed


@FEW
@given(st.data())
def test_whatever_people_answer_the_interview_ends_and_no_question_comes_twice(data):
    asyncio.run(_played(data))


async def _played(data: st.DataObject) -> None:
    writer = BuiltinWriter()
    record = Interview("Weekly report", data.draw(ANSWERS), owner="UANA", owner_name="Ana")
    turn = await writer.turn(record, None)
    for number in range(1, 4 * len(FACETS)):
        if turn.proposal is None:
            break
        step = record.next_step()
        assert not isinstance(step, Reopen)
        kind = step.kind if isinstance(step, Ask) else QuestionKind.ASK
        if turn.reading.kind is Kind.CONTRADICTION:
            kind = QuestionKind.RESOLVE
        proposal = turn.proposal
        assert proposal.text not in [q.text for q in record.questions]
        said = tuple(
            Contribution(f"c{number}-{i}", *data.draw(NAMES), data.draw(ANSWERS), f"17000{number:03}{i:02}.000001", "")
            for i in range(data.draw(st.integers(1, 2)))
        )
        question = Question(
            f"q{number}", number, proposal.facet, proposal.text, proposal.why, proposal.options, proposal.recommended,
            WrittenBy.BUILTIN, kind, QuestionState.OPEN, said,
        )  # fmt: skip
        record = record.with_question(question)
        turn = await writer.turn(record, question)
        if turn.reading.kind in (Kind.COUNTER_QUESTION, Kind.SIDE_TALK):
            # The question stays open in the thread; here the team presses Skip.
            record = record.with_question(replace(question, state=QuestionState.SKIPPED))
            turn = await writer.turn(record, None)
            continue
        settled = replace(question, state=QuestionState.ANSWERED, unclear=turn.reading.unclear)
        record = replace(record.with_question(settled), evidence=(*record.evidence, *turn.reading.evidence))
    assert turn.proposal is None
    assert record.progress.clear == record.progress.total


@pytest.mark.parametrize("text", ENDLESS, ids=lambda text: text[:8])
@pytest.mark.parametrize("facet", FACETS)
def test_an_answer_of_forty_thousand_characters_is_written_down_like_any_other(facet, text):
    record = interview(asked(facet, text))
    spec = outline.begin(record)
    for name in WRITING_ORDER:
        spec = outline.section(record, name, spec)
    assert [f for f in report(spec, record) if f.severity is Severity.ERROR] == []
