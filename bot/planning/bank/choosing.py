"""Chooses the next question from the bank: one that fits what was said, in words that were not used before."""

import re
from collections.abc import Iterator, Sequence

from bot.planning.bank.loading import Bank, FacetBank, Wording, load
from bot.planning.bearing import bearing_on
from bot.planning.clauses import plain, sentences
from bot.planning.interview import Ask, Interview, Question, QuestionKind
from bot.planning.known import heard
from bot.planning.listening import says_unknown
from bot.planning.openings import without_lead_ins
from bot.planning.plain_text import structure
from bot.planning.reading import Position, QuestionProposal
from bot.planning.specification import Requirement
from bot.planning.topics import Facet, Side
from bot.planning.verbs import role
from bot.planning.words import technology_words, vague_words

QUOTE_LENGTH = 60
OPTION_LENGTH = 75
"""A Slack button holds 75 characters."""

TITLE_LENGTH = 30
"""Of a requirement in the line that says why: three of them and a reason fit into it."""

OPTION_WORDS = 40
"""Longer words of people do not make a button that is read at a glance."""

_SLOT = re.compile(r"\{(\w+)\}")
_SAID_ON = {
    "today": "problem.today",
    "audience": "audience.primary",
    "scenario": "scenarios.main",
    "core": "features.core",
}


class _UnfilledError(Exception):
    """A wording needs something that nobody has said."""


def choose(interview: Interview, ask: Ask, positions: Sequence[Position] = ()) -> QuestionProposal:
    """The next question on the first of `ask.facets`.

    Never a text that the interview holds already, and never without a result. `positions` are what two people hold
    when `ask.kind` is `RESOLVE`.
    """
    facet = ask.facets[0]
    bank = load(interview.language)
    entry = bank.facets.get(facet.key)
    followed = interview.question(ask.follows) if ask.follows is not None else None
    slots = _slots(interview, facet, followed, positions)
    asked = {_folded(q.text) for q in (*interview.earlier, *interview.questions)}
    said = _said(interview)
    for wording in _wordings(bank, entry, ask.kind, followed):
        if wording.when and not any(re.search(rf"\b{re.escape(word)}\b", said) for word in wording.when):
            continue
        try:
            proposal = _filled(wording, slots, facet, entry)
        except _UnfilledError:
            continue
        if _folded(proposal.text) not in asked:
            return proposal
    return _filled(bank.any.last, slots, facet, entry)


def short_quote(text: str, length: int = QUOTE_LENGTH, *, technology: bool = False) -> str:
    """The first sentence of what somebody said, made safe to stand in a question; `""` when there is none that is.

    No question in it (a message holds one), no quotation marks, and cut after a whole word; `technology` says whether
    names of technology may stand in it (on the technical side).
    """
    for sentence in sentences(plain(text).replace("->", "→")):
        quote = re.sub(r"[“”\"«»„`*_~<>]", "", sentence).strip(" .,;:!–—-")
        if len(quote) < 2 or re.search(r"[?？؟!]", quote) or (technology_words(quote) and not technology):
            continue
        if len(quote) <= length:
            return quote
        cut = quote[: length - 1].rpartition(" ")[0].rstrip(" .,;:–—-") or quote[: length - 1]
        return cut + "…"
    return ""


def _wordings(bank: Bank, entry: FacetBank | None, kind: QuestionKind, followed: Question | None) -> Iterator[Wording]:
    if kind is QuestionKind.RESOLVE:
        yield from (*(entry.resolve if entry else ()), *bank.any.resolve)
        return
    if kind is QuestionKind.FOLLOW_UP:
        if followed is not None and followed.unclear == bank.listening.unclear_parked:
            # Nobody answered yet: another question about the same facet would change the subject.
            yield from bank.any.follow_up
        yield from (*(entry.follow_up if entry else ()), *bank.any.follow_up)
    if entry:
        yield from entry.ask


def _filled(wording: Wording, slots: dict[str, str], facet: Facet, entry: FacetBank | None) -> QuestionProposal:
    def fill(text: str) -> str:
        def value(match: re.Match[str]) -> str:
            found = slots.get(match[1], "")
            if not found:
                raise _UnfilledError(match[1])
            return found

        return _SLOT.sub(value, text)

    text, why = fill(wording.text), fill(wording.why)
    options: tuple[str, ...] = ()
    try:
        options = tuple(fill(option) for option in wording.options)
    except _UnfilledError:
        options = ()
    if any(len(option) > OPTION_LENGTH for option in options) or len({o.casefold() for o in options}) < len(options):
        options = ()
    return QuestionProposal(facet.key, text, why, options, entry.recommended if entry else "")


def _slots(
    interview: Interview, facet: Facet, followed: Question | None, positions: Sequence[Position]
) -> dict[str, str]:
    technology = interview.side is Side.TECHNICAL
    everything = (*interview.earlier, *interview.questions)
    slots = {
        "title": short_quote(interview.title, technology=technology),
        "idea": short_quote(interview.idea, technology=technology),
        "asks_for": facet.asks_for,
        "next": str(interview.next_number),
    }
    for slot, key in _SAID_ON.items():
        answers = [q for q in everything if q.facet == key and q.answer and not q.unclear]
        disputed = any(q.kind is QuestionKind.RESOLVE for q in answers)
        slots[slot] = short_quote(answers[0].answer_text, technology=technology) if answers and not disputed else ""
    for slot in ("audience", "core"):
        # These stand in the middle of a sentence, so a cut-off or a whole sentence would not read well there.
        slots[slot] = _inside(slots[slot])
    roles = _roles(interview)
    if len(roles) == 2:
        slots |= {"role1": roles[0], "role2": roles[1], "Role1": roles[0].capitalize(), "Role2": roles[1].capitalize()}
    vague = vague_words(" ".join(interview.vague_answers()))
    slots["vague"] = vague[0] if vague else ""
    if followed is not None:
        slots["question"] = str(followed.number)
        known = [c.text for c in followed.answer if not says_unknown(c.text, interview.language)]
        slots["said"] = short_quote("\n".join(known), technology=technology) if known else ""
        slots["unclear"] = plain(followed.unclear)[:190] or "The answer can be read in more than one way."
    if technology:
        slots |= _technical(interview, facet)
    return slots | _sides(positions, technology)


def _technical(interview: Interview, facet: Facet) -> dict[str, str]:
    """The requirements that the facet is about, and what the product side said about a part of it."""
    requirements = bearing_on(facet.key, interview.product, interview.language)
    said = heard(interview, facet.key)
    return {
        "requirements": _listed([requirement.id for requirement in requirements]),
        "requirement_titles": "; ".join(map(_titled, requirements)),
        "heard": short_quote(said.words, technology=True) if said else "",
        "heard_in": said.label if said else "",
    }


def _titled(requirement: Requirement) -> str:
    title = short_quote(requirement.title, TITLE_LENGTH, technology=True)
    return f"{requirement.id}: {title}" if title and not any(structure(title)) else requirement.id


def _listed(words: Sequence[str]) -> str:
    """`FR-2, FR-5 and FR-7`."""
    return " and ".join(part for part in (", ".join(words[:-1]), *words[-1:]) if part)


def _sides(positions: Sequence[Position], technology: bool) -> dict[str, str]:
    """Both sides of a contradiction: as buttons in their own words where those are short, else by their names."""
    slots: dict[str, str] = {}
    quotes = [short_quote(without_lead_ins(plain(p.quote)), technology=technology) for p in positions[:2]]
    short = len(quotes) == 2 and all(quote and len(quote) <= OPTION_WORDS for quote in quotes)
    for index, (position, quote) in enumerate(zip(positions, quotes, strict=False), start=1):
        name = short_quote(position.author_name)
        slots |= {f"name{index}": name, f"quote{index}": quote}
        slots[f"Side{index}"] = quote[:1].upper() + quote[1:] if short else f"{name}'s answer" if name else ""
    return slots


def _inside(quote: str) -> str:
    if not quote or quote.endswith("…") or len(quote.split()) > 8:
        return ""
    first = quote.split()[0]
    return quote if first.isupper() else quote[0].lower() + quote[1:]


def _roles(interview: Interview) -> list[str]:
    """The people named in the idea and the answers, as plurals or as written; at most the first few."""
    said = (interview.idea, *(q.answer_text for q in (*interview.earlier, *interview.questions)))
    text = plain(" ".join(said))
    found: dict[str, str] = {}
    for word in re.findall(r"[a-z]+", text):
        if word.endswith("s") and role(word) and role(word) != word:
            found.setdefault(role(word), word)
    return list(found.values())


def _said(interview: Interview) -> str:
    said = [interview.title, interview.idea, *(q.answer_text for q in (*interview.earlier, *interview.questions))]
    return " ".join(said).casefold()


def _folded(text: str) -> str:
    return " ".join(text.casefold().split())
