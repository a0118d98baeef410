"""What the guard lets through, sends back, and replaces."""

import pytest

from bot.planning.interview import Evidence, QuestionKind, QuestionState, WrittenBy
from bot.planning.reading import Kind, Position, QuestionProposal, Reading, Turn
from bot.planning.specification import Audience, SectionName
from bot.writing.guard import Guard
from bot.writing.model_errors import (
    EndpointDownError,
    PromptTooLongError,
    UnreachableError,
    UnusableError,
    WrongKeyError,
)
from tests.writing.interviews import (
    ANA,
    BEN,
    Plain,
    Scripted,
    blank_draft,
    question,
    resolving,
    said,
    source,
    technical_report,
    waiting,
)
from tests.writing.interviews import weekly_report as interview_with

GOOD = QuestionProposal(
    "audience.primary", "Who reads the report first on Monday?", "The first reader decides its form."
)
DOUBLE = QuestionProposal("audience.primary", "Who reads it? And when?", "The first reader decides its form.")


def bank(interview, ask, positions):
    facet = ask.facets[0]
    return QuestionProposal(facet.key, f"What can you tell about {facet.asks_for}?", "It is not known yet.")


def guard(*answers) -> tuple[Guard, Scripted]:
    writer = Scripted(*answers)
    return Guard(writer, Plain(), bank), writer


async def test_a_good_question_of_the_model_is_asked():
    kept, writer = guard(Turn(Reading(), GOOD))
    turn = await kept.accept_turn(interview_with(), None)
    assert turn.question is not None
    assert (turn.question.text, turn.question.written_by, turn.note) == (GOOD.text, WrittenBy.MODEL, "")
    assert len(writer.corrections) == 1


async def test_a_refused_question_goes_back_once_with_the_reasons():
    kept, writer = guard(Turn(Reading(), DOUBLE), Turn(Reading(), GOOD))
    turn = await kept.accept_turn(interview_with(), None)
    assert turn.question is not None
    assert turn.question.text == GOOD.text
    _, correction = writer.corrections
    assert correction.answer == DOUBLE.text
    assert any("one question" in reason for reason in correction.reasons)


async def test_a_question_that_is_refused_twice_comes_from_the_bank():
    kept, writer = guard(Turn(Reading(), DOUBLE))
    turn = await kept.accept_turn(interview_with(), None)
    assert turn.question is not None
    assert turn.question.written_by is WrittenBy.BUILTIN
    assert turn.question.facet == "problem.today"
    assert "refused twice" in turn.note
    assert len(writer.corrections) == 2


async def test_no_question_at_all_goes_back_as_well():
    kept, writer = guard(Turn(Reading(), None), Turn(Reading(), GOOD))
    assert (await kept.accept_turn(interview_with(), None)).question is not None
    assert "Put a question about one of" in writer.corrections[1].reasons[0]


async def test_an_unusable_answer_is_repaired_once():
    kept, writer = guard(UnusableError("no JSON", reason="Write JSON.", answer="Hi"), Turn(Reading(), GOOD))
    turn = await kept.accept_turn(interview_with(), None)
    assert turn.question is not None
    assert turn.question.written_by is WrittenBy.MODEL
    assert writer.corrections[1].reasons == ("Write JSON.",)


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (EndpointDownError("The model's endpoint has a problem of its own."), "problem of its own"),
        (WrongKeyError("The model's endpoint refused the key: check OPENAI_API_KEY."), "has to change a setting"),
    ],
)
async def test_the_interview_goes_on_when_the_model_fails(error, words):
    kept, writer = guard(error)
    turn = await kept.accept_turn(*waiting("By hand, two hours"))
    assert turn.question is not None
    assert turn.question.written_by is WrittenBy.BUILTIN
    assert words in turn.note
    assert len(writer.corrections) == 1


async def test_the_reading_survives_when_only_the_question_was_bad():
    read = Reading(evidence=(Evidence("audience.primary", 1, "our managers"),))
    kept, _ = guard(Turn(read, DOUBLE), EndpointDownError("Down."))
    turn = await kept.accept_turn(*waiting("By hand, for our managers"))
    assert turn.reading.evidence == read.evidence
    assert turn.question is not None
    assert turn.question.facet == "problem.outcome"


async def test_a_repair_mends_the_question_and_leaves_the_reading_alone():
    read = Reading(evidence=(Evidence("features.core", 1, "by hand"),))
    kept, _ = guard(Turn(read, DOUBLE), Turn(Reading(unclear="Nothing is clear."), GOOD))
    turn = await kept.accept_turn(*waiting("We do it by hand"))
    assert turn.reading == read
    assert turn.question is not None
    assert turn.question.written_by is WrittenBy.MODEL


async def test_a_facet_that_the_answer_made_clear_is_not_asked_about():
    read = Reading(evidence=(Evidence("audience.primary", 1, "our managers"),))
    kept, _ = guard(Turn(read, GOOD))
    turn = await kept.accept_turn(*waiting("By hand, for our managers"))
    assert turn.question is not None
    assert turn.question.facet != "audience.primary"


async def test_evidence_that_nobody_said_does_not_count():
    kept, _ = guard(Turn(Reading(evidence=(Evidence("audience.primary", 1, "for the pope"),)), GOOD))
    turn = await kept.accept_turn(*waiting("By hand"))
    assert turn.reading.evidence == ()
    assert turn.question is not None
    assert turn.question.text == GOOD.text


async def test_an_unclear_answer_is_followed_up_about_the_same_facet():
    follow_up = QuestionProposal("problem.today", "How many hours did it take last Friday?", "You said it takes long.")
    kept, _ = guard(Turn(Reading(unclear="No number."), follow_up))
    turn = await kept.accept_turn(*waiting("It takes long"))
    assert turn.question is not None
    assert (turn.question.kind, turn.question.text) == (QuestionKind.FOLLOW_UP, follow_up.text)


@pytest.mark.parametrize("unclear", ["<!channel> help", "What?", "x" * 300, "See `code`"])
async def test_a_reason_for_a_follow_up_that_cannot_be_shown_is_replaced(unclear):
    kept, _ = guard(Turn(Reading(unclear=unclear), GOOD))
    turn = await kept.accept_turn(*waiting("It takes long"))
    assert turn.reading.unclear == "the answer does not settle this yet"
    assert turn.question is not None
    assert turn.question.kind is QuestionKind.FOLLOW_UP


async def test_a_counter_question_is_explained_and_the_question_stays_open():
    explained = Reading(Kind.COUNTER_QUESTION, explanation="It means the steps, for example who copies the numbers.")
    kept, _ = guard(Turn(explained, None))
    turn = await kept.accept_turn(*waiting("What do you mean by come about?"))
    assert turn.question is None
    assert turn.reading.explanation == explained.explanation


async def test_an_explanation_that_asks_something_itself_is_not_shown():
    kept, writer = guard(Turn(Reading(Kind.COUNTER_QUESTION, explanation="Do you mean A? Or B?"), None))
    interview, asked = waiting("What do you mean?")
    turn = await kept.accept_turn(interview, asked)
    assert turn.reading.explanation == asked.why
    assert len(writer.corrections) == 2


@pytest.mark.parametrize(
    ("reading", "answer", "more"),
    [
        (Reading(Kind.COUNTER_QUESTION, explanation="It is so."), "By hand every Friday", {}),
        (Reading(Kind.SIDE_TALK), "By hand", {"options": ("By hand", "Not at all")}),
    ],
)
async def test_a_plain_answer_is_not_taken_for_talk(reading, answer, more):
    kept, _ = guard(Turn(reading, GOOD))
    turn = await kept.accept_turn(*waiting(answer, **more))
    assert turn.reading.kind is Kind.ANSWER
    assert turn.question is not None


async def test_what_the_team_calls_final_moves_on_whatever_the_model_thinks():
    kept, _ = guard(Turn(Reading(Kind.SIDE_TALK), GOOD))
    interview, asked = waiting("As always I guess")
    assert (await kept.accept_turn(interview, asked)).question is None
    assert (await kept.accept_turn(interview, asked, final=True)).question is not None


CLASH = Reading(
    Kind.CONTRADICTION, positions=(Position("U1", "Ana", "Only managers"), Position("U2", "Ben", "accountants"))
)
BOTH = (said("Only managers", ANA, 11), said("No, accountants", BEN, 12))


async def test_a_contradiction_is_put_to_the_team_as_one_question():
    resolve = QuestionProposal(
        "problem.today",
        "Ana says managers, Ben says accountants. Which of them comes first?",
        "Both cannot come first.",
    )
    kept, _ = guard(Turn(CLASH, resolve))
    turn = await kept.accept_turn(*waiting(*BOTH))
    assert turn.question is not None
    assert (turn.question.kind, turn.question.text) == (QuestionKind.RESOLVE, resolve.text)
    assert [p.author_name for p in turn.reading.positions] == ["Ana", "Ben"]


async def test_a_contradiction_that_stays_does_not_stop_the_interview():
    kept, _ = guard(Turn(CLASH, GOOD))
    interview, asked = waiting(*BOTH)
    turn = await kept.accept_turn(interview.with_question(resolving(asked)), resolving(asked))
    assert turn.reading.kind is Kind.CONTRADICTION
    assert turn.question is not None
    assert turn.question.kind is QuestionKind.ASK


async def test_nothing_is_asked_while_a_question_waits_to_be_reopened():
    kept, _ = guard(Turn(Reading(), GOOD))
    interview, asked = waiting("By hand")
    aside = question(2, "launch.first_users", "Who goes first?", state=QuestionState.SET_ASIDE)
    assert (await kept.accept_turn(interview.with_question(aside), asked)).question is None


async def test_without_a_model_the_bank_asks_and_there_is_nothing_to_explain():
    turn = await Guard(None, Plain(), bank).accept_turn(interview_with(), None)
    assert turn.question is not None
    assert (turn.question.written_by, turn.note) == (WrittenBy.BUILTIN, "")
    assert Guard(None, Plain(), bank).label == "written without a model"


async def test_a_bank_question_that_quotes_something_ugly_is_asked_without_the_quote():
    def quoting(interview, ask, positions):
        words = interview.questions[0].answer_text if interview.questions else ""
        return QuestionProposal("problem.outcome", f"What changes once {words or 'it works'}?", "It is not known.")

    turn = await Guard(None, Plain(), quoting).accept_turn(*waiting("<!channel> https://example.org?"))
    assert turn.question is not None
    assert turn.question.text == "What changes once it works?"


async def test_a_bank_question_that_breaks_a_rule_gives_way_to_another_wording():
    def two_wordings(interview, ask, positions):
        texts = ("Who suffers today, and what does it cost?", "What does it cost today?")
        asked = {question.text for question in interview.questions}
        return QuestionProposal("problem.today", next(t for t in texts if t not in asked), "It is not known.")

    turn = await Guard(None, Plain(), two_wordings).accept_turn(interview_with(), None)
    assert turn.question is not None
    assert turn.question.text == "What does it cost today?"


def with_audience(*texts: str):
    people = tuple(Audience(name="Managers", text=text, sources=(source(1, "managers"),)) for text in texts)
    return blank_draft().model_copy(update={"audience": people})


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (WrongKeyError("Check OPENAI_API_KEY."), "Check OPENAI_API_KEY."),
        (UnreachableError("Check OPENAI_BASE_URL."), "Check OPENAI_BASE_URL."),
        (PromptTooLongError("Lower OPENAI_PROMPT_CHARACTERS."), "Lower OPENAI_PROMPT_CHARACTERS."),
        (EndpointDownError("Down."), ""),
    ],
)
async def test_a_setting_that_keeps_the_model_from_helping_is_handed_on(error, told):
    kept, _ = guard(error)
    turn = await kept.accept_turn(interview_with(), None)
    section = await kept.section(INTERVIEW, SectionName.AUDIENCE, blank_draft())
    assert (turn.setting, section.setting) == (told, told)


@pytest.mark.parametrize(
    ("reading", "talk"),
    [
        (Reading(talk=("c2",)), ("c2",)),
        (Reading(talk=("c1", "c2")), ()),
        (Reading(talk=("c3",)), ()),
        (Reading(talk=("c2",), evidence=(Evidence("problem.today", 1, "Lunch at noon"),)), ()),
    ],
    ids=["beside the answer", "everything", "nobody's message", "quoted"],
)
async def test_talk_is_left_out_only_where_an_answer_remains_and_nothing_of_it_is_quoted(reading, talk):
    interview, asked = waiting(said("By hand, two hours", ANA, 1), said("Lunch at noon?", BEN, 2))
    kept, _ = guard(Turn(reading, GOOD))
    assert (await kept.accept_turn(interview, asked)).reading.talk == talk


@pytest.mark.parametrize(("words", "kind"), [("Lunch at noon", Kind.SIDE_TALK), ("It takes hours " * 20, Kind.ANSWER)])
async def test_who_writes_at_length_is_never_taken_to_talk_beside_the_question(words, kind):
    interview, asked = waiting(said(words, ANA, 1))
    kept, _ = guard(Turn(Reading(Kind.SIDE_TALK), GOOD))
    assert (await kept.accept_turn(interview, asked)).reading.kind is kind


async def test_a_long_message_or_a_chosen_option_is_never_talk():
    chosen, long = said("Managers", ANA, 1), said("No: " + "the accountants need it " * 10, BEN, 2)
    interview, asked = waiting(chosen, long, said("Hm", ANA, 3), options=("Managers", "Accountants"))
    kept, _ = guard(Turn(Reading(talk=("c1", "c2", "c3")), GOOD))
    assert (await kept.accept_turn(interview, asked)).reading.talk == ("c3",)


def technical(*answers):
    asked = question(3, "security.access", "How does it know who somebody is?", *answers, state=QuestionState.OPEN)
    return technical_report(asked), asked


TECHNICAL = QuestionProposal("data.model", "What has to be kept overnight?", "Everything that is kept needs an owner.")


@pytest.mark.parametrize(
    "reading",
    [
        Reading(Kind.COUNTER_QUESTION, explanation="It means the sign-in."),
        Reading(Kind.SIDE_TALK),
        Reading(Kind.ANSWER),
    ],
    ids=lambda reading: reading.kind.value,
)
async def test_a_question_about_the_product_stays_in_the_record_however_the_model_reads_it(reading):
    kept, _ = guard(Turn(reading, TECHNICAL))
    turn = await kept.accept_turn(*technical("should managers see drafts too?"))
    assert turn.reading.kind is Kind.ANSWER
    assert "about the product" in turn.reading.unclear
    assert turn.question is not None
    assert (turn.question.kind, turn.question.facet) == (QuestionKind.FOLLOW_UP, "security.access")


async def test_a_question_about_the_product_beside_an_answer_is_never_left_out_as_talk():
    kept, _ = guard(Turn(Reading(talk=("c31", "c30")), TECHNICAL))
    answer, talk = said("With the company account", ANA, 29), said("Lunch at noon?", BEN, 30)
    turn = await kept.accept_turn(*technical(answer, talk, said("Can customers see it too?", BEN, 31)))
    assert (turn.reading.talk, turn.reading.unclear) == (("c30",), "")


async def test_a_technical_question_back_is_explained_as_ever():
    kept, _ = guard(Turn(Reading(Kind.COUNTER_QUESTION, explanation="For example the company's sign-in."), None))
    turn = await kept.accept_turn(*technical("what do you mean by know?"))
    assert (turn.reading.kind, turn.question) == (Kind.COUNTER_QUESTION, None)


async def test_talk_about_the_product_goes_back_with_a_reason_to_act_on():
    talk = QuestionProposal("data.model", "Which features should come first?", "It decides what is stored.")
    kept, writer = guard(Turn(Reading(), talk), Turn(Reading(), TECHNICAL))
    turn = await kept.accept_turn(technical_report(), None)
    assert turn.question is not None
    assert turn.question.text == TECHNICAL.text
    assert "Ask how it is built" in writer.corrections[1].reasons[0]


INTERVIEW = interview_with(question(1, "audience.primary", "Who reads it?", "The managers"))


async def test_a_good_section_of_the_model_is_kept_and_labelled():
    kept, _ = guard(with_audience("They read it on Monday"))
    section = await kept.section(INTERVIEW, SectionName.AUDIENCE, blank_draft())
    assert section.specification.audience[0].text == "They read it on Monday"
    assert (section.specification.written_by, section.written_by) == ("scripted-1", WrittenBy.MODEL)


async def test_a_refused_section_goes_back_once():
    kept, writer = guard(with_audience(), with_audience("They read it on Monday"))
    section = await kept.section(INTERVIEW, SectionName.AUDIENCE, blank_draft())
    assert section.written_by is WrittenBy.MODEL
    assert "empty" in writer.corrections[1].reasons[0]


@pytest.mark.parametrize(
    "answer", [with_audience(), EndpointDownError("Down."), UnusableError("No JSON.", reason="JSON!")]
)
async def test_a_section_that_the_model_cannot_write_is_written_without_it_and_says_so(answer):
    kept, _ = guard(answer)
    section = await kept.section(INTERVIEW, SectionName.AUDIENCE, blank_draft())
    assert section.specification.constraints[0].text == "Written by hand"
    assert section.specification.written_by == "written without a model"
    assert section.note


async def test_a_document_that_the_model_began_says_that_it_was_finished_without_it():
    kept, _ = guard(with_audience("They read it on Monday"), EndpointDownError("Down."))
    first = await kept.section(INTERVIEW, SectionName.AUDIENCE, blank_draft())
    second = await kept.section(INTERVIEW, SectionName.CONSTRAINTS, first.specification)
    assert second.specification.written_by == "scripted-1, in part written without a model"


async def test_a_document_that_was_written_in_part_without_the_model_keeps_saying_so():
    kept, _ = guard(with_audience(), with_audience(), with_audience("They read it on Monday"))
    first = await kept.section(INTERVIEW, SectionName.AUDIENCE, blank_draft())
    second = await kept.section(INTERVIEW, SectionName.AUDIENCE, first.specification)
    assert second.written_by is WrittenBy.MODEL
    assert second.specification.written_by == "scripted-1, in part written without a model"
