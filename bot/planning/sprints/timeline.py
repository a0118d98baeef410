"""The plan as a timeline: Mermaid's gantt chart, one source for the picture in Slack and the diagram in Notion.

While there is no start date the axis counts working days. A bar is somebody working on a task; red bars are the
critical path, light ones technical, and each sprint ends in its milestone.
"""

from datetime import datetime, time, timedelta
from itertools import count

from bot.planning.clauses import clipped
from bot.planning.sprints.calendar import day_name, sprint_span, timetable, working_day
from bot.planning.sprints.plan import Capacity, Sprint, SprintPlan, Task, TaskKind
from bot.planning.sprints.scheduling import DependencyCycleError, Slot, critical_path
from bot.planning.visible_text import one_line

LONGEST_LABEL = 46
"""Characters of a bar's label: more does not fit beside forty bars."""

_CONFIG = (
    # A thread shows a picture some 400 points wide: drawn wider than twice that, its words cannot be read there.
    '%%{init: {"gantt": {"useWidth": 800, "barHeight": 22, "barGap": 5, "fontSize": 13, "sectionFontSize": 13, '
    '"leftPadding": 60, "topPadding": 60, "rightPadding": 60}, '
    # Drawn without a browser, a milestone that is turned on its corner lands elsewhere: it stays a square.
    '"themeCSS": ".milestone { transform: none; fill: #2e7d32; stroke: #2e7d32; }"}}%%'
)
_LEGEND = "red꞉ critical path, light꞉ technical, green꞉ milestone"
"""Its title: what the colours mean. Whose plan it is stands above the picture."""
_YEAR = datetime(2001, 1, 1)
"""Where an axis without dates begins: the day of the year is then the number of the day."""

_STAMP = "%Y-%m-%d %H:%M"
# What gantt's grammar takes for itself, as characters that look like it: it knows no entity codes in a label.
_LOOKALIKES = str.maketrans(':;#%<>`"\\', "꞉；＃％‹›'”∖")


def timeline(plan: SprintPlan) -> str:
    """The Mermaid source of the plan's timeline: a section for each sprint, its tasks in order, its milestone.

    Tasks that wait for each other have no time; then sprints and milestones are drawn without them.
    """
    try:
        slots, critical = timetable(plan), set(critical_path(plan.tasks))
    except DependencyCycleError:
        slots, critical = {}, set()
    by_id = {task.id: task for task in plan.tasks}
    numbers = count(1)
    lines = [_CONFIG, "gantt", f"    title {_LEGEND}", "    dateFormat YYYY-MM-DD HH:mm", *_axis(plan.capacity)]
    for place, sprint in enumerate(plan.sprints):
        lines.append(f"    section {_label(sprint.id, 20)}")
        timed = [by_id[task_id] for task_id in sprint.tasks if task_id in slots]
        for task in sorted(timed, key=lambda task: (slots[task.id].start, sprint.tasks.index(task.id))):
            lines.append(f"    {_bar(task, slots[task.id], plan.capacity, task.id in critical, next(numbers))}")
        lines.append(f"    {_milestone(sprint, plan.capacity, place, next(numbers))}")
    return "\n".join(lines)


def _axis(capacity: Capacity) -> list[str]:
    if capacity.start is None:
        return ["    axisFormat day %-j", "    tickInterval 5day"]
    return ["    axisFormat %-d %b", "    tickInterval 1week", "    weekday monday", "    excludes weekends"]


def _bar(task: Task, slot: Slot, capacity: Capacity, critical: bool, number: int) -> str:
    tags = ("crit, " if critical else "") + ("active, " if task.kind is TaskKind.TECHNICAL else "")
    times = f"{_moment(slot.start, capacity)}, {_moment(slot.finish, capacity, end=True)}"
    return f"{_label(f'{task.id} {task.title}', LONGEST_LABEL)} :{tags}b{number}, {times}"


def _milestone(sprint: Sprint, capacity: Capacity, place: int, number: int) -> str:
    _, last = sprint_span(capacity, place)
    name = f"{sprint.id} can be seen, {day_name(capacity, last)}"
    return f"{_label(name, LONGEST_LABEL)} :milestone, b{number}, {_moment(last + 1, capacity, end=True)}, 0d"


def _moment(days: float, capacity: Capacity, *, end: bool = False) -> str:
    """A point of time on the axis; one between two days ends the day before where something ends there."""
    whole, part = int(days), days - int(days)
    if end and part < 1e-6 and whole:
        whole, part = whole - 1, 1.0
    if capacity.start is None:
        day = _YEAR + timedelta(days=whole)
    else:
        day = datetime.combine(working_day(capacity.start, whole), time())
    return (day + timedelta(minutes=round(part * 24 * 60))).strftime(_STAMP)


def _label(text: str, length: int) -> str:
    return clipped(one_line(text), length).translate(_LOOKALIKES).strip() or "…"
