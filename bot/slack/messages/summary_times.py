"""When a session was summed up last and when it is next, in a line for the dashboard and for lists."""

from collections.abc import Iterator
from dataclasses import dataclass

from bot.slack.text import as_statement, line, link, moment


@dataclass(frozen=True, slots=True)
class LastSummary:
    """When it was made (seconds since the epoch), what it says first (not escaped), and where it stands ("": nowhere).

    `words` say the moment for clients that cannot show it in the reader's own time zone.
    """

    at: float
    words: str
    headline: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class NextSummary:
    """When the next one comes: at a moment (seconds since the epoch), or whenever `words` say."""

    words: str
    at: float | None = None


@dataclass(frozen=True, slots=True)
class SummaryTimes:
    """Both; either is None where there is none."""

    last: LastSummary | None = None
    next: NextSummary | None = None

    def lines(self) -> Iterator[str]:
        """In full, as mrkdwn: what was said last, and when more is said."""
        if self.last:
            headline = as_statement(line(self.last.headline, limit=140))
            yield f"🗒️ {_linked('Last summary', self.last)} {_last(self.last)}{f': {headline}' if headline else ''}"
        if self.next:
            yield f"⏱️ Next summary {_next(self.next)}"

    def short(self) -> Iterator[str]:
        """Only when, for a list of sessions."""
        if self.last:
            yield f"{_linked('last summary', self.last)} {_last(self.last)}"
        if self.next:
            yield f"next summary {_next(self.next)}"


def _linked(words: str, last: LastSummary) -> str:
    return link(words, last.url)


def _last(last: LastSummary) -> str:
    return moment(last.at, last.words)


def _next(coming: NextSummary) -> str:
    return line(coming.words, limit=100) if coming.at is None else moment(coming.at, coming.words)
