"""What the product side settled already is not asked again; what it only touched is asked in the team's own words."""

from dataclasses import replace

import pytest

from bot.planning.interview import Evidence, Interview, QuestionKind
from bot.planning.known import heard, known_facets
from bot.planning.specification import REVIEW, OpenQuestion, Source, Statement
from bot.planning.topics import PRODUCT_TOPICS, Side
from tests.planning.people import BEN, approved, asked, says, technical

FRANKFURT = "Everything stays on our servers in Frankfurt"


def cited(number: int, quote: str) -> Source:
    return Source(question=number, author="UANA", author_name="Ana", quote=quote, permalink="https://acme.slack.com/p1")


def known(text, facet="constraints.hard", **more):
    return {e.facet: e.quote for e in known_facets(technical(earlier=[asked(facet, text)], **more))}


def test_a_limit_of_the_product_settles_where_it_runs_and_a_hard_rule():
    assert known(FRANKFURT) == {"deployment.where": FRANKFURT, "limits.hard": FRANKFURT}


def test_the_evidence_stands_so_that_the_facets_are_not_asked_about():
    record = technical(earlier=[asked("problem.today", "By hand"), asked("constraints.hard", f"So. {FRANKFURT}.")])
    found = known_facets(record)
    assert set(found) == {Evidence(facet, 2, f"{FRANKFURT}.") for facet in ("limits.hard", "deployment.where")}
    after = replace(record, evidence=found)
    assert {"deployment.where", "limits.hard"}.isdisjoint(f.key for f in after.next_step().facets)
    assert after.progress.clear == 2


def test_words_that_were_edited_away_settle_nothing_any_more():
    record = technical(earlier=[asked("constraints.hard", FRANKFURT)])
    edited = technical(earlier=[asked("constraints.hard", "No limits")], evidence=known_facets(record))
    assert edited.progress.clear == 0


@pytest.mark.parametrize(
    "text",
    [
        "Ideally it runs on our own servers",
        "Maybe on our servers",
        "It must not run on our servers",
        "On our servers or with a provider",
        "Does it run on our servers?",
        "It could stay in the EU",
        "Our serverless friends live in Frankfurt",
        "We don't know",
    ],
)
def test_wishes_denials_and_questions_settle_nothing(text):
    assert known(text) == {}


def test_how_it_is_done_today_settles_nothing_about_tomorrow():
    assert known("Today everything runs on our servers", facet="problem.today") == {}


def test_a_position_that_was_overruled_settles_nothing():
    divided = asked("constraints.hard", "It stays on our servers", says("no, with a provider", BEN, 2))
    resolved = asked("constraints.hard", "Ben is right", kind=QuestionKind.RESOLVE)
    assert known_facets(technical(earlier=[divided, resolved])) == ()


def test_what_review_took_out_of_the_specification_is_asked_about_again():
    said = asked("constraints.hard", FRANKFURT)
    kept = approved(constraints=(Statement(text=FRANKFURT, sources=(cited(1, FRANKFURT),)),))
    assert len(known_facets(technical(earlier=[said], product=kept))) == 2
    record = technical(earlier=[said], product=approved())
    assert known_facets(record) == ()
    assert heard(record, "deployment.where").label == "Q1"


def test_what_review_changed_is_no_longer_known_from_the_interview():
    changed = Statement(text="It runs with a provider in Paris.", sources=(cited(1, FRANKFURT), cited(REVIEW, "Paris")))
    record = technical(earlier=[asked("constraints.hard", FRANKFURT)], product=approved(constraints=(changed,)))
    assert known_facets(record) == ()


def test_technology_that_waits_as_an_open_question_is_heard_of_and_not_known():
    words = "Ideally it runs on our own PostgreSQL server"
    waiting = OpenQuestion(text=f"For the technical interview: “{words}”", sources=(cited(1, words),))
    record = technical(earlier=[asked("constraints.hard", words)], product=approved(open_questions=(waiting,)))
    assert known_facets(record) == ()
    assert (heard(record, "stack.choices").words, heard(record, "stack.choices").label) == (words, "Q1")
    assert heard(record, "deployment.where").words == words


def test_of_a_long_sentence_the_clause_that_speaks_of_it_is_quoted():
    long = "We print lists, people walk around with clipboards, then Eva types 6,000 lines into the system every year"
    record = technical(earlier=[asked("problem.today", long)])
    assert heard(record, "rollout.migration").words == "Eva types 6,000 lines into the system every year"
    assert heard(record, "integrations.systems").words == "Eva types 6,000 lines into the system every year"


def test_a_second_person_is_no_measure_of_time():
    record = technical(earlier=[asked("scenarios.main", "I send a second person to count it again")])
    assert heard(record, "performance.load") is None


def test_a_constraint_that_came_up_in_review_is_heard_of_there():
    added = Statement(text="It shall stay in the EU.", sources=(cited(REVIEW, "keep it in the EU"),))
    said = heard(technical(product=approved(constraints=(added,))), "limits.hard")
    assert (said.words, said.label) == ("It shall stay in the EU.", "the review")


def test_the_idea_is_heard_as_well():
    said = heard(technical(idea="A report that writes itself. It sits in our Django app."), "stack.choices")
    assert (said.words, said.label) == ("It sits in our Django app.", "the idea")


def test_nothing_is_known_or_heard_of_on_the_product_side():
    record = Interview("Report", "a report", (asked("constraints.hard", FRANKFURT),), topics=PRODUCT_TOPICS)
    assert record.side is Side.PRODUCT
    assert known_facets(record) == ()
    assert heard(record, "deployment.where") is None
