"""What somebody wrote about a page in Notion, brought to the thread."""

from bot.slack.messages.message import Link, SlackMessage, message, section
from bot.slack.text import line, link, mrkdwn


def comment_message(page: Link, author: str, text: str) -> SlackMessage:
    """One comment; `author` is a display name, neither it nor `text` is escaped."""
    who = f"💬 {line(author, limit=80)} commented on {link(page.label, page.url)} in Notion"
    quoted = "\n".join(f">{part}" for part in mrkdwn(text, limit=2000).splitlines())
    return message(f"{who}: {mrkdwn(text, limit=500)}", section(f"{who}:\n{quoted}"))
