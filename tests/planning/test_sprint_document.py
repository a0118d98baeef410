"""The plan to read: in the thread, and as pages for sprints and tasks."""

from datetime import date

import pytest

from bot.planning.document import Callout, Code, Document, Heading, Listing, Paragraph, Table
from bot.planning.sprints.breakdown import break_down
from bot.planning.sprints.document import estimated, sprint_document, sprints_document, task_document, team
from bot.planning.sprints.plan import Capacity, Estimate
from tests.planning.plans import task
from tests.planning.test_sprint_calendar import plan
from tests.planning.workshops import MODULES, PRODUCT, TECHNICAL

PLAN = break_down(PRODUCT, TECHNICAL, MODULES, Capacity(start=date(2027, 1, 11)))


def text_of(document: Document) -> str:
    """Everything that a reader sees, one part a line, cells of tables between bars."""
    lines = []
    for part in document.parts:
        match part:
            case Heading(_, text) | Code(text, _):
                lines.append(text)
            case Paragraph(content) | Callout(content, _):
                lines.append("".join(span.text for span in content))
            case Listing(items, _):
                lines += ["".join(span.text for span in item.content) for item in items]
            case Table(_, rows):
                lines += [" | ".join("".join(span.text for span in cell) for cell in row) for row in rows]
    return "\n".join(lines)


def whole(sprints=PLAN):
    return text_of(sprints_document(sprints, MODULES, status="draft", version=2, thread_url="https://acme/p"))


def test_the_plan_begins_with_what_it_takes_who_works_on_it_and_when_it_ends():
    text = whole()
    assert text.startswith("Sprint plan · version 2 · draft · written without a model · the thread in Slack\nIn short")
    assert "Work: 15 tasks (8 technical) in 2 sprints, " in text
    assert "Team: 2 people, sprints of 10 working days, 60% of the time for the plan and 80% of that" in text
    assert "Finished: between " in text
    assert "person-days" in text


def test_every_sprint_has_its_dates_load_milestone_demo_and_tasks():
    text = whole()
    assert "S-1 · Mon 11 Jan 2027 to Fri 22 Jan 2027" in text
    assert "Milestone: Customers are shown in the running product that the slot is theirs" in text
    assert "Demo: Start where Friday has a free slot" in text
    assert "T-3 | Book a slot for a repair | FR-1 | M-1 | T-1, T-2 | 0.9 / 1.25 / 1.75" in text
    assert "T-1 | Set up the project, its tests and the pipeline (technical) | FR-1 | M-1 |  | " in text
    assert all(f"\n{each.id} | " in text for each in PLAN.tasks)


def test_the_timeline_is_a_diagram_and_the_critical_path_a_list():
    document = sprints_document(PLAN, MODULES, status="draft", version=1)
    (code,) = (part for part in document.parts if isinstance(part, Code))
    assert code.language == "mermaid"
    assert "The longest chain of tasks, " in whole()
    assert "\nT-3 Book a slot for a repair\n" in whole()


def test_the_end_of_a_plan_without_a_start_is_told_in_days():
    undated = PLAN.model_copy(update={"capacity": Capacity()})
    assert "Finished: between day " in whole(undated)
    assert "S-2 · day 11 to day 20" in whole(undated)


def test_tasks_that_wait_for_each_other_are_told_instead_of_a_date():
    text = whole(plan((task(1, 2), task(2, 1))))
    assert text.count("These tasks wait for each other: T-1 needs T-2 needs T-1.") == 2


def test_a_sprint_has_a_page_with_the_definitions_of_ready_and_done():
    page = sprint_document(PLAN, "S-2", MODULES)
    assert page.title.startswith("S-2 · More that works end to end")
    assert "A task is done when" in text_of(page)
    assert "Focus: M-3 Workshop day, M-1 Bookings" in text_of(page)
    with pytest.raises(KeyError):
        sprint_document(PLAN, "S-9", MODULES)


def test_a_task_says_why_it_is_there_and_when_it_is_done():
    text = text_of(task_document(PLAN.task("T-10"), PRODUCT))
    assert text.startswith("Done when: FR-3 passes: given a repair is booked for Friday, when it is Thursday at noon")
    assert "FR-3 · Get a reminder the day before: The product shall let customers" in text
    assert "Given a repair is booked for Friday, when it is Thursday at noon, then the customer has a text" in text


def test_a_task_does_not_repeat_what_stands_beside_it_where_people_may_change_it():
    task = PLAN.task("T-10")
    elsewhere = {"owner": "Ben", "module": "M-1", "depends_on": (), "estimate": PLAN.tasks[0].estimate}
    assert task_document(task.model_copy(update=elsewhere), PRODUCT) == task_document(task, PRODUCT)


def test_a_task_for_a_requirement_that_is_gone_says_so():
    gone = PRODUCT.model_copy(update={"features": PRODUCT.features[:1]})
    text = text_of(task_document(PLAN.task("T-10"), gone))
    assert "FR-3, which the product specification does not hold any more." in text


@pytest.mark.parametrize(
    ("figures", "words"),
    [
        ((1, 1, 1), "1 day"),
        ((0.5, 1, 1.5), "0.5 to 1.5 days, probably 1"),
        ((0.25, 0.5, 1), "0.25 to 1 day, probably 0.5"),
    ],
)
def test_an_estimate_reads_as_a_range(figures, words):
    low, likely, high = figures
    assert estimated(Estimate(optimistic=low, likely=likely, pessimistic=high)) == words


def test_one_person_is_no_people():
    assert team(Capacity(people=1)).startswith("1 person, sprints of 10 working days")
