"""Two people said what does not fit together: both are named, nothing is averaged, the team resolves it."""

from collections.abc import Sequence

from bot.planning.interview import Progress, Question
from bot.planning.reading import Position
from bot.slack.messages.message import SlackMessage, context, message, section
from bot.slack.messages.question import controls, heading, quick_answers
from bot.slack.text import as_statement, line, mention, mrkdwn, name


def contradiction_message(
    question: Question,
    positions: Sequence[Position],
    *,
    topic: str,
    progress: Progress,
    session: str,
    can_go_back: bool,
) -> SlackMessage:
    """The question that asks to resolve a contradiction (`QuestionKind.RESOLVE`), above it each position and person.

    The people who hold the positions are mentioned: they are who is asked. *Leave it open* makes it an open decision.
    """
    asked = mrkdwn(question.text, limit=1000)
    held = "\n".join(f"• {mention(p.author, p.author_name)}: “{_quoted(p)}”" for p in positions[:6])
    people = "\n".join(f"{name(p.author_name)}: “{_quoted(p)}”" for p in positions[:6])
    return message(
        f"{heading(question, topic)}: two answers do not fit together.\n{people}\n{asked}",
        context(f"*{heading(question, topic)}* · {progress}"),
        section(f"Two answers do not fit together:\n{held}"),
        section(asked),
        *quick_answers(question, session),
        controls(question, session, can_go_back=can_go_back, skip="Leave it open"),
    )


def _quoted(position: Position) -> str:
    return as_statement(line(position.quote, limit=300))
