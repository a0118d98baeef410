"""A question about what the product does is told from one about how it is built, and good ones are let pass."""

import pytest

from bot.planning.product_talk import product_talk

HOW_IT_IS_BUILT = [
    "What is the largest file that somebody uploads today?",
    "Which of the three tools in FR-1 offers an API?",
    "Who takes over when the person on call is away?",
    "Where do the other services of the company run?",
    "What happens to a draft when two leads save it at the same moment?",
    "How is the current shared doc backed up?",
    "Which data of FR-2 is personal?",
    "How long was the longest outage you can live with?",
    "Do you want to keep Python, or is there a reason to move?",
    "Which parts would you want to replace without touching the rest?",
    "How do new versions reach the team's other tools today?",
    "Which users may delete a report, if any?",
    "Can leads of one team see another team's drafts?",
    "Should each customer have a database of their own?",
    "Should users be identified by the company's account?",
    "What does a developer need to run it on a laptop?",
    "Which logs did you look at during the last incident?",
    "How should FR-3 know that a tool is down?",
    "Which part should be tried first because it is the riskiest?",
    "What did the last migration cost in days?",
    "Which browser versions do the team leads use?",
    "Does a phone app have to work without a network?",
    "Which format do the tools hand their numbers over in?",
    "How many reports are written in the busiest hour?",
    "What would users notice first if the queue stopped?",
    "Who uses it at night, when a deployment would disturb least?",
    "Should managers be able to restore a deleted report?",
    "What is the first version of the API that partners rely on?",
]
WHAT_IT_DOES = [
    "Which feature matters most to the leads?",
    "Who will use it first on Monday morning?",
    "Should managers be able to comment on drafts?",
    "What should the message say when it is late?",
    "Would people pay for this?",
    "What are the nice-to-haves?",
    "Should it also remind the finance team?",
    "Do customers want to be able to cancel?",
    "What makes this better than competitors?",
    "What should the first version leave out?",
    "Which user stories are most important?",
    "What problem does it solve for the leads?",
    "How will you measure success after a month?",
    "What colour should the chart have?",
    "Should we show last year's numbers as well?",
]


@pytest.mark.parametrize("text", HOW_IT_IS_BUILT)
def test_a_good_technical_question_is_never_taken_for_talk_about_the_product(text):
    assert product_talk(text, "en") == ""


@pytest.mark.parametrize("text", WHAT_IT_DOES)
def test_talk_about_the_product_is_found(text):
    assert product_talk(text, "en")


def test_what_a_question_quotes_is_not_its_own_talk():
    assert product_talk("You said “which features is open” in Q2. Who decides on the framework?", "en") == ""
    assert product_talk("Which features does the “old tool” have?", "en")


@pytest.mark.parametrize(
    ("text", "language", "found"),
    [
        ("Welche Funktionen soll es geben?", "de", True),
        ("Welche Funktionen soll es geben?", "en", False),
        ("Quelles fonctionnalités faut-il ?", "fr", True),
        ("¿Qué funciones faltan?", "es-MX", True),
        ("Which features are missing?", "de", True),
    ],
)
def test_it_is_known_in_english_and_in_the_language_of_the_team(text, language, found):
    assert bool(product_talk(text, language)) is found
