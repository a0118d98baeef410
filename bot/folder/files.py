"""Which file of the folder holds what: a project as texts by path.

README.md                     the summary, decisions first, and where everything is
product-specification.md      one file for each specification
modules/M-1-sending.md        one file for each module
sprints/S-1.md                one file for each sprint, with its tasks
tasks.csv                     all tasks as a table
"""

import csv
import io
from dataclasses import dataclass, replace
from urllib.parse import quote

from bot.folder.names import distinct, numbered_name, safe_name
from bot.planning.document import Callout, Document, Heading, Paragraph, Part, Rich, Span, rich
from bot.planning.markdown import markdown, text
from bot.planning.publication import (
    MODULE,
    DocumentPublication,
    ProjectPublication,
    SprintPublication,
    TaskPublication,
    page_key,
    step_name,
)
from bot.planning.visible_text import one_line

README = "README.md"
TASKS = "tasks.csv"
UNPLANNED = "unplanned"
"""The file, beside those of the sprints, of tasks that are in no sprint."""


@dataclass(frozen=True, slots=True)
class File:
    """One file: its path below the folder (with `/`), the key of what it shows, and its whole text.

    `key` is that of the publication it shows (`""` for the README and the table of tasks); `conflict_key` names it in
    conflicts and decisions, as it does in Notion; `name` and `step` are for people.
    """

    path: str
    key: str
    conflict_key: str
    name: str
    step: str
    text: str


def files_of(project: ProjectPublication) -> tuple[File, ...]:
    """All files of a project in the order of reading; the README first, as it says where the others are."""
    paths = _paths(project)
    files = [File(README, "", project.key, project.title, "the project page", _readme(project, paths))]
    for document in (*project.specifications, *project.modules):
        step = step_name(MODULE, document.name) if document.type == MODULE else document.name
        key = page_key(project.key, "document", document.key)
        files.append(File(paths[document.key], document.key, key, document.name, step, _document(document)))
    for sprint in project.sprints:
        key = page_key(project.key, "sprint", sprint.key)
        written = _sprint(sprint, _tasks_of(project, sprint.key), project, paths)
        step = step_name("Sprint", sprint.name)
        files.append(File(paths[sprint.key], sprint.key, key, sprint.name, step, written))
    if unplanned := _tasks_of(project, ""):
        name = "Tasks without a sprint"
        written = _whole(name, (), unplanned, project, paths)
        key = page_key(project.key, "sprint", UNPLANNED)
        files.append(File(f"sprints/{UNPLANNED}.md", "", key, name, name, written))
    if project.tasks:
        key = page_key(project.key, "task", "table")
        files.append(File(TASKS, "", key, "The table of tasks", "the table of tasks", _csv(project)))
    return tuple(files)


def _paths(project: ProjectPublication) -> dict[str, str]:
    """The path of each document and sprint by its key."""
    specifications = {one.key: safe_name(one.key) for one in project.specifications}
    modules = {one.key: numbered_name(one.key, one.name) for one in project.modules}
    sprints = {one.key: safe_name(one.key) for one in project.sprints}
    return {
        **_in_folder("", specifications, "readme"),
        **_in_folder("modules/", modules),
        **_in_folder("sprints/", sprints, UNPLANNED),
    }


def _in_folder(folder: str, names: dict[str, str], *taken: str) -> dict[str, str]:
    apart = zip(names, distinct(names.values(), taken), strict=True)
    return {key: f"{folder}{name}.md" for key, name in apart}


def _tasks_of(project: ProjectPublication, sprint_key: str) -> tuple[TaskPublication, ...]:
    """The tasks of a sprint in the order in which they can be done; for `""` those whose sprint there is not."""
    sprints = {sprint.key for sprint in project.sprints}
    placed = ((task.sprint if task.sprint in sprints else "", task) for task in project.tasks_in_order)
    return tuple(task for place, task in placed if place == sprint_key)


# what is in a file ----------------------------------------------------------------------------------------------------


def _readme(project: ProjectPublication, paths: dict[str, str]) -> str:
    summary = markdown(replace(project.summary, title=project.title))
    lines = ["## What is here", ""]
    for document in project.specifications:
        lines.append(f"- {file_link(document.name, paths[document.key])}: {_facts(document)}")
    if project.modules:
        lines += ["", "### Modules", ""]
        lines += [f"- {file_link(module.name, paths[module.key])}: {_facts(module)}" for module in project.modules]
    if project.sprints:
        lines += ["", "### Sprints", ""]
        for sprint in project.sprints:
            dated = f" ({_dates(sprint)})" if sprint.start else ""
            lines.append(f"- {file_link(sprint.name, paths[sprint.key])}{dated}: {_plain(sprint.goal)}")
    if project.tasks:
        lines += ["", f"All tasks as a table for a spreadsheet: {file_link(TASKS, TASKS)}"]
    return summary + "\n" + "\n".join(lines) + "\n"


def _document(document: DocumentPublication) -> str:
    if document.type != MODULE:  # a specification says at its beginning how it stands
        return markdown(replace(document.body, title=document.name))
    facts = [Span(f"{document.status} · version {document.version}")]
    if document.owner:
        facts.append(Span(f" · owner {document.owner}"))
    if document.thread_url:
        facts += [Span(" · "), Span("Slack thread", link=document.thread_url)]
    return markdown(Document(document.name, (Paragraph(tuple(facts)), *document.body.parts)))


def _sprint(
    sprint: SprintPublication,
    tasks: tuple[TaskPublication, ...],
    project: ProjectPublication,
    paths: dict[str, str],
) -> str:
    dated = f" · {_dates(sprint)}" if sprint.start else ""
    head: tuple[Part, ...] = (Paragraph(rich(f"{sprint.status}{dated}")), Callout(_goal(sprint), icon="🎯"))
    return _whole(sprint.name, (*head, *sprint.body.parts), tasks, project, paths)


def _goal(sprint: SprintPublication) -> Rich:
    return (Span("Goal: ", bold=True), Span(sprint.goal))


def _whole(
    name: str,
    parts: tuple[Part, ...],
    tasks: tuple[TaskPublication, ...],
    project: ProjectPublication,
    paths: dict[str, str],
) -> str:
    """A file with a table of tasks and, below it, what each of them is about."""
    written = [markdown(Document(name, parts)).rstrip("\n")]
    if tasks:
        modules = {module.key: file_link(module.name, f"../{paths[module.key]}") for module in project.modules}
        written += ["## Tasks", _task_table(tasks, modules)]
    for task in tasks:
        about = Document(task.name, tuple(_inside(part) for part in task.body.parts))
        written.append("##" + markdown(about).rstrip("\n"))
    return "\n\n".join(written) + "\n"


def _task_table(tasks: tuple[TaskPublication, ...], modules: dict[str, str]) -> str:
    rows = [("Task", "Status", "Days", "Owner", "Module", "Depends on"), ("---",) * 6]
    for task in tasks:
        module = modules.get(task.module, _plain(task.module))
        before = ", ".join(_plain(key) for key in task.depends_on)
        cells = (_plain(task.name), _plain(task.status), f"{task.estimate:g}", _plain(task.owner), module, before)
        rows.append(cells)
    return "\n".join("| " + " | ".join(row) + " |" for row in rows)


def _inside(part: Part) -> Part:
    """A part of a task's text below the task's own heading; the levels that a document has are used up there."""
    return Paragraph((Span(part.text, bold=True),)) if isinstance(part, Heading) else part


def _csv(project: ProjectPublication) -> str:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(("Key", "Name", "Status", "Estimate (days)", "Owner", "Sprint", "Module", "Depends on"))
    for task in project.tasks_in_order:
        texts = (task.key, task.name, task.status, f"{task.estimate:g}", task.owner, task.sprint, task.module)
        writer.writerow([_cell(value) for value in (*texts, " ".join(task.depends_on))])
    return out.getvalue()


def _cell(value: str) -> str:
    """A cell that no spreadsheet takes for a formula (owasp.org/www-community/attacks/CSV_Injection)."""
    value = one_line(value)
    return f"'{value}" if value.startswith(("=", "+", "-", "@")) else value


def _facts(document: DocumentPublication) -> str:
    return f"{_plain(document.status)}, version {document.version}"


def _dates(sprint: SprintPublication) -> str:
    return " to ".join(day.isoformat() for day in (sprint.start, sprint.end) if day)


def _plain(words: str) -> str:
    return text(one_line(words))


def file_link(name: str, path: str) -> str:
    """A link to another file of a folder; a document's own links are absolute addresses, so this is not one."""
    return f"[{_plain(name) or 'Untitled'}]({quote(path)})"
