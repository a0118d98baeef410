"""What the team stopped before talking about is listed, never passed over."""

from bot.planning import outline
from bot.planning.interview import Contribution, Interview, Question, QuestionState, WrittenBy
from bot.planning.specification import SectionName


def stopped_after_one_question() -> Interview:
    said = Contribution("1", "U1", "Ana", "I copy numbers for 3 hours every Friday.", "1.2", "https://x/p1")
    question = Question(
        "q1", 1, "problem.today", "How is it done today?", "It tells the cost.", (), "", WrittenBy.BUILTIN
    )
    answered = Question(
        **{f: getattr(question, f) for f in ("id", "number", "facet", "text", "why", "options", "recommended")},
        written_by=WrittenBy.BUILTIN,
        state=QuestionState.ANSWERED,
        contributions=(said,),
    )
    return Interview("Report", "a report that writes itself", (answered,), owner_name="Ana")


def test_every_facet_without_a_question_is_named():
    keys = {facet.key for facet in stopped_after_one_question().never_asked()}
    assert "problem.today" not in keys
    assert {"audience.primary", "features.core", "constraints.hard", "problem.outcome"} <= keys
    assert "success.scale" not in keys, "nothing that was said calls for it"


def test_the_specification_lists_them_as_open_with_the_owner():
    interview = stopped_after_one_question()
    written = outline.section(interview, SectionName.OPEN_QUESTIONS, outline.begin(interview))
    texts = [question.text for question in written.open_questions]
    assert "Core features: not talked about yet: what the first version must do." in texts
    assert {question.owner for question in written.open_questions} == {"Ana"}
