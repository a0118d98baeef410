"""One obligation in EARS form, in the words of whoever asked for it.

EARS (Mavin et al., *Easy Approach to Requirements Syntax*, 2009): `When <trigger>, the product shall <response>`. The
words stay; only the frame around them is ours. What fits no pattern is quoted instead of being bent into one.
"""

import re
from dataclasses import dataclass
from enum import StrEnum

from bot.planning.clauses import capitalised, clipped, ended
from bot.planning.specification import Priority
from bot.planning.verbs import in_third_person, is_plural

TITLE_WORDS = 8


class Form(StrEnum):
    """How the words of an obligation are framed."""

    DO = "do"
    NOT = "not"
    LET = "let"
    REQUIRE = "require"
    THING = "thing"
    PROVIDE = "provide"
    WITHOUT = "without"
    ENSURE = "ensure"
    QUOTE = "quote"


@dataclass(frozen=True, slots=True)
class Obligation:
    """One obligation, still in its parts.

    `core` is what remains of the words: a verb phrase in base form (do, not, let, require, thing), a noun phrase
    (provide, without), a clause (ensure) or the words themselves (quote). `actor` is who or what does it where that is
    not the product. `trigger` opens the sentence, with its own word (`when nobody approves`).
    """

    form: Form
    core: str
    actor: str = ""
    trigger: str = ""
    reason: str = ""
    priority: Priority | None = None

    @property
    def sentence(self) -> str:
        """The obligation in EARS form."""
        core = self.core.rstrip(" .,;:!")
        response = {
            Form.DO: f"the product shall {core}",
            Form.NOT: f"the product shall not {core}",
            Form.LET: f"the product shall let {self.actor} {core}",
            Form.REQUIRE: f"the product shall require {self.actor} to {core}",
            Form.THING: f"{self.actor} shall {core}",
            Form.PROVIDE: f"the product shall provide {core}",
            Form.WITHOUT: f"the product shall work without {core}",
            Form.ENSURE: f"the product shall make sure that {core}",
            Form.QUOTE: f"the product shall do justice to this wish: “{core}”",
        }[self.form]
        return ended(capitalised(f"{self.trigger}, {response}" if self.trigger else response))

    @property
    def title(self) -> str:
        """At most eight words that name it."""
        core = self.core
        if self.form is Form.NOT:
            core = f"never {core}" if not core.startswith("be ") else f"not {core}"
        elif self.form is Form.WITHOUT:
            core = f"no {core}"
        elif self.form is Form.LET:
            core = core if len(self.actor.split()) > 3 else f"{self.actor} {core}" if is_plural(self.actor) else core
        elif self.form in (Form.THING, Form.REQUIRE):
            core = _does(self.actor, core)
        return short_title(core)

    @property
    def outcome(self) -> str:
        """What somebody can observe when it is met, as a clause in the present."""
        core = self.core.rstrip(" .,;:!")
        return {
            Form.DO: f"the product {in_third_person(core)}",
            Form.NOT: f"the product does not {core}",
            Form.LET: f"{self.actor} can {core}",
            Form.REQUIRE: f"the product requires {self.actor} to {core}",
            Form.THING: _does(self.actor, core),
            Form.PROVIDE: f"the product offers {core}",
            Form.WITHOUT: f"everything works without {core}",
            Form.ENSURE: core,
            Form.QUOTE: "the person who asked for it agrees that it is met",
        }[self.form]


def _does(actor: str, core: str) -> str:
    if not is_plural(actor):
        return f"{actor} {in_third_person(core)}"
    return (
        f"{actor} {'are' + core[2:] if core.startswith('be ') else f'do {core}' if core.startswith('not ') else core}"
    )


def short_title(text: str) -> str:
    """A title of at most eight words, cut where a clause ends and never after a word that leads on."""
    text = re.sub(r"^(?:a|an|the)\s+(?=\w)", "", text.strip(), flags=re.I)
    head = text
    if len(text.split()) > TITLE_WORDS:
        head = re.split(
            r"[,;:(–—]|\s(?:because|so that|before|after|if|when|whenever|unless|until|which|even)\s", text
        )[0]
    taken = (head if len(head.split()) >= 2 else text).split()[:TITLE_WORDS]
    dangling = (
        r"(?:who|what|when|where|which|how|if|a|an|the|of|to|for|from|with|and|or|by|in|on|at|as|that|is|"
        r"are|their|its|our|my|not|into|than|per|without|has|have)"
    )
    while len(taken) > 1 and re.fullmatch(dangling, taken[-1], re.I):
        taken.pop()
    return clipped(capitalised(" ".join(taken).strip(" .,;:–—-")), 80) or "Wish"
