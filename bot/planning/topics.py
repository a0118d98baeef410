"""What an interview has to make clear: topics, and inside each topic the facets that decide whether it is clear.

The first five topics are the method's own; problem, success and launch are what a product person asks as well
(`method.md`, "Asking"). A facet is one decision, so that one question can settle it.
"""

from dataclasses import dataclass
from enum import StrEnum


class Side(StrEnum):
    """What an interview is about: what the product does, or how it is built. The values are stored."""

    PRODUCT = "product"
    TECHNICAL = "technical"


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


TECHNICAL_TOPICS: tuple[Topic, ...] = (
    _topic(
        "architecture",
        "Architecture",
        Facet("architecture.parts", "which running parts it has, and which of them a person meets first", 5),
    ),
    _topic(
        "stack",
        "Stack",
        Facet("stack.choices", "languages, frameworks and services that the team wants or already runs", 5),
    ),
    _topic(
        "data",
        "Data",
        Facet("data.model", "what is stored and which part owns it", 5),
        Facet("data.retention", "how long it is kept, and which of it is personal", 4),
    ),
    _topic(
        "integrations",
        "Integrations",
        Facet("integrations.systems", "which other systems it talks to and what they exchange", 5),
    ),
    _topic(
        "limits",
        "Hard constraints",
        Facet("limits.hard", "technical rules that cannot be moved: standards, licences, regions, budgets", 4),
    ),
    _topic("security", "Security", Facet("security.access", "who may do what, and how the product knows them", 4)),
    _topic("performance", "Performance", Facet("performance.load", "how much load it has to carry and how soon", 4)),
    _topic(
        "recovery",
        "Failure and recovery",
        Facet("recovery.failure", "what may be lost or stand still when a part fails, and for how long", 4),
    ),
    _topic("deployment", "Deployment", Facet("deployment.where", "where it runs and how a new version gets there", 4)),
    _topic("testing", "Testing", Facet("testing.proof", "what has to be proven by tests before it may go out", 3)),
    _topic("rollout", "Rollout", Facet("rollout.migration", "what exists already and has to be moved or kept", 3)),
    _topic(
        "observability",
        "Observability",
        Facet("observability.notice", "how the people who run it notice that something is wrong", 3),
    ),
    _topic("team", "Team", Facet("team.skills", "who builds and runs it, and what they know well", 3)),
)
"""The technical interview's topics: the method's eight, and failure, observability, rollout, testing and team
(`method.md`, "Asking"; qualities by ISO/IEC 25010)."""

TOPICS: dict[Side, tuple[Topic, ...]] = {Side.PRODUCT: PRODUCT_TOPICS, Side.TECHNICAL: TECHNICAL_TOPICS}


def topic_of(facet_key: str, topics: tuple[Topic, ...] = PRODUCT_TOPICS + TECHNICAL_TOPICS) -> Topic:
    """The topic that holds the facet. Raises `KeyError` when no topic does."""
    for topic in topics:
        if any(facet.key == facet_key for facet in topic.facets):
            return topic
    raise KeyError(facet_key)
