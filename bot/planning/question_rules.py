"""The rules that a question must pass before a team sees it, whoever wrote it.

A question is one decision (`method.md`, "Asking"): one interrogative, at most two sentences, neutral, not asked
before, about a facet that is due, about the product and not its technology (the technical side: the other way round).
Every refusal is a sentence that a model
can act on. Plain functions over text: in doubt about a style they refuse (a repair is cheap), in doubt about a
language they let it pass.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

from bot.planning.bearing import MOST_REQUIREMENTS
from bot.planning.interview import Ask, Interview, QuestionKind
from bot.planning.language import Wording, main_script, primary, surely_foreign, wordings, words
from bot.planning.plain_text import disguises, structure
from bot.planning.product_talk import product_talk
from bot.planning.reading import QuestionProposal
from bot.planning.topics import Side
from bot.planning.words import technology_words

MAX_QUESTION = 300
MAX_WHY = 200
MAX_RECOMMENDED = 200
MAX_EXPLANATION = 600
MAX_OPTION = 75
"""Characters; Slack's limit for the text of a button."""
MAX_OPTIONS = 3
MAX_SENTENCES = 2
SAME_QUESTION = 0.75
"""Share of words in common (Jaccard) from which two questions count as the same."""
NEARLY_THE_SAME = 0.6
"""The same on the technical side, for a question of the product interview: it was answered, in whatever words."""

QUESTION_MARKS = "?？؟⸮՞፧꘏⁇⁈⁉‽"
_GREEK_MARKS = ";\u037e"
_DOUBLE_MARKS = "⁇⁈⁉"
_ENDS = r"[.!…。．！" + QUESTION_MARKS + r"]+"
_CLOSING = "\"'”’»)]›」』 "
# Scripts in which a question may end without any mark: a particle makes it one.
_UNMARKED_SCRIPTS = {"THAI", "LAO", "KHMER", "MYANMAR", "TIBETAN"}
_UNMARKED_ENDINGS = ("か", "か。", "吗", "吗。", "呢", "呢。")
_ABBREVIATIONS = re.compile(r"\b(?:e\.g|i\.e|etc|vs|approx|no|z\.\s?B|d\.\s?h|bzw|ca|p\. ex|p\. ej)\.", re.IGNORECASE)
# A quote that was cut ends no sentence while the sentence around it goes on.
_CUT_QUOTE = re.compile(rf"…(?=[{re.escape(_CLOSING.strip())}]+(?:,|\s+[a-z]))")
_ENUMERATED = re.compile(r"(?:^|[\s,;:])\(?(?:[1-9]|[a-e]|i{1,3}|iv)[.)](?=\s)", re.IGNORECASE)
_REQUIREMENT_ID = re.compile(r"\bFR-\d+\b")
_AND_THEN_A_VERB = re.compile(
    r"\band\s+(?:also\s+)?(?:do|does|did|is|are|was|were|can|could|should|would|will|has|have)\s+"
    r"(?:you|they|he|she|it|we|the|there|your|this|that|these|those|someone|anyone|people|users)\b",
    re.IGNORECASE,
)
_NOT_A_CHOICE = {"other", "others", "something else", "none", "none of the above", "all of the above", "n/a", "etc"}


class Rule(StrEnum):
    """What a proposal can break."""

    EMPTY = "empty"
    ONE_QUESTION = "one_question"
    LENGTH = "length"
    WHY = "why"
    FACET = "facet"
    REPEATED = "repeated"
    TECHNOLOGY = "technology"
    PRODUCT = "product"
    REQUIREMENT = "requirement"
    PLAIN_TEXT = "plain_text"
    LEADING = "leading"
    OPTIONS = "options"
    RECOMMENDED = "recommended"
    LANGUAGE = "language"


@dataclass(frozen=True, slots=True)
class Refusal:
    """A rule that was broken, and what to do about it in a sentence that a model can act on."""

    rule: Rule
    explanation: str


def refusals(proposal: QuestionProposal, interview: Interview, ask: Ask) -> tuple[Refusal, ...]:
    """Everything that speaks against putting `proposal` to the team as the next step `ask`; empty when nothing does."""
    if _too_long_to_look_at(proposal):
        return (Refusal(Rule.LENGTH, f"Write one question of at most {MAX_QUESTION} characters."),)
    found = (
        *_about_facet(proposal, ask),
        *_about_question(proposal.text, interview),
        *_about_product(proposal.text, interview, ask),
        *_about_requirements(proposal, interview),
        *_about_why(proposal.why),
        *_about_options(proposal),
        *_about_all_text(proposal, interview),
    )
    return tuple(dict.fromkeys(found))


def explanation_refusals(text: str, interview: Interview) -> tuple[Refusal, ...]:
    """What speaks against showing `text` as the answer to a counter-question: it must not ask anything itself."""
    if len(text) > MAX_EXPLANATION:
        return (Refusal(Rule.LENGTH, f"Explain in at most {MAX_EXPLANATION} characters."),)
    found = list(_about_plain_text("explanation", text))
    if question_marks(text):
        found.append(Refusal(Rule.ONE_QUESTION, "The explanation must not ask anything: no question mark in it."))
    found.extend(_about_technology(text, interview))
    found.extend(_about_language(text, interview))
    return tuple(found)


def question_marks(text: str) -> int:
    """How many times the text asks, counted by question marks of any script (`?!?` counts once)."""
    # Greek writes its question mark as a semicolon.
    marks = re.escape(QUESTION_MARKS + (_GREEK_MARKS if main_script(text) == "GREEK" else ""))
    # A run of marks without a word between them is one question put with emphasis.
    return len(re.findall(rf"[{marks}](?:[\s!{marks}]*[{marks}])*", text))


def question_count(text: str) -> int:
    """How many questions the text asks; 1 without any mark where its script does not need one (Thai, か, 吗)."""
    unmarked = main_script(text) in _UNMARKED_SCRIPTS or text.rstrip(_CLOSING).endswith(_UNMARKED_ENDINGS)
    return question_marks(text) or int(unmarked)


def sentences(text: str) -> list[str]:
    """The sentences of a text without their end marks; abbreviations, decimals and cut quotes do not end one."""
    joined = _ABBREVIATIONS.sub(lambda m: m.group().replace(".", ""), text)
    joined = _CUT_QUOTE.sub("", re.sub(r"(?<=\d)\.(?=\d)", "", joined))
    parts = re.split(rf"{_ENDS}(?:[{re.escape(_CLOSING)}]|$)+|(?<=[。！？])", joined)
    return [part.strip() for part in parts if any(c.isalnum() for c in part)]


def same_question(one: str, other: str, share: float = SAME_QUESTION) -> bool:
    """Whether two questions ask the same in nearly the same words: a `share` of them (0 to 1) is in both."""
    first, second = _bag(one), _bag(other)
    if not first or not second:
        return first == second
    return len(first & second) / len(first | second) >= share


def _too_long_to_look_at(proposal: QuestionProposal) -> bool:
    everything = (proposal.text, proposal.why, proposal.recommended, *proposal.options)
    return len(proposal.options) > 20 or sum(len(each) for each in everything) > 10 * MAX_QUESTION


def _about_facet(proposal: QuestionProposal, ask: Ask) -> Iterator[Refusal]:
    if proposal.facet not in {facet.key for facet in ask.facets}:
        due = ", ".join(facet.key for facet in ask.facets)
        what = (
            "This has to follow up or resolve the last answer" if ask.kind is not QuestionKind.ASK else "It is not due"
        )
        yield Refusal(Rule.FACET, f"{what}: ask about one of these facets only: {due}.")


def _about_question(text: str, interview: Interview) -> Iterator[Refusal]:
    spoken = words(text)
    script = main_script(text)
    short = len(spoken) < 2 and script not in _UNMARKED_SCRIPTS | {"HAN"}
    if short or sum(c.isalpha() for c in text) < 5:
        yield Refusal(Rule.EMPTY, "Write a question of several words.")
        return
    if len(text) > MAX_QUESTION:
        yield Refusal(Rule.LENGTH, f"The question has {len(text)} characters; at most {MAX_QUESTION} are allowed.")
    if len(sentences(text)) > MAX_SENTENCES:
        yield Refusal(Rule.LENGTH, f"Use at most {MAX_SENTENCES} sentences.")
    yield from _about_one_question(text, spoken)
    folded = f" {' '.join(text.casefold().replace('’', chr(39)).split())} "
    for phrase in _leading_phrases(interview):
        if re.search(rf"(?<!\w){re.escape(phrase)}(?!\w)", folded):
            yield Refusal(Rule.LEADING, f"Ask neutrally: “{phrase}” suggests the answer.")
            break
    product_side = {question.number for question in interview.earlier}
    for earlier in (*interview.earlier, *interview.questions):
        if same_question(text, earlier.text, NEARLY_THE_SAME if earlier.number in product_side else SAME_QUESTION):
            yield Refusal(Rule.REPEATED, f"{earlier.label} asked that already: ask for what is not known yet.")
            break


def _about_one_question(text: str, spoken: list[str]) -> Iterator[Refusal]:
    count = question_count(text)
    if count == 0:
        yield Refusal(Rule.ONE_QUESTION, "Ask a question: it must end with a question mark.")
    elif count > 1 or any(mark in text for mark in _DOUBLE_MARKS):
        yield Refusal(Rule.ONE_QUESTION, f"Ask one question, not {max(count, 2)}: leave only the most important one.")
    if text.count("¿") > 1 or len(_ENUMERATED.findall(text)) > 1:
        yield Refusal(Rule.ONE_QUESTION, "Do not number or list several questions: ask one.")
    if "\n" in text.strip():
        yield Refusal(Rule.ONE_QUESTION, "Write the question in one line.")
    joined = _second_interrogative(spoken)
    if joined or _AND_THEN_A_VERB.search(text):
        yield Refusal(Rule.ONE_QUESTION, f"Ask one thing: “{joined or 'and …'}” joins a second question to the first.")
    opening = _ordering_word(text)
    if opening:
        yield Refusal(Rule.ONE_QUESTION, f"“{opening} …” is a second request: put one question and nothing else.")


def _second_interrogative(spoken: list[str]) -> str:
    for wording in wordings().values():
        if not _speaks(spoken, wording):
            continue
        for word, following in pairwise(spoken):
            if word in wording.joining and (following in wording.question_words or following in wording.joining):
                return f"{word} {following}"
    return ""


def _ordering_word(text: str) -> str:
    """The word that orders an answer ("Describe …") in a sentence beside the question, if there is one."""
    for sentence in sentences(text):
        first = next(iter(words(sentence)), "")
        if any(first in wording.opening for wording in wordings().values()):
            return first
    return ""


def _speaks(spoken: list[str], wording: Wording) -> bool:
    """Whether the text is likely in that language ("y" joins in Spanish, and stands for a place in French)."""
    ours = sum(word in wording.function_words for word in spoken)
    return ours > 0 and all(
        ours >= sum(word in other.function_words for word in spoken) for other in wordings().values()
    )


def _leading_phrases(interview: Interview) -> Iterator[str]:
    yield from wordings()["en"].leading
    own = wordings().get(primary(interview.language))
    if own and own is not wordings()["en"]:
        yield from own.leading


def _about_why(why: str) -> Iterator[Refusal]:
    if not why.strip():
        yield Refusal(Rule.WHY, "Say in one line why this is asked.")
    elif len(why) > MAX_WHY or "\n" in why.strip():
        yield Refusal(Rule.WHY, f"Say why in one line of at most {MAX_WHY} characters.")
    if question_marks(why):
        yield Refusal(Rule.WHY, "The reason must be a statement: no question mark in it.")


def _about_options(proposal: QuestionProposal) -> Iterator[Refusal]:
    options = [option.strip() for option in proposal.options]
    if len(options) > MAX_OPTIONS:
        yield Refusal(Rule.OPTIONS, f"Offer at most {MAX_OPTIONS} options, or none.")
    if len(options) == 1:
        yield Refusal(Rule.OPTIONS, "One option is no choice: offer two or three, or none.")
    if not all(any(c.isalnum() for c in option) for option in options):
        yield Refusal(Rule.OPTIONS, "An option is empty: every option must be a real choice.")
    if any(len(option) > MAX_OPTION for option in options):
        yield Refusal(Rule.OPTIONS, f"An option may have at most {MAX_OPTION} characters.")
    if len({" ".join(words(option)) for option in options}) < len(options):
        yield Refusal(Rule.OPTIONS, "Two options say the same.")
    if any(" ".join(words(option)) in _NOT_A_CHOICE or option.casefold() in _NOT_A_CHOICE for option in options):
        yield Refusal(Rule.OPTIONS, "Leave out options such as “Other”: people can always answer freely.")
    if any(question_marks(option) or "\n" in option for option in options):
        yield Refusal(Rule.OPTIONS, "An option is a short answer in one line, not a question.")
    if len(proposal.recommended) > MAX_RECOMMENDED or "\n" in proposal.recommended.strip():
        yield Refusal(Rule.RECOMMENDED, f"The recommended default is one line of at most {MAX_RECOMMENDED} characters.")
    elif question_marks(proposal.recommended):
        yield Refusal(Rule.RECOMMENDED, "The recommended default is a statement, not a question.")


def _about_all_text(proposal: QuestionProposal, interview: Interview) -> Iterator[Refusal]:
    parts = {"question": proposal.text, "reason": proposal.why, "recommended default": proposal.recommended}
    parts |= {f"option {number}": option for number, option in enumerate(proposal.options, start=1)}
    for name, text in parts.items():
        yield from _about_plain_text(name, text)
    yield from _about_technology(" \n ".join(parts.values()), interview)
    for text in (proposal.text, proposal.why):
        yield from _about_language(text, interview)


def _about_plain_text(name: str, text: str) -> Iterator[Refusal]:
    for what in (*structure(text), *disguises(text)):
        yield Refusal(Rule.PLAIN_TEXT, f"Plain words only: the {name} holds {what}.")


def _about_technology(text: str, interview: Interview) -> Iterator[Refusal]:
    named = technology_words(text) if interview.side is Side.PRODUCT else ()
    if named:
        yield Refusal(
            Rule.TECHNOLOGY,
            f"This is about what the product does, not how it is built: leave out {', '.join(named[:3])}.",
        )


def _about_product(text: str, interview: Interview, ask: Ask) -> Iterator[Refusal]:
    talk = product_talk(text, interview.language) if interview.side is Side.TECHNICAL else ""
    if talk:
        facet = ask.facets[0]
        yield Refusal(
            Rule.PRODUCT,
            f"“{talk}” asks what the product does, and that is approved. Ask how it is built, for example about "
            f"{facet.key}: {facet.asks_for}.",
        )


def _about_requirements(proposal: QuestionProposal, interview: Interview) -> Iterator[Refusal]:
    if interview.side is not Side.TECHNICAL:
        return
    everything = " ".join((proposal.text, proposal.why, proposal.recommended, *proposal.options))
    named = dict.fromkeys(_REQUIREMENT_ID.findall(everything))
    there = interview.product.requirement_ids if interview.product else ()
    invented = [each for each in named if each not in there]
    if invented:
        yield Refusal(Rule.REQUIREMENT, f"There is no {invented[0]}: name only requirements of the specification.")
    if len(named) > MOST_REQUIREMENTS:
        yield Refusal(Rule.REQUIREMENT, f"Name at most {MOST_REQUIREMENTS} requirements: nobody looks more of them up.")


def _about_language(text: str, interview: Interview) -> Iterator[Refusal]:
    said = (interview.idea, *(c.text for q in (*interview.earlier, *interview.questions) for c in q.answer))
    if surely_foreign(text, interview.language, said):
        yield Refusal(Rule.LANGUAGE, f"Write in the team's language ({interview.language}).")


def _bag(text: str) -> frozenset[str]:
    """The words that carry a question, roughly stemmed; pairs of characters where words are not spaced."""
    if main_script(text) in _UNMARKED_SCRIPTS | {"HAN"}:
        letters = [c for c in text if c.isalnum()]
        return frozenset(a + b for a, b in pairwise(letters))
    asking = frozenset(w for wording in wordings().values() for w in wording.question_words)
    spoken = words(text)
    empty = frozenset().union(*(w.function_words for w in wordings().values() if _speaks(spoken, w))) - asking
    bag = frozenset(word[:-1] if len(word) > 3 and word.endswith("s") else word for word in spoken if word not in empty)
    return bag or frozenset(spoken)
