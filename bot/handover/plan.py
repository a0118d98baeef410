"""What `plan.json` holds: the artefacts as they are stored, how they stand, and what leads to what.

`plan.schema.json` beside this module is its JSON schema (2020-12), written by `schema`. `FORMAT` counts what readers
would notice: the second number where something is added, the first where something that was there changes.
"""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from importlib.resources import files
from typing import Any, Generic, Literal, TypeVar

from pydantic import ConfigDict, Field

from bot.handover.record import Record, Standing, Status
from bot.handover.tracing import Message, Traceability, provenance, traceability
from bot.planning.artefact import Artefact, ArtefactKind, Part
from bot.planning.modules.plan import ModulePlan
from bot.planning.specification import ProductSpecification
from bot.planning.sprints.plan import SprintPlan
from bot.planning.technical.specification import TechnicalSpecification
from storage.documents import Approval

FORMAT: Literal["1.0"] = "1.0"
SCHEMA = "plan.schema.json"
"""The file of the schema, here and in the folder that is handed over."""

A = TypeVar("A", bound=Artefact)


class SessionFacts(Part):
    """The planning session. People are display names; addresses are http(s) or empty; `language` is an IETF tag."""

    id: str
    title: str
    language: str
    owner: str
    participants: tuple[str, ...]
    stage: str
    thread_url: str
    notion_url: str


class ApprovedBy(Part):
    """Who approved that version, by display name, and when."""

    name: str
    at: datetime


class Version(Part, Generic[A]):
    """One version of an artefact. `files` are its paths in the folder; `request` is what was asked to change in it."""

    version: int
    status: Status
    approval: ApprovedBy | None
    content_hash: str
    request: str
    requested_by: str
    files: tuple[str, ...]
    content: A


class Artefacts(Part):
    """One version of each artefact; null where there is none."""

    product_specification: Version[ProductSpecification] | None = None
    technical_specification: Version[TechnicalSpecification] | None = None
    modules: Version[ModulePlan] | None = None
    sprints: Version[SprintPlan] | None = None


class Plan(Part):
    """A whole plan.

    `artefacts` are what counts: the newest approved version of each, or the newest where none is approved. `drafts`
    are newer than those and not approved. `missing` names what is not written yet.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", serialize_by_alias=True)

    schema_file: Literal["plan.schema.json"] = Field("plan.schema.json", alias="$schema")
    format: Literal["1.0"] = FORMAT
    session: SessionFacts
    artefacts: Artefacts
    drafts: Artefacts
    missing: tuple[ArtefactKind, ...]
    traceability: Traceability
    provenance: tuple[Message, ...]


def plan_of(record: Record, paths: Mapping[str, str], held: Mapping[ArtefactKind, tuple[str, ...]]) -> Plan:
    """The plan of a record.

    `paths` gives the file of each module and sprint by id; `held` the files that hold each artefact.
    """
    session = record.session
    return Plan(
        session=SessionFacts(
            id=session.id,
            title=session.title,
            language=session.language,
            owner=session.owner_name,
            participants=tuple(person.name for person in session.participants if person.name),
            stage=session.stage.value,
            thread_url=record.thread_url,
            notion_url=session.notion_url,
        ),
        artefacts=_artefacts(record.standing, held),
        drafts=_artefacts(record.drafts, {kind: (draft_path(kind, each),) for kind, each in record.drafts.items()}),
        missing=record.missing,
        traceability=traceability(record, paths),
        provenance=provenance(record),
    )


def draft_path(kind: ArtefactKind, draft: Standing) -> str:
    """The file of a draft that stands beside an approved version."""
    return f"drafts/{kind.noun.replace(' ', '-')}-v{draft.stored.version}.md"


def plan_json(plan: Plan) -> str:
    """The plan as the text of `plan.json`: the same plan gives the same file, byte for byte."""
    return json.dumps(plan.model_dump(mode="json"), ensure_ascii=False, indent=1) + "\n"


def schema() -> dict[str, Any]:
    """The JSON schema of `plan.json`, as it has to stand in `plan.schema.json`."""
    found = Plan.model_json_schema(mode="serialization", by_alias=True)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"urn:planthread:plan:{FORMAT}",
        **found,
        "title": f"planthread plan {FORMAT}",
    }


def schema_json(found: dict[str, Any]) -> str:
    """A schema as the text of its file."""
    return json.dumps(found, ensure_ascii=False, indent=1) + "\n"


def shipped_schema() -> str:
    """The text of `plan.schema.json`, which ships with this package."""
    return files("bot.handover").joinpath(SCHEMA).read_text(encoding="utf-8")


def _artefacts(standing: Mapping[ArtefactKind, Standing], held: Mapping[ArtefactKind, tuple[str, ...]]) -> Artefacts:
    versions = {kind.value: _version(each, held.get(kind, ())) for kind, each in standing.items()}
    return Artefacts.model_validate(versions)


def _version(standing: Standing, held: tuple[str, ...]) -> dict[str, Any]:
    stored = standing.stored
    return {
        "version": stored.version,
        "status": standing.status,
        "approval": _approved(standing.approval),
        "content_hash": stored.content_hash,
        "request": stored.request,
        "requested_by": stored.requested_by,
        "files": held,
        "content": stored.artefact,
    }


def _approved(approval: Approval | None) -> ApprovedBy | None:
    if approval is None:
        return None
    at = datetime.fromtimestamp(approval.approved_at, UTC).replace(microsecond=0)
    return ApprovedBy(name=approval.approved_by_name, at=at)
