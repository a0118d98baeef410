"""What `/plan help`, `/plan list` and `/plan status` answer, and what a mention in a thread gets."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from slack_sdk.models.blocks import Block

from bot.planning.stages import Stage
from bot.slack.actions import Action, Press
from bot.slack.messages.dashboard import Dashboard, progress_bar
from bot.slack.messages.message import SlackMessage, actions, button, context, header, message, names, said, section
from bot.slack.messages.summary_times import SummaryTimes
from bot.slack.text import line, link

LISTED = 15
"""How many sessions a list shows."""


@dataclass(frozen=True, slots=True)
class SessionLine:
    """One session in a list: its title (not escaped), where it stands, its thread and what it waits for (`asleep`: in
    vain so far), and when it was summed up."""

    title: str
    stage: Stage
    permalink: str
    waiting: str = ""
    asleep: bool = False
    summaries: SummaryTimes = field(default=SummaryTimes())


def help_message(*, can_start: bool = True) -> SlackMessage:
    """What the bot does and how to speak to it."""
    text = (
        "*I plan software with your team, one question at a time.*\n"
        "• `/plan a weekly report that writes itself` opens a planning thread in this channel\n"
        "• `/plan` asks for the idea, teammates and approvers in a form\n"
        "• `/plan list` shows your sessions, `/plan status` where they stand\n"
        "• `/plan digest weekdays 9:00` tells this channel every morning what waits, and for whom\n"
        "• *Plan this* in a message's menu starts from what somebody wrote"
    )
    thread = (
        "In the thread just answer: everybody's replies count together. ✅ on a message says that the answer is "
        "complete. Mention me with `summary` to read where it stands. When enough is clear I write a specification, "
        "and you approve it. Then I ask how it is built, carve it into modules and plan the sprints. All of it goes to "
        "Notion."
    )
    blocks: list[Block] = [section(text), context(thread)]
    if can_start:
        blocks.append(actions(button("Plan something", Action.START, Press(session=""), style="primary")))
    return message("I plan software with your team, one question at a time. Type /plan and your idea.", *blocks)


def list_message(sessions: Sequence[SessionLine]) -> SlackMessage:
    """The person's sessions, or how to start one."""
    if not sessions:
        return said("You have no planning sessions yet. Type `/plan` and your idea to start one.")
    rest = len(sessions) - LISTED
    lines = ["*Your planning sessions*", *(session_line(session) for session in sessions[:LISTED])]
    if rest > 0:
        lines.append(f"• and {rest} more")
    # One section holds about ten sessions with long titles; two never overflow.
    blocks = [section("\n".join(lines[:8])), *([section("\n".join(lines[8:]))] if lines[8:] else [])]
    return message(f"You have {len(sessions)} planning session{'s' if len(sessions) > 1 else ''}.", *blocks)


def session_line(session: SessionLine) -> str:
    """One session as a bullet of mrkdwn."""
    told = [link(line_title(session.title), session.permalink), session.stage.heading]
    if session.waiting or session.asleep:
        told.append(("💤 asleep: " if session.asleep else "") + line(session.waiting, limit=100))
    return "• " + " · ".join([*told, *session.summaries.short()])


def line_title(title: str) -> str:
    """A title short enough for a list; still not escaped."""
    return title if len(title) <= 80 else title[:79].rstrip() + "…"


def status_message(board: Dashboard) -> SlackMessage:
    """Where one session stands, for whoever asked."""
    people = names((board.owner, *(p for p in board.participants if p.id != board.owner.id)))
    lines = [f"{board.stage.heading} · {people}"]
    if board.coverage:
        lines.append(f"{progress_bar(board.progress)}  {board.progress}")
    lines += [f"✅ {line(written, limit=150)}" for written in board.written]
    if board.waiting:
        asked = link(board.waiting.label, board.waiting.url)
        lines.append(f"💤 Asleep: {asked}" if board.asleep else f"👉 {asked}")
    lines += board.summaries.lines()
    lines += [f"• {link(shown.label, shown.url)}" for shown in board.links[:8]]
    title = line(board.title, limit=200)
    return message(f"{title} · {board.stage.heading}", header(board.title), section("\n".join(lines)))


def nothing_planned() -> SlackMessage:
    """`/plan status` where nothing is going on."""
    return said("Nothing is being planned in this channel. Type `/plan` and your idea to start.")
