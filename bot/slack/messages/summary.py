"""A summary in the thread: a headline that stands alone, what it is made of behind a fold, and the open question.

Nothing in it asks anything but the question that is open, in its own words.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from slack_sdk.models.blocks import Block, ContainerBlock, PlainTextObject

from bot.planning.checkpoints import Checkpoint, Point, Reason
from bot.planning.decisions import Decision, Ledger
from bot.planning.interview import Question
from bot.slack.actions import Action, Press
from bot.slack.messages.message import (
    SECTION_LIMIT,
    Link,
    SlackMessage,
    button,
    context,
    counted,
    message,
    said,
    section,
)
from bot.slack.messages.question import QUESTION_LIMIT
from bot.slack.text import as_statement, day, line, link, mrkdwn, name, units

FEWEST_WORDS = 4
"""A decision of fewer is told with its subject."""

MOST_WORDS = 200
"""On the card (`method.md`, "Summaries": 120 to 200, short enough to read on a phone)."""

MOST_CHARACTERS = 9_000
"""Of the card, links included: Slack takes about 13,200 in all blocks of a message."""

MOST_LINES = 6
"""Of one kind."""

LINE_LIMIT = 160
"""Characters of what a line says, links besides."""

TITLE = "What we know so far"

DECISIONS = "decisions"
"""What *Download* on a summary is about (`Press.operation`): every decision, and the summary as a whole."""


@dataclass(frozen=True, slots=True)
class Summary:
    """What the message shows. Texts are not escaped.

    `links` leads to the message of each question by its number. `question` is the open one; where none is, `next_up`
    says what comes next.
    """

    session: str
    checkpoint: Checkpoint
    ledger: Ledger
    links: Mapping[int, str]
    question: Question | None
    next_up: Link


@dataclass(slots=True)
class _Part:
    """A heading with its finished lines; `left` of them did not fit. `rest` says what they are.

    `inline` ones stand behind the heading.
    """

    heading: str
    lines: list[str]
    words: list[int]
    rest: str
    left: int = 0
    inline: bool = False

    def text(self) -> str:
        if self.inline:
            return f"*{self.heading}:* {', '.join(self.lines)}"
        shown = [f"*{self.heading}*", *(f"• {each}" for each in self.lines)]
        return "\n".join([*shown, f"• and {self.left} more {self.rest} (*Download* has all)"] if self.left else shown)

    def shorten(self) -> None:
        self.lines.pop()
        self.words.pop()
        self.left += 1


def summary_message(summary: Summary) -> SlackMessage:
    """The summary. It mentions nobody, and holds at most the one question that is open."""
    parts = _fitted(_parts(summary))
    headline = f"*Summary {summary.checkpoint.number}* · {_counts(summary)}"
    fold = ContainerBlock(
        title=PlainTextObject(text=TITLE, emoji=False),
        child_blocks=[*(section(part.text()) for part in parts), context(*_small_print(summary))],
        is_collapsible=True,
        # Who asked wants to read it; where it comes by itself the open question must stay in sight.
        default_collapsed=summary.checkpoint.reason is not Reason.ASKED,
    )
    following = _next(summary)
    whole = button("Download", Action.DOWNLOAD, Press(session=summary.session, operation=DECISIONS))
    blocks: list[Block] = [section(headline, whole), fold, section(following)]
    everything = "\n".join([headline, *(part.text() for part in parts), following])
    return message(everything, *blocks)


def nothing_new_message(last: Link | None) -> SlackMessage:
    """Somebody asked for a summary, and there is nothing to add to the last one."""
    if last is None:
        return said("There is nothing to sum up yet: nobody has answered a question so far.")
    return said(f"Nothing is new since the last summary. {link(last.label, last.url)} still says it all.")


def _parts(summary: Summary) -> list[_Part]:
    """What the card says, in the order of reading (`method.md`, "Summaries")."""
    made, ledger = summary.checkpoint, summary.ledger
    decided = [ledger.decision(number) for number in made.decided]
    # What was replaced since then is told by what replaced it.
    gone = ledger.superseded
    new = [d for d in decided if d.supersedes is None and d.number not in gone and not d.withdrawn]
    changed = [d for d in decided if d.supersedes is not None and d.number not in gone and not d.withdrawn]
    withdrawn = [ledger.decision(number) for number in made.withdrawn]
    found = [
        _part("Decided", new, _decided, "decisions"),
        _part("Changed", changed, lambda d: _change(d, ledger), "changes"),
        _part("Taken back", withdrawn, _decided, "decisions"),
        _part("Key points", made.points, lambda p: _point(p, summary.links), "points"),
        _part(
            "What happened",
            made.happened,
            lambda h: (link(as_statement(h.text), h.permalink), h.text, ""),
            "things",
        ),
        _part("Still open", made.open, lambda o: _open(o.text, o.owner, o.question, summary.links), "open points"),
        _part("Assumed", made.assumptions, lambda p: _point(p, summary.links), "assumptions"),
    ]
    if made.still_to_ask:
        topics = [line(topic, limit=60) for topic in made.still_to_ask[:15]]
        found.append(_Part("Still to ask", topics, [len(topic.split()) for topic in topics], "", inline=True))
    return [part for part in found if part.lines]


Told = tuple[str, str, str]
"""A line as mrkdwn, the words in it that count, and who said it where, as mrkdwn."""


def _part(heading: str, items: Sequence[object], tell: Callable[..., Told], rest: str) -> _Part:
    told = [tell(item) for item in items[:MOST_LINES]]
    lines = [f"{text} ({source})" if source else text for text, _, source in told]
    return _Part(heading, lines, [len(words.split()) for _, words, _ in told], rest, max(0, len(items) - MOST_LINES))


def _fitted(parts: list[_Part]) -> list[_Part]:
    """The parts within the words that people read and what Slack takes: the longest lose their last lines first.

    The first line of each part always stays.
    """
    while parts:
        wordy = sum(sum(part.words) for part in parts) > MOST_WORDS
        long = sum(units(part.text()) for part in parts) > MOST_CHARACTERS
        several = [part for part in parts if len(part.lines) > 1 and not part.inline]
        too_long = [part for part in several if units(part.text()) > SECTION_LIMIT]
        if not several or not (wordy or long or too_long):
            break
        max(too_long or several, key=lambda part: (len(part.lines), units(part.text()))).shorten()
    return parts


def _counts(summary: Summary) -> str:
    made = summary.checkpoint
    changed = len(made.changed) + len(made.withdrawn)
    new = len(made.decided) - len(made.changed)
    told = [counted(new, "new decision")] if new else []
    told += [f"{changed} changed"] if changed else []
    told += [f"{counted(len(made.happened), 'step')} taken"] if made.happened else []
    told += [f"{len(made.open)} open"] if made.open else []
    told += [f"{counted(len(made.still_to_ask), 'topic')} to go"] if made.still_to_ask else []
    return " · ".join(told) or "Nothing decided yet"


def _decided(decision: Decision) -> Told:
    words = _said(decision)
    return f"*{decision.label}* {words}", words, _source(decision)


def _said(decision: Decision) -> str:
    """The team's own words; where they are too few to stand alone ("Managers"), with what they are about."""
    alone = len(decision.text.split()) >= FEWEST_WORDS
    return _words(decision.text if alone else decision.short).removesuffix(".")


def _change(decision: Decision, ledger: Ledger) -> Told:
    before = f"D{decision.supersedes}"
    words = _said(decision)
    return f"*{decision.label}* replaces {before}: {words}", words, _source(decision)


def _source(decision: Decision) -> str:
    """Who said it and when, in the reader's own time zone, leading to the message."""
    return f"{name(decision.author_name)}, {day(_when(decision), decision.permalink)}"


def _when(decision: Decision) -> float:
    """Seconds since the epoch. A quick answer is said "at" its question (`ts#user`): when it counted is nearer."""
    try:
        return float(decision.said_at)
    except ValueError:
        return decision.decided_at


def _point(point: Point, links: Mapping[int, str]) -> Told:
    return _words(point.text), point.text, _questions(point.questions, links)


def _open(text: str, owner: str, question: int | None, links: Mapping[int, str]) -> Told:
    sources = [f"owner {name(owner)}"] if owner else []
    sources += [_questions((question,), links)] if question is not None else []
    return _words(text), f"{text} {owner}", ", ".join(sources)


def _questions(numbers: Sequence[int], links: Mapping[int, str]) -> str:
    shown = [link(f"Q{number}", links.get(number, "")) for number in numbers[:3]]
    return ", ".join(shown) + (" …" if len(numbers) > 3 else "")


def _words(text: str) -> str:
    return line(as_statement(text), limit=LINE_LIMIT)


def _small_print(summary: Summary) -> list[str]:
    made, ledger = summary.checkpoint, summary.ledger
    standing = counted(len(ledger.standing), "decision")
    told = [f"{standing} in all, each with who said it, when and where: *Download*." if ledger.decisions else ""]
    if made.points and made.written_by:
        told.append(f"The key points are {_by(made.written_by)}; everything else is taken from the record.")
    return [each for each in told if each] or ["Everything here is taken from the record."]


def _by(label: str) -> str:
    shown = line(label, limit=100)
    return f"the team's own words ({shown})" if label.startswith("written") else f"written by {shown}"


def _next(summary: Summary) -> str:
    question = summary.question
    if question is None:
        return f"*Next:* {link(as_statement(summary.next_up.label), summary.next_up.url)}"
    asked = mrkdwn(question.text, limit=QUESTION_LIMIT).replace("\n", "\n>")
    return f"*Next:* {link(question.label, summary.links.get(question.number, ''))} is still open:\n>{asked}"
