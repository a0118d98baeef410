"""What a model that does its work well says about the weekly report, turn by turn and section by section."""

import json
from typing import Any

ANAS_ANSWER = "Every Friday I copy numbers from four systems into a slide. It takes 3 hours."
BENS_ANSWER = "The totals of all four systems, with the change since last week."

FIRST = "How did last Friday's report come about?"
SECOND = "Who opens the report first on Monday?"
THIRD = "What has to be in the very first report?"
FOURTH = "Which limit can nobody move?"


def asks(text: str, facet: str, **more: Any) -> str:
    """A turn that puts this question; `evidence`, `kind`, `options` and so on as keywords."""
    question = {"facet": facet, "text": text, "why": "It decides what comes first.", "options": [], "recommended": ""}
    question |= {key: more.pop(key) for key in tuple(more) if key in question}
    turn = {"kind": "answer", "evidence": [], "unclear": "", "explanation": "", "positions": [], "talk": []}
    return json.dumps(turn | more | {"question": question})


def evidence(facet: str, quote: str) -> list[dict[str, str]]:
    """Words of an answer that make a facet clear."""
    return [{"facet": facet, "quote": quote}]


TURNS = (
    asks(FIRST, "problem.today"),
    asks(
        SECOND,
        "audience.primary",
        evidence=evidence("problem.today", "copy numbers from four systems"),
        options=["Managers", "Accountants"],
    ),
    asks(THIRD, "features.core"),
    asks(FOURTH, "constraints.hard", evidence=evidence("features.core", "The totals of all four systems")),
)


def _says(text: str, label: str = "", quote: str = "", **more: Any) -> dict[str, Any]:
    return {"text": text, "sources": [{"label": label, "quote": quote}] if label else []} | more


def _requirement(id_: str, title: str, text: str, label: str, quote: str) -> dict[str, Any]:
    accepted = {"given": "a closed week", "when": "Monday begins", "then": "the report shows it"}
    return _says(
        text,
        label,
        quote,
        id=id_,
        title=title,
        rationale="It takes three hours.",
        priority="must",
        acceptance=[accepted],
    )


SECTIONS: tuple[dict[str, Any], ...] = (
    {"audience": [_says("They read the totals first.", "Q2", "accountants", name="Accountants")]},
    {
        "workflows": [
            _says(
                "The week's numbers become a report.",
                "Q1",
                "copy numbers from four systems",
                name="Monday report",
                steps=["The week ends", "The numbers are collected", "The report is there"],
            )
        ]
    },
    {
        "features": [
            _requirement(
                "FR-7",
                "Totals",
                "The product shall show the totals of all four systems.",
                "Q3",
                "totals of all four systems",
            ),
            _requirement(
                "REQ-1", "Reminder", "The product shall remind the accountants.", "Q3", "remind us each Monday"
            ),
        ],
        "removed": [],
    },
    {"constraints": [_says("The report is ready by nine on Monday.", "Q9", "ready by nine")]},
    {"non_goals": [_says("The report makes no forecast.")]},
    {"open_questions": [], "assumptions": []},
    {
        "title": "The weekly report",
        "problem": _says("The report is made by hand every Friday.", "Q1", "It takes 3 hours"),
        "outcome": _says("The report writes itself.", "idea", "writes itself"),
        "decisions": [_says("Accountants read it first.", "Q2", "Accountants")],
        "success": [_says("Nobody copies numbers by hand any more.")],
    },
)
"""In the order of `WRITING_ORDER`: ids, a quote and a question that nobody knows are among them."""


POINTS = {"points": [{"text": "Ana copies numbers from four systems and it takes 3 hours.", "questions": ["Q1"]}]}
SUMMARY = json.dumps(POINTS)
"""What it keeps of the interview once the questions are over."""


def plays_its_part(llmock: Any) -> None:
    """Have the endpoint give all of it, in order."""
    for turn in TURNS:
        llmock.reply(turn)
    llmock.reply(SUMMARY)
    for section in SECTIONS:
        llmock.reply(json.dumps(section))
