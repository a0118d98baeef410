"""Every question of the bank is held to the rules that a model's question has to pass."""

import re
from collections.abc import Iterator
from typing import Any

import pytest

from bot.planning.bank import load
from bot.planning.interview import Ask
from bot.planning.question_rules import refusals
from bot.planning.reading import QuestionProposal
from bot.planning.topics import PRODUCT_TOPICS
from tests.writing.interviews import weekly_report

SLOTS = {"next": "4", "question": "3", "vague": "fast", "role1": "nurses", "role2": "patients", "name1": "Ana",
         "name2": "Ben", "Role1": "Nurses", "Role2": "Patients", "unclear": "No number was named."}  # fmt: skip


def filled(text: str) -> str:
    return re.sub(r"\{(\w+)\}", lambda match: SLOTS.get(match[1], "the weekly report"), text)


def wordings() -> Iterator[tuple[str, Any, str]]:
    bank = load("en")
    for facet, entry in bank.facets.items():
        for wording in (*entry.ask, *entry.follow_up, *entry.resolve):
            yield facet, wording, entry.recommended
    for wording in (*bank.any.follow_up, *bank.any.resolve, bank.any.last):
        yield "problem.today", wording, ""


def proposals() -> list[QuestionProposal]:
    return [
        QuestionProposal(
            facet,
            filled(wording.text),
            filled(wording.why),
            tuple(f"{filled(option)}{' again' * place}" for place, option in enumerate(wording.options)),
            recommended,
        )
        for facet, wording, recommended in wordings()
    ]


@pytest.mark.parametrize("proposal", proposals(), ids=lambda proposal: f"{proposal.facet}: {proposal.text[:40]}")
def test_a_question_of_the_bank_passes_the_rules(proposal):
    ask = Ask(tuple(facet for topic in PRODUCT_TOPICS for facet in topic.facets))
    assert [refusal.explanation for refusal in refusals(proposal, weekly_report(), ask)] == []
