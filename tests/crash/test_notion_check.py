"""What a campaign looks at in Notion finds each harm that it is there for, and nothing where all went well."""

from collections.abc import Callable

import pytest

from tests.crash.notion_check import check_notion
from tests.crash.record import Record
from tests.notion.stage import MemoryLedger, Stage
from tests.notion.whole_project import whole_project

PLAN = whole_project(modules=1, sprints=2, tasks=3)
NOTHING_RECORDED = Record((), (), (), (), (), (), (), (), (), ())


@pytest.fixture
def stage() -> Stage:
    return Stage()


def found(stage: Stage) -> set[str]:
    """Each finding as its kind and what it is about, without where."""
    findings = check_notion(stage.store, {PLAN.key: PLAN}, NOTHING_RECORDED)
    return {f"{finding.kind}: {finding.what}" for finding in findings}


def a_row_is_gone(stage: Stage) -> None:
    stage.store.person_trashes(stage.row("T-3 Step").id)


def a_row_is_doubled(stage: Stage) -> None:
    (source,) = stage.database("Sprints").data_sources
    double = stage.store.person_creates(source.id, "S-1 Slice")
    stage.store.person_edits(double.id, properties={"Key": "S-7f3a/sprint/S-1"})


def a_relation_is_missing(stage: Stage) -> None:
    stage.store.person_edits(stage.row("T-2 Step").id, properties={"Depends on": {"relation": []}})


def a_body_is_cut_short(stage: Stage) -> None:
    stage.store.person_edits(stage.row("M-1 Part").id, markdown="Everything")


def a_database_is_gone(stage: Stage) -> None:
    stage.store.person_trashes(stage.database("Tasks").id)


def the_project_page_is_gone(stage: Stage) -> None:
    stage.store.person_trashes(stage.project_pages()[0].id)


async def test_a_project_that_was_published_in_peace_is_whole(stage: Stage) -> None:
    await stage.publish(PLAN)
    assert found(stage) == set()


@pytest.mark.parametrize(
    ("harm", "told"),
    [
        (a_row_is_gone, "lost: no row 'S-7f3a/task/T-3' in the table of tasks"),
        (a_row_is_doubled, "duplicated: 2 rows 'S-7f3a/sprint/S-1' in the table of sprints"),
        (a_relation_is_missing, "lost: Depends on of 'S-7f3a/task/T-2' says ''"),
        (a_body_is_cut_short, "lost: the page 'S-7f3a/document/M-1' does not say what it should"),
        (a_database_is_gone, "lost: the databases ['Documents', 'Sprints']"),
        (the_project_page_is_gone, "lost: 0 project pages"),
    ],
)
async def test_each_harm_is_found(stage: Stage, harm: Callable[[Stage], None], told: str) -> None:
    await stage.publish(PLAN)
    harm(stage)
    assert told in found(stage)


async def test_what_was_made_twice_is_found_although_it_was_thrown_away(stage: Stage) -> None:
    await stage.publish(PLAN)
    stage.store.person_trashes(stage.project_pages()[0].id)
    stage.ledger = MemoryLedger()
    await stage.publish(PLAN)
    assert {one.partition(" in ")[0] for one in found(stage)} == {
        "duplicated: created 2 times: /v1/pages 'Weekly report'"
    }


async def test_a_view_that_is_there_twice_is_found(stage: Stage) -> None:
    await stage.publish(PLAN)
    views = {key for key in stage.ledger.entries if "/view/" in key}
    for key in views:
        del stage.ledger.entries[key]
    stage.ledger.intended -= views
    await stage.publish(PLAN)
    twice = "duplicated: the views ['By sprint', 'Board', 'Board'] of the table of tasks"
    assert any(one.startswith(twice) for one in found(stage))
