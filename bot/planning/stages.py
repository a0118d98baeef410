"""The stages of a session, in the order in which a session passes through them."""

from enum import StrEnum

from bot.planning.artefact import ArtefactKind
from bot.planning.topics import Side


class Phase(StrEnum):
    """What is going on with an artefact."""

    INTERVIEW = "interview"
    WRITING = "writing"
    REVIEW = "review"
    APPROVED = "approved"
    PUBLISHED = "published"


class Stage(StrEnum):
    """Where a session stands. The values are stored: never rename one."""

    PRODUCT_INTERVIEW = "product_interview"
    PRODUCT_WRITING = "product_writing"
    PRODUCT_REVIEW = "product_review"
    PRODUCT_APPROVED = "product_approved"
    PRODUCT_PUBLISHED = "product_published"
    TECHNICAL_INTERVIEW = "technical_interview"
    TECHNICAL_WRITING = "technical_writing"
    TECHNICAL_REVIEW = "technical_review"
    TECHNICAL_APPROVED = "technical_approved"
    TECHNICAL_PUBLISHED = "technical_published"
    MODULES_WRITING = "modules_writing"
    MODULES_REVIEW = "modules_review"
    MODULES_APPROVED = "modules_approved"
    MODULES_PUBLISHED = "modules_published"
    SPRINTS_WRITING = "sprints_writing"
    SPRINTS_REVIEW = "sprints_review"
    SPRINTS_APPROVED = "sprints_approved"
    SPRINTS_PUBLISHED = "sprints_published"

    @classmethod
    def of(cls, kind: ArtefactKind, phase: Phase) -> "Stage":
        """The stage of that artefact. Raises `ValueError` for the interview of one that has none."""
        return cls(f"{_PREFIX[kind]}_{phase}")

    @property
    def kind(self) -> ArtefactKind:
        """The artefact that the session is busy with."""
        prefix = self.value.partition("_")[0]
        return next(kind for kind, value in _PREFIX.items() if value == prefix)

    @property
    def phase(self) -> Phase:
        """What is going on with it."""
        return Phase(self.value.partition("_")[2])

    @property
    def side(self) -> Side:
        """Which interview counts now: the product's until its specification is approved, then the technical one."""
        return Side.PRODUCT if self.kind is ArtefactKind.PRODUCT_SPECIFICATION else Side.TECHNICAL

    @property
    def next_step(self) -> "ArtefactKind | None":
        """The artefact that can be begun now: the one after the approved one."""
        if self.phase not in (Phase.APPROVED, Phase.PUBLISHED):
            return None
        order = tuple(ArtefactKind)
        following = order.index(self.kind) + 1
        return order[following] if following < len(order) else None

    @property
    def heading(self) -> str:
        """What people read on the dashboard."""
        noun = self.kind.noun
        match self.phase:
            case Phase.INTERVIEW:
                return f"{self.side.value.capitalize()} interview"
            case Phase.WRITING:
                return f"Writing the {noun}"
            case Phase.REVIEW:
                return f"{noun.capitalize()} in review"
            case Phase.APPROVED:
                return f"{noun.capitalize()} approved"
            case Phase.PUBLISHED:
                return f"{noun.capitalize()} published"


_PREFIX = {
    ArtefactKind.PRODUCT_SPECIFICATION: "product",
    ArtefactKind.TECHNICAL_SPECIFICATION: "technical",
    ArtefactKind.MODULES: "modules",
    ArtefactKind.SPRINTS: "sprints",
}

INTERVIEWED: dict[Side, ArtefactKind] = {
    Side.PRODUCT: ArtefactKind.PRODUCT_SPECIFICATION,
    Side.TECHNICAL: ArtefactKind.TECHNICAL_SPECIFICATION,
}
"""The artefact that each interview is for."""
