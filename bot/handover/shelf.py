"""What coding tools may ask of the plans in a database: a list, a document, the next sprint, a context pack."""

import asyncio
from dataclasses import dataclass, replace

from bot.handover.files import document_of, files_of, paths_of
from bot.handover.finding import find_session, reading
from bot.handover.record import Record, Standing, Status, record_of
from bot.planning.artefact import ArtefactKind
from bot.planning.document import Document, Heading
from bot.planning.markdown import markdown
from bot.planning.modules.context_pack import estimated_tokens, fitted
from bot.planning.specification import SectionName
from bot.planning.sprints.plan import Sprint
from bot.slack.messages.message import sentence
from bot.writing.tokens import count_tokens


class NotOnTheShelfError(Exception):
    """There is no such document, module or sprint; the message names those that there are."""


@dataclass(frozen=True, slots=True)
class Listed:
    """A session in a list. `written` says of each artefact how far it is; `documents` are paths of the hand-over;
    `thread_url` may be empty."""

    id: str
    title: str
    stage: str
    thread_url: str
    written: tuple[str, ...]
    documents: tuple[str, ...]


class Shelf:
    """The plans of one database, read anew with every question.

    `session` is what `find_session` takes. Everything raises `NotReadableError` and SQLAlchemy's errors; what names a
    session also `NoSuchSessionError`, what names something in it also `NotOnTheShelfError`.
    """

    def __init__(self, database_url: str) -> None:
        self._database_url = database_url

    async def sessions(self) -> tuple[Listed, ...]:
        """Every session that has a thread, most recently changed first."""
        async with reading(self._database_url) as work:
            records = [await record_of(work, session) for session in await work.sessions.all()]
        return tuple(_listed(record) for record in records)

    async def document(self, session: str, name: str) -> str:
        """A file of the hand-over, by its path, its path without the ending, or the id in its name (`M-1`, `S-1`)."""
        return await _document(await self._record(session), name)

    async def next_sprint(self, session: str, after: str = "") -> str:
        """The first sprint, or the one that follows `after`, with its tasks and all that its requirements say."""
        record = await self._record(session)
        sprints = record.sprints.sprints if record.sprints else ()
        ids = [sprint.id for sprint in sprints]
        if not sprints:
            raise NotOnTheShelfError(f"No sprints are planned yet for “{record.title}”.")
        if after and after not in ids:
            raise NotOnTheShelfError(f"There is no sprint “{after}”. There are: {', '.join(ids)}.")
        place = ids.index(after) + 1 if after else 0
        if place == len(sprints):
            raise NotOnTheShelfError(f"{after} is the last sprint.")
        file = await _document(record, sprints[place].id)
        return "\n".join((file, *_requirements(record, sprints[place])))

    async def context_pack(self, session: str, module: str) -> str:
        """All that one coding session needs to build a module, within the plan's budget of tokens."""
        record = await self._record(session)
        plan, product, technical = record.modules, record.product, record.technical
        if plan is None or product is None or technical is None:
            raise NotOnTheShelfError(f"“{record.title}” has not been carved into modules yet.")
        wanted = module.strip().upper()
        found = next((each for each in plan.modules if each.id == wanted), None)
        if found is None:
            there = ", ".join(f"{each.id} {each.title}" for each in plan.modules)
            raise NotOnTheShelfError(f"There is no module “{module}”. There are: {there}.")
        pack = await asyncio.to_thread(fitted, found, plan, product, technical, plan.pack_budget, count_tokens)
        return _warning(record.standing[ArtefactKind.MODULES]) + pack.markdown

    async def _record(self, session: str) -> Record:
        async with reading(self._database_url) as work:
            return await record_of(work, await find_session(work, session))


async def _document(record: Record, name: str) -> str:
    paths, wanted = paths_of(record), name.strip().casefold()
    rules = (_is_path, _is_stem, _is_id)
    fits = (path for is_it in rules for path in paths if is_it(path.casefold(), wanted))
    found = next(fits, None)
    if found is None:
        raise NotOnTheShelfError(f"There is no document “{name}”. There are: {', '.join(paths)}.")
    # Only a module's file says how large its pack is, and loading the tables to count takes seconds.
    count = count_tokens if found.startswith("modules/") else estimated_tokens
    files = await asyncio.to_thread(files_of, record, count)
    return next(file.text for file in files if file.path == found)


def _listed(record: Record) -> Listed:
    written = tuple(
        f"{sentence(kind.noun)}, version {standing.stored.version}, {standing.words}"
        for kind, standing in record.standing.items()
    )
    stage = record.session.stage.heading
    return Listed(record.session.id, record.title, stage, record.thread_url, written, paths_of(record))


def _requirements(record: Record, sprint: Sprint) -> tuple[str, ...]:
    """The requirements that the sprint's tasks work for, as the product specification writes them."""
    tasks = record.sprints.tasks if record.sprints else ()
    ids = {each for task in tasks if task.id in sprint.tasks for each in task.requirements}
    product, standing = record.product, record.standing.get(ArtefactKind.PRODUCT_SPECIFICATION)
    if product is None or standing is None:
        return ()
    features = tuple(feature for feature in product.features if feature.id in ids)
    stored = replace(standing.stored, artefact=product.model_copy(update={"features": features}))
    whole = document_of(record, stored.kind, replace(standing, stored=stored))
    for section in whole.sections() if whole else ():
        if isinstance(section[0], Heading) and section[0].text == SectionName.FEATURES.heading:
            about = Document(f"What the requirements of {sprint.id} say", section[1:])
            return ("#" + markdown(about),)
    return ()


def _warning(standing: Standing) -> str:
    return "" if standing.status is Status.APPROVED else f"> {standing.words}\n\n"


def _is_path(path: str, name: str) -> bool:
    return path == name


def _is_stem(path: str, name: str) -> bool:
    return path.rpartition(".")[0] == name


def _is_id(path: str, name: str) -> bool:
    """Whether a file of a module or a sprint begins with that id."""
    folder, _, file = path.rpartition("/")
    return folder in ("modules", "sprints") and file.startswith((f"{name}-", f"{name}."))
