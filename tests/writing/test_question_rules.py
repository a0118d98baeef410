"""The rules that a question must pass before a team sees it."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.planning.interview import Ask, QuestionKind, QuestionState
from bot.planning.question_rules import (
    Rule,
    explanation_refusals,
    question_count,
    question_marks,
    refusals,
    same_question,
    sentences,
)
from bot.planning.reading import QuestionProposal
from bot.planning.topics import PRODUCT_TOPICS, TECHNICAL_TOPICS
from tests.planning.people import approved
from tests.writing.interviews import question, technical_report, weekly_report

EVERY_FACET = tuple(facet for topic in PRODUCT_TOPICS for facet in topic.facets)
ASK = Ask(EVERY_FACET)
INTERVIEW = weekly_report(
    question(1, "audience.primary", "Who will read the weekly report first?", "The managers, on Monday morning")
)


def broken(text: str, interview=INTERVIEW, ask=ASK, **more) -> set[Rule]:
    values = {"facet": "problem.today", "why": "It decides what the first version shows."} | more
    return {refusal.rule for refusal in refusals(QuestionProposal(text=text, **values), interview, ask)}


@pytest.mark.parametrize(
    "text",
    [
        "When did you last write this report by hand?",
        "You said “managers”. Which of them opens it first on Monday?",
        "Roughly how many reports go out in a week, e.g. 10 or 100?",
        "What would go wrong if nobody wrote it for a month?",
        "Is it more important that it is complete or that it is early?",
        "Does anyone else approve budgets?",
        "What is cut if the 3.5 weeks are not enough?",
        "Who else reads the weekly report?",
        "Should the report be read on a phone or on paper?",
        "Before it goes out, who looks at the report and its numbers?",
        "Ana said “every Friday I copy…”, Ben said “not any more, since…”. Which of the two holds?",
        "You said “every Friday I copy the numbers…” in Q3. Which of them comes last?",
    ],
)
def test_a_good_question_passes(text):
    assert broken(text) == set()


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("Who uses it? And when?", Rule.ONE_QUESTION),
        ("Who uses it and how often?", Rule.ONE_QUESTION),
        ("Who uses it, and do they pay for it?", Rule.ONE_QUESTION),
        ("Who uses it, and also who pays?", Rule.ONE_QUESTION),
        ("Who uses it⁇", Rule.ONE_QUESTION),
        ("谁先使用它？什么时候？", Rule.ONE_QUESTION),
        ("من يستخدمه أولا؟ ومتى؟", Rule.ONE_QUESTION),
        ("1) Who uses it 2) when they use it 3) why they use it?", Rule.ONE_QUESTION),
        ("Who uses it\nWhen do they use it?", Rule.ONE_QUESTION),
        ("Describe your users. Who are they?", Rule.ONE_QUESTION),
        ("Please tell us about the users.", Rule.ONE_QUESTION),
        ("", Rule.EMPTY),
        ("?", Rule.EMPTY),
        ("???????", Rule.EMPTY),
        ("Why?", Rule.EMPTY),
        ("Who " + "really " * 50 + "uses it?", Rule.LENGTH),
        ("The report is weekly. It is read on Monday. Who reads it?", Rule.LENGTH),
        ("Who will be first to read the weekly report?", Rule.REPEATED),
        ("who will read the weekly reports FIRST ?", Rule.REPEATED),
        ("Which database do you want to use?", Rule.TECHNOLOGY),
        ("Should it have a REST API for partners?", Rule.TECHNOLOGY),
        ("Who uses it, <!channel>?", Rule.PLAIN_TEXT),
        ("Does <@U123> use it every week?", Rule.PLAIN_TEXT),
        ("Does @ben use it every week?", Rule.PLAIN_TEXT),
        ("Who uses <b>this report</b> first?", Rule.PLAIN_TEXT),
        ("Who uses the tool at https://example.org/x today?", Rule.PLAIN_TEXT),
        ("Who uses the tool at example.com today?", Rule.PLAIN_TEXT),
        ("Who uses *this report* first?", Rule.PLAIN_TEXT),
        ("Who uses `this report` first?", Rule.PLAIN_TEXT),
        ("- Who uses this report first?", Rule.PLAIN_TEXT),
        ("Who uses {audience} first?", Rule.PLAIN_TEXT),
        ("Who uses [the product] first?", Rule.PLAIN_TEXT),
        ("Who uses it\u202e tsrif?", Rule.PLAIN_TEXT),
        ("Who u\u200bses this report first?", Rule.PLAIN_TEXT),
        ("Who uses this\x07 report first?", Rule.PLAIN_TEXT),
        ("Who uses thi\u0336\u0336\u0336\u0336s report first?", Rule.PLAIN_TEXT),
        ("Wouldn't it be better to send it by e-mail?", Rule.LEADING),
        ("Don’t you think managers read it first?", Rule.LEADING),
        ("The managers read it first, right?", Rule.LEADING),
        ("Wer benutzt das zuerst?", Rule.LANGUAGE),
        ("Qui utilise cet outil en premier ?", Rule.LANGUAGE),
        ("¿Quién usa esta herramienta primero?", Rule.LANGUAGE),
        ("谁先使用它？", Rule.LANGUAGE),
        ("Кто пользуется этим первым?", Rule.LANGUAGE),
        ("Ποιος το διαβάζει πρώτος;", Rule.LANGUAGE),
        ("Unatumia nini kwa kazi yako kila siku asubuhi?", Rule.LANGUAGE),
    ],
)
def test_a_bad_question_is_refused_for_its_reason(text, rule):
    assert rule in broken(text)


@pytest.mark.parametrize(
    ("options", "passes"),
    [
        ((), True),
        (("Managers", "Accountants"), True),
        (("Managers", "Accountants", "Both equally"), True),
        (("Managers",), False),
        (("A few", "Some", "Many", "Most"), False),
        (("Managers", "managers."), False),
        (("Managers", ""), False),
        (("Managers", "Other"), False),
        (("Managers", "None of the above"), False),
        (("Managers", "x" * 76), False),
        (("Managers", "Who knows?"), False),
        (("Managers", "<!here>"), False),
    ],
)
def test_options_are_two_or_three_real_choices(options, passes):
    assert (broken("Who opens it on Monday?", options=options) == set()) is passes


@pytest.mark.parametrize("why", ["", "x" * 201, "One line.\nAnd another.", "Why not?", "See https://example.org/"])
def test_the_reason_is_one_plain_line(why):
    assert broken("Who opens it on Monday?", why=why)


def test_the_recommended_default_is_held_to_the_same_rules():
    assert broken("Who opens it on Monday?", recommended="Managers first") == set()
    assert Rule.TECHNOLOGY in broken("Who opens it on Monday?", recommended="Store it in PostgreSQL")
    assert Rule.RECOMMENDED in broken("Who opens it on Monday?", recommended="Managers?")


def test_only_facets_that_are_due_may_be_asked_about():
    due = Ask((EVERY_FACET[0],), QuestionKind.FOLLOW_UP, follows=1)
    assert broken("Who opens it on Monday?", ask=due, facet=EVERY_FACET[0].key) == set()
    assert broken("Who opens it on Monday?", ask=due, facet="launch.first_users") == {Rule.FACET}
    assert broken("Who opens it on Monday?", facet="weather.tomorrow") == {Rule.FACET}


def test_a_language_that_somebody_used_in_the_thread_is_welcome():
    answer = "Das ist die Aufgabe, die wir jeden Montag mit den Zahlen von der Bank machen"
    interview = weekly_report(question(1, "audience.primary", "Who is it for?", answer))
    assert broken("Wer benutzt das zuerst?", interview) == set()
    assert broken("Qui utilise cet outil en premier ?", interview) == {Rule.LANGUAGE}


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("de", "Wer liest den Bericht am Montag zuerst?"),
        ("de-AT", "Wann habt ihr den Bericht zuletzt von Hand geschrieben?"),
        ("fr", "Qui lit le rapport en premier le lundi ?"),
        ("es", "¿Quién lee el informe primero los lunes?"),
        ("ja", "月曜日に最初に報告書を読むのは誰ですか。"),
        ("zh", "星期一谁先看周报？"),
        ("th", "ใครอ่านรายงานเป็นคนแรกในวันจันทร์"),
        ("ar", "من يقرأ التقرير أولا يوم الاثنين؟"),
        ("fa", "چه کسی گزارش را اول می‌خواند؟"),
        ("el", "Ποιος διαβάζει πρώτος την αναφορά;"),
        ("ru", "Кто первым читает отчёт в понедельник?"),
        ("hi", "सोमवार को रिपोर्ट सबसे पहले कौन पढ़ता है?"),
    ],
)
def test_questions_in_other_languages_pass_where_the_team_speaks_them(language, text):
    interview = weekly_report(language=language, idea="…")
    why = {"th": "เพราะผู้อ่านคนแรกสำคัญ", "zh": "第一读者最重要", "ja": "最初の読者が大事です"}.get(language, "…")
    assert broken(text, interview, why=why) == set()


def test_refusals_are_sentences_that_a_model_can_act_on():
    proposal = QuestionProposal("problem.today", "Which database, <!channel>? And why?", "", ("a", "b", "c", "d"))
    explanations = [refusal.explanation for refusal in refusals(proposal, INTERVIEW, ASK)]
    assert len(explanations) >= 5
    assert all(text[0].isupper() or text[0] == "“" for text in explanations)
    assert all(text.endswith(".") for text in explanations)


def test_a_question_that_was_skipped_or_set_aside_counts_as_asked():
    for state in (QuestionState.SKIPPED, QuestionState.SET_ASIDE, QuestionState.OPEN):
        asked = weekly_report(question(1, "audience.primary", "Who opens it on Monday?", state=state))
        assert Rule.REPEATED in broken("Who opens it on Monday?", asked)


def test_an_explanation_asks_nothing_and_stays_plain():
    assert explanation_refusals("Export means the file that accountants download.", INTERVIEW) == ()
    for bad in ("Do you mean A or B?", "See <https://example.org|here>", "x" * 601, "Das ist eine Frage der Art"):
        assert explanation_refusals(bad, INTERVIEW)


def test_abbreviations_and_decimals_do_not_end_a_sentence():
    assert len(sentences("You named e.g. 3.5 weeks. Is that firm?")) == 2


@pytest.mark.parametrize(
    ("text", "count"), [("Who?", 1), ("Who?!", 1), ("Who? When?", 2), ("No.", 0), ("誰ですか。", 1)]
)
def test_questions_are_counted(text, count):
    assert question_count(text) == count


def test_different_interrogatives_make_different_questions():
    assert not same_question("Who reads the weekly report?", "When do people read the weekly report?")
    assert same_question("Who reads the weekly report?", "The weekly report: who reads it?")


TECHNICAL = technical_report()
EVERY_TECHNICAL_FACET = Ask(tuple(facet for topic in TECHNICAL_TOPICS for facet in topic.facets))


@pytest.mark.parametrize(
    "text",
    [
        "Which database does the team run already?",
        "FR-1 collects numbers from three tools. Which of them has an API?",
        "Who may change a draft once FR-2 is done?",
        "Should users sign in with the company's account?",
        "Should a client be able to retry an order?",
        "How does a new feature get to the people who use it?",
        "What should happen while the database is down?",
        "How many people use it at once in the busiest hour?",
        "You said “which features we need is open” in Q2. Who decides on the framework?",
    ],
)
def test_a_good_technical_question_passes(text):
    assert broken(text, TECHNICAL, EVERY_TECHNICAL_FACET, facet="data.model") == set()


@pytest.mark.parametrize(
    "text",
    [
        "Which features should come first?",
        "Who is it for, and why?",
        "Should users be able to export the report?",
        "May customers be able to cancel an order?",
        "What should the button on the first page say, or should the button be gone?",
        "Should it also print labels?",
        "What does success look like after a month?",
        "Which colour should the report have?",
    ],
)
def test_talk_about_the_product_is_refused_on_the_technical_side(text):
    assert Rule.PRODUCT in broken(text, TECHNICAL, EVERY_TECHNICAL_FACET, facet="data.model")


def test_the_refusal_says_what_to_ask_instead():
    proposal = QuestionProposal("data.model", "Which features should come first?", "It decides what is stored.")
    due = Ask((EVERY_TECHNICAL_FACET.facets[2],))
    (refusal,) = [r for r in refusals(proposal, TECHNICAL, due) if r.rule is Rule.PRODUCT]
    assert refusal.explanation == (
        "“which feature…” asks what the product does, and that is approved. Ask how it is built, for example about "
        "data.model: what is stored and which part owns it."
    )


def test_a_question_of_the_product_interview_is_refused_even_in_other_words():
    text = "Who reads the weekly report first of all?"
    assert Rule.REPEATED in broken(text, TECHNICAL, EVERY_TECHNICAL_FACET, facet="data.model")
    assert broken("Which limits does the hosting have?", TECHNICAL, EVERY_TECHNICAL_FACET, facet="data.model") == set()


def test_a_requirement_that_nobody_approved_cannot_be_asked_about():
    text = "Think of FR-2 and FR-99. What has to be stored for that?"
    assert broken(text, TECHNICAL, EVERY_TECHNICAL_FACET, facet="data.model") == {Rule.REQUIREMENT}


def test_more_requirements_than_people_look_up_are_refused():
    text = "Think of FR-1, FR-2, FR-3 and FR-4. What has to be stored for that?"
    many = technical_report(product=approved(*("The product shall store it.",) * 4))
    assert broken(text, many, EVERY_TECHNICAL_FACET, facet="data.model") == {Rule.REQUIREMENT}
    assert broken(text.replace(" and FR-4", ""), many, EVERY_TECHNICAL_FACET, facet="data.model") == set()


def test_talk_about_the_product_is_what_the_product_interview_is_for():
    assert broken("Which features should come first?") == set()


@given(
    text=st.text(max_size=400),
    why=st.text(max_size=250),
    options=st.lists(st.text(max_size=90), max_size=5).map(tuple),
    recommended=st.text(max_size=250),
)
def test_whatever_passes_is_one_plain_question_within_the_limits(text, why, options, recommended):
    proposal = QuestionProposal("problem.today", text, why, options, recommended)
    if refusals(proposal, INTERVIEW, ASK):
        return
    assert question_count(text) == 1
    assert not any(question_marks(other) for other in (why, recommended, *options))
    assert len(text) <= 300
    assert len(why) <= 200
    assert len(options) in (0, 2, 3)
    assert not set("<>`{}[]\n\u202e\u200b") & set(text)


@given(st.sampled_from(["Who opens it on Monday?", "When was it late, and by how much time?"]), st.text(min_size=1))
def test_a_second_question_never_slips_in_behind_the_first(first, addition):
    if re.search(r"[^\W_].*\?", addition, re.DOTALL):
        assert broken(f"{first} {addition}") & {Rule.ONE_QUESTION, Rule.LENGTH, Rule.PLAIN_TEXT, Rule.LANGUAGE}
