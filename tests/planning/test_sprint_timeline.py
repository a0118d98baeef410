"""The timeline draws whatever people wrote, with dates or without."""

from datetime import date

import mermaidx
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.planning.sprints.breakdown import break_down
from bot.planning.sprints.plan import Capacity
from bot.planning.sprints.timeline import timeline
from tests.planning.plans import task
from tests.planning.test_sprint_calendar import plan
from tests.planning.workshops import MODULES, PRODUCT, TECHNICAL

MONDAY = date(2027, 1, 11)


def drawn(source: str) -> str:
    """The SVG. Raises where the source does not parse."""
    return mermaidx.render(source).svg()


def bars(source: str) -> list[str]:
    return [line.strip() for line in source.splitlines() if " :" in line]


def test_a_real_plan_is_drawn_with_all_of_its_tasks():
    whole = break_down(PRODUCT, TECHNICAL, MODULES, Capacity(start=MONDAY))
    picture = drawn(timeline(whole))
    assert all(f"{each.id} " in picture for each in whole.tasks)
    assert "section S-1" in timeline(whole)


def test_without_a_start_the_axis_counts_days():
    source = timeline(plan((task(1, days=2),)))
    assert "axisFormat day %-j" in source
    assert bars(source)[0] == "T-1 Task 1 :crit, b1, 2001-01-01 00:00, 2001-01-03 00:00"
    assert "S-1 can be seen, day 5 :milestone" in source


def test_with_a_start_weekends_pass_between_friday_and_monday():
    source = timeline(plan((task(1, days=4), task(2, 1, days=0.5)), (task(3, 2),), start=date(2027, 1, 13), focus=1))
    assert [bar.partition(", b")[2] for bar in bars(source)[:2]] == [
        "1, 2027-01-13 00:00, 2027-01-19 00:00",
        "2, 2027-01-19 00:00, 2027-01-19 12:00",
    ]


def test_the_critical_path_is_marked_and_nothing_else():
    source = timeline(plan((task(1, days=2), task(2, days=1)), people=2))
    assert [("crit" in bar) for bar in bars(source)[:2]] == [True, False]


def test_tasks_that_wait_for_each_other_leave_sprints_and_milestones():
    source = timeline(plan((task(1, 2), task(2, 1))))
    assert [bar.split(",")[0] for bar in bars(source)] == ["S-1 can be seen"]
    drawn(source)


HOSTILE = (
    "crit, done: b1, 2027-01-01, 3d",
    "section S-9",
    "%%{init: {}}%%",
    'click b1 href "x"',
    "a\nsection b",
    "#59; #quot;",
    "<script>alert(1)</script>",
    ":::",
    "`x` \\ ${y}",
    "\u202eevil",
    "日本語のタスク",
)


def test_text_that_looks_like_grammar_is_only_text():
    tasks = tuple(task(n, title=text, days=0.1) for n, text in enumerate(HOSTILE, 1))
    source = timeline(plan(tasks).model_copy(update={"title": "title\nsection x : y"}))
    assert [line for line in source.splitlines() if line.strip().startswith("section")] == ["    section S-1"]
    assert len(bars(source)) == len(HOSTILE) + 1
    picture = drawn(source)
    assert "<script" not in picture
    assert all(f"T-{n} " in picture for n in range(1, len(tasks) + 1))


@settings(max_examples=3, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.text(min_size=1, max_size=60).filter(str.strip), min_size=8, max_size=8))
def test_any_titles_can_be_drawn(titles):
    tasks = tuple(task(n, title=title, days=0.1) for n, title in enumerate(titles, 1))
    picture = drawn(timeline(plan(tasks).model_copy(update={"title": titles[0]})))
    assert all(f"T-{n} " in picture for n in range(1, len(tasks) + 1))
