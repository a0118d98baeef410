"""What a reader finds in the document of a specification, and where."""

from bot.planning.document import Contents, Document, Heading
from bot.planning.markdown import markdown
from bot.planning.specification import SIX_SECTIONS, ProductSpecification, Statement
from bot.planning.specification_document import project_summary, specification_document
from tests.documents.example_specification import THREAD, requirement, weekly_report


def written(spec: ProductSpecification) -> str:
    return markdown(specification_document(spec, status="in review", version=2, thread_url=THREAD))


def headings(document: Document) -> list[str]:
    return [part.text for part in document.parts if isinstance(part, Heading) and part.level == 2]


def test_decisions_come_before_prose_and_the_six_sections_follow_in_order() -> None:
    document = specification_document(weekly_report(), status="draft", version=1)
    assert headings(document) == [
        "Decisions",
        "In short",
        "Audience",
        "Core workflows",
        "Features",
        "Constraints",
        "Non-goals",
        "Open questions",
        "Assumptions",
    ]


def test_all_six_sections_are_there_even_when_nothing_was_said() -> None:
    nothing = Statement(text="Unknown")
    document = specification_document(
        ProductSpecification(title="Empty", problem=nothing, outcome=nothing), status="draft", version=1
    )
    assert set(headings(document)) >= {name.heading for name in SIX_SECTIONS}
    assert markdown(document).count("_Nothing recorded yet._") == 5


def test_the_whole_document_reads_like_this() -> None:
    assert (
        written(weekly_report())
        == f"""\
# Weekly report

_Product specification · version 2 · in review · written without a model ·_ [the thread in Slack]({THREAD})

- [Decisions](#decisions)
- [In short](#in-short)
- [Audience](#audience)
- [Core workflows](#core-workflows)
- [Features](#features)
- [Constraints](#constraints)
- [Non-goals](#non-goals)
- [Open questions](#open-questions)
- [Assumptions](#assumptions)

## Decisions

> ✅ Managers read it first ([Q4, Ben]({THREAD}4))

## In short

- **Problem:** Ana writes the report by hand for two hours every Friday. ([Q1, Ana]({THREAD}1))
- **Outcome:** The report is ready to read on Friday at 15:00. ([Q4, Ben]({THREAD}4))
- **Success:** Ana needs at most ten minutes. ([Q1, Ana]({THREAD}1))

## Audience

- **Managers:** see in a minute what got done ([Q4, Ben]({THREAD}4))

## Core workflows

### Friday

The report gets out. ([Q1, Ana]({THREAD}1))

1. Draft appears
2. Ana corrects

## Features

### FR-1 · Weekly draft

When the week ends, the product shall put a draft of the report into the channel. \
([Q1, Ana]({THREAD}1); [Q4, Ben]({THREAD}4))

**Priority:** must · **Why:** Ana spends Friday afternoons on it

**Accepted when**

- **Given** a week with three finished tasks, **when** it is Friday 15:00, **then** the draft names all three

## Constraints

- **Assumption:** Nothing leaves the company.

## Non-goals

- No daily report ([Q4, Ben]({THREAD}4))

## Open questions

| Question | Owner | What waits for it |
| --- | --- | --- |
| Who reads it on holidays? ([Q6, Chen]({THREAD}6)) | Chen | the schedule |

## Assumptions

> ⚠️ **Assumption:** English is enough (Q7)\\
> **If it is wrong:** Every template
"""
    )


def test_many_requirements_begin_with_a_table_of_them() -> None:
    spec = weekly_report(features=tuple(requirement(f"FR-{n}") for n in range(1, 5)))
    assert "| **FR-4** | Weekly draft | must |" in written(spec)


def test_the_same_person_at_the_same_question_is_named_once() -> None:
    one = requirement().sources[0]
    assert written(weekly_report(features=(requirement(sources=(one, one)),))).count("[Q1, Ana]") == 4


def test_the_project_page_says_what_it_is_decisions_first_and_leads_back_to_the_thread() -> None:
    page = project_summary(
        weekly_report(), status="approved", version=2, thread_url=THREAD, owner="Ana", participants=("Ana", "Ben")
    )
    shown = markdown(page)
    assert any(isinstance(part, Contents) for part in page.parts)
    assert headings(page) == ["Decisions", "What it is", "Open questions"]
    assert "Owner: Ana · with Ben" in shown
    assert f"[the thread in Slack]({THREAD})" in shown
