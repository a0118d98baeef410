"""What is published of a session: everything that was approved, as neutral documents, sprints and tasks."""

from bot.planning.artefact import ArtefactKind
from bot.planning.document import Document
from bot.planning.publication import DocumentPublication, ProjectPublication, PublicationResult
from bot.planning.session import Session
from bot.planning.specification import ProductSpecification
from bot.planning.specification_document import project_summary, specification_document
from bot.slack.delivery import permalink
from bot.slack.messages import Link
from storage import UnitOfWork
from storage.documents import StoredVersion

PRODUCT, TECHNICAL = "product-specification", "technical-specification"


async def project_of(work: UnitOfWork, session: Session, workspace_url: str) -> ProjectPublication | None:
    """The project as it is to stand; None while nothing was approved."""
    thread_url = permalink(workspace_url, session.channel_id, session.thread_ts)
    product = await work.documents.newest_approved(session.id, ArtefactKind.PRODUCT_SPECIFICATION)
    if product is None or not isinstance(product.artefact, ProductSpecification):
        return None
    approval = await work.documents.approval(session.id, product)
    status = f"approved by {approval.approved_by_name}" if approval else "draft"
    names = tuple(p.name for p in session.participants if p.name)
    summary = project_summary(
        product.artefact,
        status=status,
        version=product.version,
        thread_url=thread_url,
        owner=session.owner_name,
        participants=names,
    )
    body = specification_document(product.artefact, status=status, version=product.version, thread_url=thread_url)
    return ProjectPublication(
        key=session.id,
        title=product.artefact.title,
        summary=summary,
        documents=(_specification(session, product, PRODUCT, body, thread_url, "Product specification"),),
    )


def pages_of(kind: ArtefactKind, result: PublicationResult) -> list[Link]:
    """The pages that the thread links to after a publication that was ordered by an artefact of that kind."""
    pages = [Link("Project page", result.url)]
    pages += [Link("Product specification", url) for key, url in result.documents.items() if key == PRODUCT]
    return pages


def artefact_of(row_key: str) -> ArtefactKind:
    """The artefact that a published page belongs to, by the key that publications know it by."""
    return ArtefactKind.PRODUCT_SPECIFICATION


def _specification(
    session: Session, stored: StoredVersion, key: str, body: Document, thread_url: str, type_: str
) -> DocumentPublication:
    return DocumentPublication(
        key=key,
        name=f"{stored.artefact.title}: {stored.kind.noun}",
        status="Approved",
        version=stored.version,
        owner=session.owner_name,
        thread_url=thread_url,
        source_hash=stored.content_hash,
        body=body,
        type=type_,
    )
