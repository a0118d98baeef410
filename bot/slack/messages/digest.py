"""What waits in a channel, told to its members at the times that they asked for."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.slack.messages.message import Link, Person, SlackMessage, message, names, said, section
from bot.slack.text import line, link, mrkdwn

LISTED = 10
"""How many sessions are listed; the rest is counted."""

_WORDS = ("", "One session waits", "Two sessions wait", "Three sessions wait", "Four sessions wait")


@dataclass(frozen=True, slots=True)
class WaitingSession:
    """A session that waits: a link with its title, what it waits for, and for whom."""

    thread: Link
    what: str
    people: tuple[Person, ...]


def digest_message(waiting: Sequence[WaitingSession]) -> SlackMessage:
    """One line a session, whoever waited longest first; people are named and not mentioned."""
    heading = f"{_WORDS[len(waiting)] if len(waiting) < len(_WORDS) else f'{len(waiting)} sessions wait'} for you"
    lines = [
        f"• {link(session.thread.label[:80], session.thread.url)} · {line(session.what, limit=100)} · "
        f"{names(session.people, most=3)}"
        for session in waiting[:LISTED]
    ]
    if len(waiting) > LISTED:
        lines.append(f"• and {len(waiting) - LISTED} more: `/plan list` shows them")
    # One section holds about seven lines with long titles and names.
    blocks = [section("\n".join([f"*{heading}*", *lines[:5]])), *([section("\n".join(lines[5:]))] if lines[5:] else [])]
    return message("\n".join([heading, *lines]), *blocks)


def digest_on(when: str) -> SlackMessage:
    """The answer to `/plan digest …`; `when` is the schedule in words."""
    return said(
        f"This channel gets a digest: {line(when, limit=200)}. It says which sessions wait, and for whom; when none "
        "does, I say nothing. `/plan digest off` stops it."
    )


def digest_off() -> SlackMessage:
    """The answer to `/plan digest off`."""
    return said("No digest for this channel. `/plan digest weekdays 9:00` starts one.")


def digest_not_understood(why: str) -> SlackMessage:
    """What was said is no time. An idea may begin with the word as well, so that way is shown too."""
    return said(
        f"{mrkdwn(why, limit=1000)}\nTo plan something whose name begins with “digest”, put a word before it: "
        "`/plan a digest …`"
    )


def digest_for_members() -> SlackMessage:
    """Somebody asked who is no member of the channel, or where the bot is none."""
    return said("A digest is for the members of a channel, and I have to be one too: `/invite` me, then ask again.")
