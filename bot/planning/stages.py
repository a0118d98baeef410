"""The stages of a session, in the order in which a session passes through them."""

from enum import StrEnum


class Stage(StrEnum):
    """Where a session stands."""

    PRODUCT_INTERVIEW = "product_interview"
    PRODUCT_WRITING = "product_writing"
    PRODUCT_REVIEW = "product_review"
    PRODUCT_APPROVED = "product_approved"
    PRODUCT_PUBLISHED = "product_published"

    @property
    def heading(self) -> str:
        """What people read on the dashboard."""
        return _TITLES[self]


_TITLES = {
    Stage.PRODUCT_INTERVIEW: "Product interview",
    Stage.PRODUCT_WRITING: "Writing the product specification",
    Stage.PRODUCT_REVIEW: "Product specification in review",
    Stage.PRODUCT_APPROVED: "Product specification approved",
    Stage.PRODUCT_PUBLISHED: "Product specification published",
}
