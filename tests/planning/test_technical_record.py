"""What was written for the product interview holds on the technical side: nothing is lost or left to its facets."""

from hypothesis import given
from hypothesis import strategies as st

from bot.planning.bank import load
from bot.planning.interview import Ask, QuestionState
from bot.planning.known import known_facets
from bot.planning.material import gather
from bot.planning.outline_gaps import assumptions, never_asked, open_questions
from bot.planning.parked import parked
from bot.planning.section_rules import section_refusals
from bot.planning.specification import SectionName
from bot.planning.topics import TECHNICAL_TOPICS
from tests.planning.people import approved, asked, technical

FACETS = [facet.key for topic in TECHNICAL_TOPICS for facet in topic.facets]
WORDS = st.text(max_size=80) | st.sampled_from(
    ["Everything stays on our servers", "should managers see it too?", "no idea", "FR-1", "within 2 seconds", "fast",
     "what do you mean?", "PostgreSQL, no more than 60 euros a month", "<!channel> https://x.example", "no, never", ""]
)  # fmt: skip


def test_what_the_team_stopped_before_is_named_with_what_waits_for_it():
    record = technical(asked("data.model", "Reports and drafts"), owner_name="Ana")
    left = {question.text: question for question in never_asked(record, load())}
    waiting = left["Security: not talked about yet: who may do what, and how the product knows them."]
    assert (waiting.owner, waiting.blocks) == ("Ana", "the rules on access, and the sign-in")
    assert len(left) == len(FACETS) - 1


def test_technology_in_a_technical_answer_is_material_and_not_put_off_again():
    material = gather(technical(asked("limits.hard", "It has to be PostgreSQL. Nothing outside the EU.")))
    assert material.technical == ()
    assert [said.text for said in material.on("limits.hard")] == ["It has to be PostgreSQL.", "Nothing outside the EU."]


def test_a_skipped_technical_question_is_open_and_an_unknown_one_assumed():
    record = technical(
        asked("data.model", state=QuestionState.SKIPPED, text="What is stored?"),
        asked("team.skills", state=QuestionState.UNKNOWN, recommended="The team builds it."),
    )
    assert "What is stored?" in [question.text for question in open_questions(record, gather(record), load())]
    (assumed,) = assumptions(record, load())
    assert (assumed.text, assumed.breaks) == ("The team builds it.", "the estimates")


def test_the_rules_for_sections_read_a_technical_record_without_trouble():
    record = technical(asked("data.model", "Reports"), product=approved("The product shall store reports."))
    assert section_refusals(record.product, SectionName.FEATURES, record)


@given(st.lists(st.tuples(st.sampled_from(FACETS), WORDS), max_size=6), st.lists(WORDS, max_size=3))
def test_whatever_was_said_nothing_breaks_and_evidence_stands(answers, limits):
    record = technical(
        *(asked(facet, words) for facet, words in answers),
        earlier=[asked("constraints.hard", words) for words in limits],
        product=approved("The product shall store it.") if len(limits) > 1 else None,
    )
    gather(record)
    for evidence in known_facets(record):
        assert evidence.quote in record.question(evidence.question).answer_text
    for open_question in (*open_questions(record, gather(record), load()), *parked(record)):
        assert open_question.text
    step = record.next_step()
    assert not isinstance(step, Ask) or {facet.key for facet in step.facets} <= set(FACETS)
