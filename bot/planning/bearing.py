"""Which requirements of the approved specification a technical facet is about, so that a question can name them."""

from bot.planning.bank.loading import load
from bot.planning.bank.phrases import found
from bot.planning.specification import Priority, ProductSpecification, Requirement

MOST_REQUIREMENTS = 3
"""More ids in a question are not looked up by anybody."""


def bearing_on(facet: str, product: ProductSpecification | None, language: str) -> tuple[Requirement, ...]:
    """At most three requirements that the facet is about, in the order of the document.

    The bank's phrases for the facet find them, the strongest phrase first; what is left out of the product is passed
    over. None where nothing was approved, or where the bank knows no phrase.
    """
    entry = load(language).facets.get(facet)
    if product is None or entry is None:
        return ()
    strength = {phrase: place for place, phrase in enumerate(entry.about)}
    ranked: list[tuple[int, int]] = []
    for place, requirement in enumerate(product.features):
        phrases = found(entry.about, requirement.text)
        if phrases and requirement.priority is not Priority.WONT:
            ranked.append((strength[phrases[0]], place))
    chosen = sorted(place for _, place in sorted(ranked)[:MOST_REQUIREMENTS])
    return tuple(product.features[place] for place in chosen)
