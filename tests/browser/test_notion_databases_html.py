"""What a published plan becomes on the local Notion's page, without a browser: board, timeline, table, links."""

import re

import pytest

from bot.local.page.notion_databases import database_html
from bot.local.page.notion_pages import foot_html, title_html
from bot.local.page.viewpoint import Viewpoint
from bot.local.slack import SlackWorkspace
from tests.notion.stage import Stage
from tests.notion.whole_project import whole_project

SLACK = SlackWorkspace()
ANA = Viewpoint.of(SLACK, SLACK.person("Ana"))


@pytest.fixture
async def stage() -> Stage:
    stage = Stage()
    await stage.publish(whole_project(modules=2, sprints=3, tasks=4))
    return stage


def drawn(stage: Stage, database: str, view: str) -> str:
    """One view of a database as it is drawn."""
    found = stage.database(database)
    views = stage.store.views(found.data_sources[0].id)
    return str(database_html(found, views, stage.view(database, view).id))


def words(written: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", written).split())


async def test_a_board_has_a_column_for_each_status_and_cards_that_lead_to_their_sprint(stage: Stage) -> None:
    stage.store.person_edits(stage.row("T-2 Step").id, properties={"Status": "In progress"})
    written = drawn(stage, "Tasks", "Board")
    columns = [words(column) for column in re.findall(r"<section>.*?</section>", written)]
    assert columns[0].startswith("To do 3")
    assert "T-2 Step" in columns[1]
    assert columns[1].startswith("In progress 1")
    assert f'data-page="{stage.row("S-2 Slice").id}"' in written


async def test_a_table_by_sprint_has_a_band_for_each_sprint(stage: Stage) -> None:
    written = drawn(stage, "Tasks", "By sprint")
    bands = [words(band) for band in re.findall(r'<tr class="band">.*?</tr>', written)]
    assert bands == ["S-1 Slice 2", "S-2 Slice 1", "S-3 Slice 1"]


async def test_a_filtered_table_shows_what_its_filter_lets_through(stage: Stage) -> None:
    assert "Product specification" not in words(drawn(stage, "Documents", "Modules"))
    assert "M-2 Part" in words(drawn(stage, "Documents", "Modules"))


async def test_a_timeline_has_a_bar_from_the_first_day_to_the_last(stage: Stage) -> None:
    written = drawn(stage, "Sprints", "Timeline")
    bars = [
        (float(left), float(width))
        for left, width in re.findall(r'class="bar" style="left:([\d.]+)%;width:([\d.]+)%"', written)
    ]
    assert [left for left, _ in bars] == pytest.approx([0, 35, 70])  # 0, 14 and 28 of 40 days
    assert [width for _, width in bars] == pytest.approx([30, 30, 30])  # 12 days
    assert words(written).count("2026-12-14 → 2026-12-25") == 1
    assert "30 Nov 14 Dec 28 Dec" in words(written)


async def test_what_has_no_dates_yet_is_listed_below_the_timeline(stage: Stage) -> None:
    stage.store.person_edits(stage.row("S-2 Slice").id, properties={"Dates": ""})
    written = words(drawn(stage, "Sprints", "Timeline"))
    assert written.index("Without dates yet") < written.index("S-2 Slice")


async def test_related_pages_are_links_whatever_they_are_called(stage: Stage) -> None:
    stage.store.person_edits(stage.row("T-1 Step").id, title="Sign in, <b>then</b> out")
    page = stage.row("T-3 Step")
    written = str(title_html(page, ANA))
    for name in ("T-2 Step", "S-3 Slice", "M-1 Part", "Sign in, <b>then</b> out"):
        assert f'data-page="{stage.row(name).id}"' in written
    assert "Sign in, &lt;b&gt;then&lt;/b&gt; out" in written


async def test_a_comment_stands_below_the_page_that_it_is_on(stage: Stage) -> None:
    stage.store.person_comments(stage.row("M-1 Part").id, "Who owns <this>?", person="Ben")
    assert "Who owns &lt;this&gt;?" in str(foot_html(stage.row("M-1 Part"), ANA))
