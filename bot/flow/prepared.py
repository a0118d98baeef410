"""What is said about a new version of an artefact, worked out in one go: it takes too long for the event loop."""

from dataclasses import dataclass
from typing import Any

from bot.flow.crafts.craft import Craft, Ground, Picture
from bot.planning.artefact import Artefact, Derived
from bot.planning.checks import Finding
from bot.planning.document import without_diagrams
from bot.planning.markdown import markdown
from bot.planning.staleness import renewed
from bot.slack.messages import SlackMessage
from bot.slack.messages.changes import changes_messages
from bot.slack.messages.chapters import document_messages
from bot.slack.messages.in_short import InShort
from storage.documents import StoredVersion


@dataclass(frozen=True, slots=True)
class Prepared:
    """A new version and all that the thread shows of it; `changes` is empty for a first version."""

    artefact: Artefact
    document: tuple[SlackMessage, ...]
    markdown: str
    pictures: tuple[Picture, ...]
    changes: tuple[SlackMessage, ...]
    found: tuple[Finding, ...]
    short: InShort


def prepared(
    craft: Craft[Any],
    ground: Ground,
    before: StoredVersion | None,
    version: int,
    content: dict[str, Any],
    only: tuple[str, ...] | None,
) -> Prepared:
    """Version `version` from its content as JSON values.

    With `only`, what those ids do not touch stays as it was `before`.
    """
    artefact: Artefact = craft.model.model_validate(content)
    if isinstance(artefact, Derived):
        artefact = artefact.model_copy(update={"basis": ground.basis(craft.kind)})
    if only is not None and before is not None:
        artefact = renewed(before.artefact, artefact, frozenset(only))
    document = craft.document(artefact, ground, status="draft", version=version)
    changes: tuple[SlackMessage, ...] = ()
    if before is not None:
        found = craft.changes(before.artefact, artefact)
        changes = changes_messages(found, old_version=before.version, new_version=version)
    return Prepared(
        artefact=artefact,
        # The thread shows diagrams as pictures; their source is for places that draw it themselves.
        document=document_messages(without_diagrams(document)),
        markdown=markdown(document),
        pictures=craft.pictures(artefact),
        changes=changes,
        found=craft.report(artefact, ground),
        short=craft.in_short(artefact, ground),
    )
