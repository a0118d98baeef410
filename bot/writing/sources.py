"""From a model's labels and quotes to the messages behind them; what nobody said is not a source."""

import re
from collections.abc import Iterable

from bot.planning.interview import Interview
from bot.planning.specification import Source
from bot.writing.schemas import SourceAnswer

_LABEL = re.compile(r"[Qq]?\s*(\d{1,6})$")
SHORTEST_QUOTE = 2
"""Characters. Short, because a whole answer can be "No"; whole words are required besides."""


def resolved(interview: Interview, answers: Iterable[SourceAnswer]) -> tuple[Source, ...]:
    """The sources that the record bears out, each with the words as they were really written; the rest is dropped."""
    found: dict[tuple[int, str, str], Source] = {}
    for answer in answers:
        source = _resolve(interview, answer)
        if source:
            found.setdefault((source.question, source.author, source.quote), source)
    return tuple(found.values())


def numbered(label: str) -> int | None:
    """The number of the question that a label names: 4 for `Q4`, 0 for `idea`, None for anything else."""
    if label.strip().casefold() == "idea":
        return 0
    match = _LABEL.match(label.strip())
    return int(match.group(1)) if match else None


def verbatim(quote: str, text: str) -> str:
    """The words of `text` that `quote` repeats, as they stand there; `""` when it does not say that.

    Case and white space may differ, and quotation marks around the quote are not part of it; words may not be cut.
    """
    parts = quote.strip(" \t\n\"'“”„‘’«»…").split()
    if sum(len(part) for part in parts) < SHORTEST_QUOTE:
        return ""
    pattern = r"(?<!\w)" if parts[0][0].isalnum() else ""
    pattern += r"\s+".join(re.escape(part) for part in parts)
    pattern += r"(?!\w)" if parts[-1][-1].isalnum() else ""
    match = re.search(pattern, text, re.IGNORECASE)
    return match.group() if match else ""


def _resolve(interview: Interview, answer: SourceAnswer) -> Source | None:
    number = numbered(answer.label)
    if number is None:
        return None
    if number == 0:
        quote = verbatim(answer.quote, interview.idea)
        return _source(0, interview.owner, interview.owner_name, quote, interview.idea_permalink) if quote else None
    try:
        question = interview.question(number)
    except KeyError:
        return None
    for said in question.answer:
        quote = verbatim(answer.quote, said.text)
        if quote:
            return _source(number, said.author, said.author_name, quote, said.permalink)
    return None


def _source(question: int, author: str, name: str, quote: str, permalink: str) -> Source:
    return Source(question=question, author=author, author_name=name, quote=quote, permalink=permalink)
