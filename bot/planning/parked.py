"""Questions about the product that came up in the technical interview: open questions of the product side."""

from bot.planning.bank.loading import load
from bot.planning.clauses import clipped
from bot.planning.interview import Interview
from bot.planning.listening import product_questions
from bot.planning.material import source_of
from bot.planning.specification import OpenQuestion
from bot.planning.topics import topic_of

LONGEST_QUESTION = 1_900
"""Characters; the text of a statement holds 2,000."""


def parked(interview: Interview) -> tuple[OpenQuestion, ...]:
    """What people asked about the product while they answered technical questions, each once, in order.

    The session's owner owns it, the message is its source, and `blocks` names the technical question that it came up
    in. Computed from the record: nothing is stored, and what was edited away is gone. Empty on the product side.
    """
    phrases = load(interview.language).phrases
    found: dict[str, OpenQuestion] = {}
    for question in interview.questions:
        for contribution, sentence in product_questions(question, interview):
            name = contribution.author_name.partition(" ")[0] or "Somebody"
            text = phrases["open_asked"].format(name=name, question=clipped(sentence, LONGEST_QUESTION))
            blocks = phrases["blocks_parked"].format(label=question.label, topic=topic_of(question.facet).title)
            found.setdefault(
                " ".join(sentence.casefold().split()),
                OpenQuestion(
                    text=text,
                    sources=(source_of(contribution, question, sentence),),
                    owner=interview.owner_name,
                    blocks=blocks,
                ),
            )
    return tuple(found.values())
