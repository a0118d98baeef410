"""The session's root message: where it stands, updated in place."""

from dataclasses import dataclass, field

from slack_sdk.models.blocks import Block, ButtonElement

from bot.planning.interview import Coverage, Interview, Progress
from bot.planning.stages import Phase, Stage
from bot.slack.actions import Action, Press
from bot.slack.messages.message import (
    Link,
    Person,
    SlackMessage,
    actions,
    button,
    context,
    header,
    message,
    names,
    section,
)
from bot.slack.messages.publication import next_step
from bot.slack.messages.summary_times import SummaryTimes
from bot.slack.text import line, link, name


@dataclass(frozen=True, slots=True)
class Dashboard:
    """What the root message shows. Texts are not escaped.

    `coverage` gives each topic's title and state; `written` what stands by now, such as "Product specification,
    version 2, approved"; `waiting` leads to what the team is asked now (a question, a review); `links` to what is
    published; `summaries` say when it was summed up; `asleep` while it sleeps; `notice` is a line that matters now.
    """

    session: str
    title: str
    owner: Person
    stage: Stage
    participants: tuple[Person, ...] = ()
    coverage: tuple[tuple[str, Coverage], ...] = ()
    written: tuple[str, ...] = ()
    waiting: Link | None = None
    links: tuple[Link, ...] = ()
    notice: str = ""
    summaries: SummaryTimes = field(default=SummaryTimes())
    asleep: bool = False

    @property
    def progress(self) -> Progress:
        """How many topics are clear or deferred."""
        done = sum(state is not Coverage.OPEN for _, state in self.coverage)
        return Progress(done, len(self.coverage))


def coverage_of(interview: Interview) -> tuple[tuple[str, Coverage], ...]:
    """Each topic's title and state, as `Dashboard.coverage` takes them."""
    return tuple((topic.title, interview.coverage(topic)) for topic in interview.topics)


def dashboard_message(board: Dashboard) -> SlackMessage:
    """The dashboard. It mentions nobody: it is updated often and must not ping."""
    title = line(board.title, limit=200)
    others = [person for person in board.participants if person.id != board.owner.id]
    people = f"Started by {name(board.owner.name)}" + (f" · with {names(others)}" if others else "")
    blocks: list[Block] = [header(board.title), section(f"*{board.stage.heading}*"), context(people)]
    if board.coverage:
        blocks.append(section(f"{progress_bar(board.progress)}  {board.progress}\n{_topics(board)}"))
    if board.written:
        blocks.append(context("\n".join(f"✅ {line(written, limit=150)}" for written in board.written)))
    if board.notice:
        blocks.append(context(f"ℹ️ {line(board.notice, limit=500)}"))
    if board.asleep:
        what = f": {link(board.waiting.label, board.waiting.url)}" if board.waiting else ""
        blocks.append(section(f"💤 Asleep{what}"))
    elif board.waiting:
        blocks.append(section(f"👉 {link(board.waiting.label, board.waiting.url)}"))
    blocks += [context("\n".join(lines)) for lines in [list(board.summaries.lines())] if lines]
    if board.links:
        blocks.append(section("📄 " + " · ".join(link(shown.label, shown.url) for shown in board.links[:8])))
    blocks.append(actions(*_controls(board)))
    progress = f" · {board.progress}" if board.coverage else ""
    return message(f"{title} · {board.stage.heading}{progress}", *blocks)


def progress_bar(progress: Progress) -> str:
    """One square per topic, the clear ones filled."""
    return "▰" * progress.clear + "▱" * (progress.total - progress.clear)


def _topics(board: Dashboard) -> str:
    still = "To talk about" if board.stage.phase is Phase.INTERVIEW else "Not talked about"
    labels = {Coverage.CLEAR: "✓ Clear", Coverage.DEFERRED: "↷ Deferred", Coverage.OPEN: f"○ {still}"}
    lines = []
    for state, label in labels.items():
        titles = [line(title, limit=60) for title, found in board.coverage if found is state]
        if titles:
            lines.append(f"{label}: {', '.join(titles)}")
    return "\n".join(lines)


def _controls(board: Dashboard) -> list[ButtonElement]:
    press = Press(session=board.session)
    row = [
        button("Status", Action.STATUS, press),
        button("Summarise now", Action.SUMMARISE, press),
        button("Schedule…", Action.SCHEDULE, press),
    ]
    if board.stage.phase is Phase.INTERVIEW:
        row.append(button("That's enough", Action.ENOUGH, press))
    elif board.stage.phase is not Phase.WRITING:
        row.append(button("Download", Action.DOWNLOAD, press))
    if board.written:
        row.append(button("Hand over", Action.HAND_OVER, press))
    if board.asleep:
        return [button("Resume", Action.RESUME, press, style="primary"), *row]
    step = next_step(board.stage.kind, board.session) if board.stage.next_step else None
    return [step, *row] if step else row
