"""Every question of the bank is held to the rules that a model's question has to pass."""

import re
from collections.abc import Iterator
from typing import Any

import pytest

from bot.planning.bank import load
from bot.planning.interview import Ask
from bot.planning.question_rules import refusals
from bot.planning.reading import QuestionProposal
from bot.planning.topics import TOPICS, Side, topic_of
from tests.planning.people import approved
from tests.writing.interviews import weekly_report

APPROVED = approved(*(f"The product shall do thing {n}." for n in range(1, 38)))
SLOTS = {"next": "4", "question": "3", "vague": "fast", "role1": "nurses", "role2": "patients", "name1": "Ana",
         "name2": "Ben", "Role1": "Nurses", "Role2": "Patients", "unclear": "No number was named.",
         "requirements": "FR-12, FR-25 and FR-37", "heard_in": "the review",
         "requirement_titles": "; ".join(f"FR-{n}: {'let the lead change '.ljust(30, 'x')}" for n in (12, 25, 37)),
         "heard": "Everything stays on our own PostgreSQL server in…"}  # fmt: skip


def filled(text: str) -> str:
    return re.sub(r"\{(\w+)\}", lambda match: SLOTS.get(match[1], "the weekly report"), text)


def wordings() -> Iterator[tuple[str, Any, str]]:
    bank = load("en")
    for facet, entry in bank.facets.items():
        for wording in (*entry.ask, *entry.follow_up, *entry.resolve):
            yield facet, wording, entry.recommended
    for wording in (*bank.any.follow_up, *bank.any.resolve, bank.any.last):
        for facet in ("problem.today", "data.model"):
            yield facet, wording, ""


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
    side = Side.PRODUCT if topic_of(proposal.facet) in TOPICS[Side.PRODUCT] else Side.TECHNICAL
    ask = Ask(tuple(facet for topic in TOPICS[side] for facet in topic.facets))
    interview = weekly_report(side=side, topics=TOPICS[side], product=APPROVED)
    assert [refusal.explanation for refusal in refusals(proposal, interview, ask)] == []
