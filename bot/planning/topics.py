"""What an interview has to make clear: topics, and inside each topic the facets that decide whether it is clear.

The first five topics are the method's own; problem, success and launch are what a product person asks as well
(`method.md`, "Asking"). A facet is one decision, so that one question can settle it.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Facet:
    """One decision that a topic needs.

    `impact` (1 to 5) says how much of the plan changes with it. `on_demand` facets count only once something that
    was said calls for them.
    """

    key: str
    asks_for: str
    impact: int
    on_demand: bool = False

    @property
    def topic(self) -> str:
        """The key of the topic that this facet belongs to."""
        return self.key.partition(".")[0]


@dataclass(frozen=True, slots=True)
class Topic:
    """A subject of the interview; clear when each of its facets is."""

    key: str
    title: str
    facets: tuple[Facet, ...]


def _topic(key: str, title: str, *facets: Facet) -> Topic:
    return Topic(key, title, facets)


PRODUCT_TOPICS: tuple[Topic, ...] = (
    _topic(
        "problem",
        "Problem",
        Facet("problem.today", "how this is done today and what it costs", 5),
        Facet("problem.outcome", "what will be different once it works", 5),
    ),
    _topic(
        "audience",
        "Audience",
        Facet("audience.primary", "who uses it first, and in what situation", 5),
        Facet("audience.others", "who else is affected by it or reads what comes out", 3),
    ),
    _topic(
        "scenarios",
        "User scenarios",
        Facet("scenarios.main", "the most important use from its trigger to its end", 5),
        Facet("scenarios.exception", "what happens when that goes wrong", 4),
    ),
    _topic(
        "features",
        "Core features",
        Facet("features.core", "what the first version must do", 5),
        Facet("features.later", "what the first version leaves out", 4),
    ),
    _topic(
        "positioning",
        "Positioning",
        Facet("positioning.alternative", "what people use instead, and why they would switch", 3),
    ),
    _topic(
        "success",
        "Success",
        Facet("success.measure", "how the team will notice that it works", 4),
        Facet("success.scale", "the number behind a word such as fast, many or easy", 4, on_demand=True),
    ),
    _topic(
        "constraints",
        "Constraints",
        Facet("constraints.hard", "limits that cannot be moved: law, privacy, money, time", 4),
    ),
    _topic(
        "launch",
        "Launch",
        Facet("launch.first_users", "who gets it first, when, and who decides that it may go out", 3),
    ),
)
"""The product interview's topics in the order outcome, audience, workflow, edge, limit (`method.md`, "Asking")."""


def topic_of(facet_key: str, topics: tuple[Topic, ...] = PRODUCT_TOPICS) -> Topic:
    """The topic that holds the facet. Raises `KeyError` when no topic does."""
    for topic in topics:
        if any(facet.key == facet_key for facet in topic.facets):
            return topic
    raise KeyError(facet_key)
