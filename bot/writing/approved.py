"""The approved product specification as a model reads it before a technical question: data in lines of JSON, bounded.

Requirements come first, each a line with its id, because questions name them; then what else narrows the technology
down. It stays the same from turn to turn, so that endpoints can cache it.
"""

from collections.abc import Iterator

from bot.planning.interview import Interview
from bot.planning.known import heard
from bot.planning.plain_text import clipped
from bot.planning.prompts import data
from bot.planning.specification import ProductSpecification, Requirement
from bot.planning.visible_text import clean

LONGEST_LINE = 300
LONGEST_TITLE = 80
SHARE_OF_THE_REST = 3
"""What is not a requirement gets at most this part of the room: a third."""


def approved(interview: Interview, budget: int) -> str:
    """The specification in at most about `budget` characters: requirements in full, by title, or only counted.

    Nothing is dropped without a line that says so.
    """
    product = interview.product
    if product is None:
        return data({"note": "no specification is known"})
    rest = _within([*_known(interview), *_rest(product)], budget // SHARE_OF_THE_REST, "more that is approved")
    return "\n".join([*_requirements(product.features, budget - sum(map(len, rest))), *rest])


def _requirements(requirements: tuple[Requirement, ...], budget: int) -> list[str]:
    full = [
        data({"id": r.id, "priority": r.priority.value, "text": clipped(clean(r.text), LONGEST_LINE)})
        for r in requirements
    ]
    short = [data({"id": r.id, "title": clipped(clean(r.title), LONGEST_TITLE)}) for r in requirements]
    for shortened in range(len(requirements) + 1):
        # The first requirements of a document are those that people named first.
        kept = len(requirements) - shortened
        lines = [*full[:kept], *short[kept:]]
        if sum(map(len, lines)) <= budget:
            return lines
    return _within(short, budget, "more requirements")


def _within(lines: list[str], budget: int, what: str) -> list[str]:
    kept: list[str] = []
    for line in lines:
        if sum(map(len, kept)) + len(line) > budget:
            return [*kept, data({"left_out": f"{len(lines) - len(kept)} {what}: too long to show"})]
        kept.append(line)
    return kept


def _known(interview: Interview) -> Iterator[str]:
    """What the product side said about technology: settled facets, and those that it touched."""
    earlier = {question.number for question in interview.earlier}
    settled = [evidence for evidence in interview.evidence if evidence.question in earlier]
    for evidence in settled:
        yield data({"known": evidence.facet, "q": f"Q{evidence.question}", "said": _line(evidence.quote)})
    for facet in interview.facets():
        said = heard(interview, facet.key)
        if said and facet.key not in {evidence.facet for evidence in settled}:
            yield data({"heard": facet.key, "q": said.label, "said": _line(said.words)})


def _rest(product: ProductSpecification) -> Iterator[str]:
    yield from (data({"constraint": _line(each.text)}) for each in product.constraints)
    if product.audience:
        yield data({"used_by": [clipped(clean(each.name), LONGEST_TITLE) for each in product.audience]})
    yield from (data({"left_out_of_the_product": _line(each.text)}) for each in product.non_goals)


def _line(text: str) -> str:
    return clipped(clean(text), LONGEST_LINE)
