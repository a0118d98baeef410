"""Whichever request is lost, and whenever the bot dies: after the next run every page is there once and whole."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import suppress
from dataclasses import replace
from itertools import count
from typing import get_args

import pytest

from bot.notion import NotionError, ProjectPublication, Published, markdown
from bot.planning.document import Document, Paragraph, rich
from tests.notion.stage import Killed, Loss, MemoryLedger, Stage, project, second_version, specification, with_module
from tests.notion.whole_project import larger, says, small_change, whole_project, with_first_tasks

LOSSES = get_args(Loss)
DEATHS: tuple[Loss, ...] = ("killed before", "killed after")
"""Enough where the kinds of requests are those of another test, in which they are lost in every way: what is lost while
the bot lives is the client's to repeat or to look for, and it knows requests only by their kind."""
UNLIKE: tuple[Loss, ...] = tuple(how for how in LOSSES if how != "time-out after")
"""Enough for the long publications: once it is read (`bot.notion.answers`), a time-out is a 502 after the fact."""

SMALL_PLAN = whole_project(modules=1, sprints=1, tasks=3)
CHANGED = with_first_tasks(larger(SMALL_PLAN), 2, body=says("It is done when it is seen twice."))
"""A new specification and summary, two tasks with another text and another estimate, one with another estimate."""
REWRITTEN = small_change(SMALL_PLAN)
"""A new specification and summary, and tasks with another text only: one request each."""


class DyingLedger(MemoryLedger):
    """A ledger in whose `deaths`-th entry the process dies, right after it is on disk."""

    def __init__(self, deaths: int) -> None:
        super().__init__()
        self.left = deaths

    async def record(self, published: Published) -> None:
        await super().record(published)
        self.left -= 1
        if self.left == 0:
            raise Killed


@pytest.fixture
def small_portions(monkeypatch: pytest.MonkeyPatch) -> None:
    """Documents of a few blocks take several requests, as those of a thousand do."""
    monkeypatch.setattr(markdown, "MAX_BLOCKS", 4)


def long_project(version: int = 1) -> ProjectPublication:
    """A document that needs three requests to be written."""
    parts = tuple(Paragraph(rich(f"paragraph {number} of version {version}.")) for number in range(10))
    body = Document("x", parts)
    return project(replace(specification(version), body=body, source_hash=f"long-{version}"))


async def stages_after(
    prepare: Callable[[Stage], Awaitable[object]], wanted: ProjectPublication, how: Loss
) -> AsyncIterator[Stage]:
    """One stage for every request that publishing `wanted` takes: that request was lost, then published again."""
    for nth in count(1):
        stage = Stage()
        await prepare(stage)
        stage.wire.lose(nth, how)
        before = stage.wire.sent
        with suppress(Killed, NotionError):
            await stage.publish(wanted)
        if stage.wire.sent - before < nth:
            assert nth > 2
            return
        result = await stage.publish(wanted)
        assert result.conflicts == ()
        yield stage


async def nothing(_: Stage) -> None:
    return


async def first_version(stage: Stage) -> None:
    await stage.publish(project())


async def the_plan(stage: Stage) -> None:
    await stage.publish(SMALL_PLAN)


async def ben_works_on_the_plan(stage: Stage) -> None:
    await stage.publish(SMALL_PLAN)
    task = stage.row("T-1 Step").id
    stage.store.person_edits(task, markdown="Ben knows better.", properties={"Status": "In progress"}, person="Ben")


async def two_versions(stage: Stage) -> None:
    await stage.publish(project())
    await stage.publish(second_version())


async def long_first_version(stage: Stage) -> None:
    await stage.publish(long_project())


async def assert_as_if_nothing_had_happened(stage: Stage, wanted: ProjectPublication) -> None:
    """The workspace reads as one where `wanted` was published without any trouble."""
    assert picture(stage) == await smooth_picture(wanted)
    sent = stage.wire.sent
    again = await stage.publish(wanted)
    assert stage.wire.sent - sent == len(stage.databases())
    assert len(again.unchanged) == len(wanted.documents) + len(wanted.sprints) + len(wanted.tasks)
    assert again.notes == ()


SMOOTH: list[tuple[ProjectPublication, object]] = []
"""What was published without trouble before, and the picture that it gave."""


async def smooth_picture(wanted: ProjectPublication) -> object:
    """What publishing gives without any trouble; made once for all losses of a publication."""
    for published, seen in SMOOTH:
        if published == wanted:
            return seen
    smooth = Stage()
    await smooth.publish(wanted)
    SMOOTH.append((wanted, picture(smooth)))
    return SMOOTH[-1][1]


def picture(stage: Stage) -> object:
    pages = [(page.title, page.markdown.split("<database")[0]) for page in stage.project_pages()]
    rows = [
        (row.title, row.property_text, stage.store.page(row.id).markdown)
        for row in sorted(stage.rows(), key=lambda row: row.title)
    ]
    views = [
        [(view.name, view.type, view.columns, view.group_by) for view in stage.store.views(source.id)]
        for database in stage.databases()
        for source in database.data_sources
    ]
    return pages, [database.title for database in stage.databases()], rows, views


@pytest.mark.parametrize("how", LOSSES)
async def test_a_first_publication(how: Loss) -> None:
    async for stage in stages_after(nothing, with_module(project()), how):
        await assert_as_if_nothing_had_happened(stage, with_module(project()))


@pytest.mark.parametrize("how", UNLIKE)
async def test_a_first_publication_of_a_whole_plan(how: Loss) -> None:
    async for stage in stages_after(nothing, SMALL_PLAN, how):
        await assert_as_if_nothing_had_happened(stage, SMALL_PLAN)


@pytest.mark.parametrize("how", DEATHS)
async def test_a_plan_for_a_specification_that_was_published_before(how: Loss) -> None:
    async for stage in stages_after(first_version, SMALL_PLAN, how):
        await assert_as_if_nothing_had_happened(stage, SMALL_PLAN)


@pytest.mark.parametrize("how", UNLIKE)
async def test_a_small_change_of_a_plan(how: Loss) -> None:
    async for stage in stages_after(the_plan, CHANGED, how):
        await assert_as_if_nothing_had_happened(stage, CHANGED)


@pytest.mark.parametrize("how", DEATHS)
async def test_new_texts_of_tasks_that_are_one_request_each(how: Loss) -> None:
    async for stage in stages_after(the_plan, REWRITTEN, how):
        await assert_as_if_nothing_had_happened(stage, REWRITTEN)


@pytest.mark.parametrize("nth", [4, 5, 6], ids=["first task", "second task", "third task"])
async def test_what_a_person_wrote_after_the_bot_died_writing_a_text_is_asked_about(stage: Stage, nth: int) -> None:
    only_tasks = with_first_tasks(SMALL_PLAN, body=says("It is done when it is seen twice."))
    await stage.publish(SMALL_PLAN)
    stage.wire.lose(nth, "killed after")
    with suppress(Killed):
        await stage.publish(only_tasks)
    name = f"T-{nth - 3} Step"
    assert "seen twice" in stage.row(name).markdown
    stage.store.person_edits(stage.row(name).id, markdown="Ben was here.", person="Ben")
    result = await stage.publish(only_tasks)
    assert [conflict.theirs for conflict in result.conflicts] == ["Ben was here."]
    assert stage.row(name).markdown == "Ben was here."


@pytest.mark.parametrize("how", DEATHS)
async def test_tasks_in_a_circle(how: Loss) -> None:
    circle = (replace(SMALL_PLAN.tasks[0], depends_on=("T-2",)), *SMALL_PLAN.tasks[1:])
    wanted = replace(SMALL_PLAN, tasks=circle)
    async for stage in stages_after(nothing, wanted, how):
        await assert_as_if_nothing_had_happened(stage, wanted)


@pytest.mark.parametrize("how", DEATHS)
async def test_what_a_person_did_in_between_is_still_there(how: Loss) -> None:
    changed = larger(SMALL_PLAN)
    async for stage in stages_after(ben_works_on_the_plan, changed, how):
        page = stage.row("T-1 Step")
        assert (page.markdown, page.property_text["Status"]) == ("Ben knows better.", "In progress")
        assert page.property_text["Estimate"] == "3"
        rewritten = with_first_tasks(changed, 1, body=says("It is done when it is seen twice."))
        assert [conflict.theirs for conflict in (await stage.publish(rewritten)).conflicts] == ["Ben knows better."]


@pytest.mark.parametrize("how", LOSSES)
async def test_a_second_version_with_a_new_decision(how: Loss) -> None:
    changed = replace(second_version(), summary=project(decision="Reports go out on Tuesday.").summary)
    async for stage in stages_after(first_version, changed, how):
        await assert_as_if_nothing_had_happened(stage, changed)


@pytest.mark.parametrize("how", LOSSES)
async def test_a_third_version(how: Loss) -> None:
    third = project(specification(3))
    async for stage in stages_after(two_versions, third, how):
        await assert_as_if_nothing_had_happened(stage, third)


@pytest.mark.parametrize("how", ["killed before", "killed after", "time-out after"])
@pytest.mark.usefixtures("small_portions")
async def test_a_document_that_takes_several_requests(how: Loss) -> None:
    async for stage in stages_after(nothing, long_project(), how):
        assert len(stage.row("Product specification").blocks) == 10
        assert len(stage.rows()) == 1


@pytest.mark.parametrize("how", ["killed before", "killed after", "time-out after"])
@pytest.mark.usefixtures("small_portions")
async def test_a_new_version_of_a_document_that_takes_several_requests(how: Loss) -> None:
    async for stage in stages_after(long_first_version, long_project(2), how):
        page = stage.row("Product specification")
        assert len(page.blocks) == 10
        assert "version 1" not in page.markdown


@pytest.mark.parametrize("first", range(1, 8))
async def test_dying_twice(first: int) -> None:
    for second in range(1, 8):
        stage = Stage()
        for nth in (first, second):
            stage.wire.lose(nth, "killed after")
            with suppress(Killed):
                await stage.publish(project())
            stage.wire.heal()
        await stage.publish(project())
        await assert_as_if_nothing_had_happened(stage, project())


@pytest.mark.parametrize("entries", range(1, 8))
async def test_dying_after_an_entry_in_the_ledger(stage: Stage, entries: int) -> None:
    ledger = stage.ledger = DyingLedger(entries)
    with suppress(Killed):
        await stage.publish(project())
    assert ledger.left == 0
    await stage.publish(project())
    await assert_as_if_nothing_had_happened(stage, project())


async def test_what_notion_says_it_made_is_taken_without_a_search(stage: Stage) -> None:
    for nth in (1, 3):  # the project page, then (after it was read again) the database
        stage.wire.lose(nth, "503 with its id")
    await stage.publish(project())
    searches = [request.path for request in stage.store.requests if request.path.endswith("/children")]
    assert searches == []
    await assert_as_if_nothing_had_happened(stage, project())


async def test_a_ledger_that_lost_its_entries_finds_everything_again(stage: Stage) -> None:
    await stage.publish(with_module(project()))
    stage.ledger.entries.clear()
    await stage.publish(with_module(second_version()))
    await assert_as_if_nothing_had_happened(stage, with_module(second_version()))


async def test_a_table_whose_rows_are_no_longer_on_record_is_taken_over_by_their_keys(stage: Stage) -> None:
    await stage.publish(SMALL_PLAN)
    stage.ledger.entries = {key: entry for key, entry in stage.ledger.entries.items() if entry.kind != "row"}
    stage.store.person_edits(stage.row("T-1 Step").id, markdown="Ben was here.", person="Ben")
    result = await stage.publish(CHANGED)
    assert result.created == ()
    assert [conflict.theirs for conflict in result.conflicts] == ["Ben was here."]
    await stage.publish(CHANGED, decisions={result.conflicts[0].key: "replace"})
    await assert_as_if_nothing_had_happened(stage, CHANGED)


async def test_an_outage_that_outlasts_every_attempt_says_so_and_can_be_tried_again(stage: Stage) -> None:
    stage.store.faults.next("*", "*", status=503, times=30)
    with pytest.raises(NotionError) as caught:
        await stage.publish(project())
    assert caught.value.retryable
    stage.store.faults.clear()
    await stage.publish(project())
    await assert_as_if_nothing_had_happened(stage, project())


async def test_an_edit_made_while_the_bot_was_dead_is_still_seen(stage: Stage) -> None:
    await stage.publish(project())
    stage.wire.lose(3, "killed before")  # between the body and the columns
    with suppress(Killed):
        await stage.publish(second_version())
    page = stage.row("Product specification")
    assert page.property_text["Version"] == "1"
    stage.store.person_edits(page.id, markdown="Ben was here.", person="Ben")
    result = await stage.publish(second_version())
    assert [conflict.theirs for conflict in result.conflicts] == ["Ben was here."]


async def test_the_window_of_requests_is_kept_to_without_a_refusal(stage: Stage) -> None:
    many = tuple(replace(specification(), key=f"module-{n}", name=f"Module {n}") for n in range(200))
    await stage.publish(project(*many))
    assert len(stage.rows()) == 200
    assert {request.status for request in stage.store.requests} == {200}
    assert stage.hours.slept == [60.0]
