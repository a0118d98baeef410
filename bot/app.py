"""The composition root: settings in, a running bot out. The only place that chooses parts and plugs them together."""

import gc
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import structlog
from slack_bolt.adapter.socket_mode.async_handler import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from bot.flow.answers import SETTLE
from bot.flow.comments import COMMENTS, Comment, CommentsFlow, ReadComments
from bot.flow.crafts import crafts
from bot.flow.crafts.craft import Craft
from bot.flow.digests import DIGEST, ChannelDigests, DigestFlow
from bot.flow.engine import Engine
from bot.flow.intake import HANDLE_EVENT, Intake
from bot.flow.parts import Parts, Quiet
from bot.flow.publication import PUBLISH, PublicationFlow, StoredLedger
from bot.flow.queries import StoredQueries
from bot.flow.schedules import SCHEDULED_SUMMARY
from bot.flow.session import SessionFlow
from bot.flow.sleeping import STIR, Sleeping
from bot.flow.speaking import SPEAK
from bot.flow.upkeep import Upkeep
from bot.flow.waiting import WAKE, WaitingFlow
from bot.folder import FolderPublisher, folder_name
from bot.notion.client import NotionClient
from bot.notion.publisher import Publisher
from bot.planning.artefact import ArtefactKind
from bot.planning.publication import ProjectPublisher
from bot.planning.session import Session
from bot.planning.summaries import Limits
from bot.settings import Settings
from bot.slack import listeners
from bot.slack.days import today_of
from bot.slack.delivery import Delivery, Identity, slack_client
from bot.slack.messages.home import Connection
from bot.writing.builtin import BuiltinWriter
from bot.writing.guard import Guard
from bot.writing.own_words import OwnWords, Summarises
from storage import Database

if TYPE_CHECKING:
    from bot.writing.endpoint import ModelSettings

log = structlog.get_logger()

STEP_TOKENS = 3_000
"""How long one answer about a module or a sprint may be."""

PROJECTS = "projects"
"""The folder in the data folder that approved plans are written to where Notion is not connected."""

OPENAI = "https://api.openai.com/v1"


def model_settings(settings: Settings) -> "ModelSettings":
    """The model's part of the settings; an endpoint without a key gets a placeholder, which it ignores.

    Each attempt may be silent for its share of the time, so that a retry has some left.
    """
    # Imported where a model is used: without one, the openai package would take a third of the time to start.
    from bot.writing.endpoint import ModelSettings

    return ModelSettings(
        model=settings.openai_model,
        api_key=settings.openai_api_key.get_secret_value() or "none",
        base_url=settings.openai_base_url or OPENAI,
        silence_seconds=settings.openai_timeout_seconds / (settings.openai_retries + 1),
        total_seconds=settings.openai_timeout_seconds,
        retries=settings.openai_retries,
        prompt_characters=settings.openai_prompt_characters,
        answer_tokens=settings.openai_answer_tokens,
    )


@asynccontextmanager
async def running(settings: Settings) -> AsyncIterator[Identity]:
    """The bot, connected and at work until the block ends; whatever is under way then goes on at the next start.

    Raises `DatabaseBusyError`, and `SlackError` when Slack does not accept the bot.
    """
    async with AsyncExitStack() as stack:
        database = Database(settings.resolved_database_url)
        database.claim()
        stack.push_async_callback(database.close)
        await database.migrate()

        token = settings.slack_bot_token.get_secret_value()
        client = slack_client(token, settings.slack_api_url)
        delivery = Delivery(client, slack_client(token, settings.slack_api_url, only_reads=True))
        identity = await delivery.identity()
        async with database.unit_of_work() as work:
            await work.sessions.remember_workspace(identity.workspace_id, identity.workspace_name, identity.url)

        engine = Engine(database, settings.planthread_executor_id)
        guard = await _guard(settings, stack)
        parts = Parts(
            engine=engine,
            delivery=delivery,
            identity=identity,
            guard=guard,
            quiet=Quiet(settings.answer_quiet_seconds, settings.answer_quiet_seconds_team),
            limits=Limits(settings.checkpoint_answers, settings.checkpoint_tokens),
            summariser=await _summariser(settings, stack),
            publisher=await _publisher(settings, database, stack),
            place="Notion" if settings.uses_notion else f"the folder “{PROJECTS}” of Markdown",
            allow_shared_channels=settings.planthread_allow_shared_channels,
        )
        _register_workflows(engine, parts, await _crafts(settings, guard, stack))
        await engine.launch()
        stack.push_async_callback(engine.close)

        upkeep = Upkeep(engine, reads_comments=settings.uses_notion)
        upkeep.start()
        stack.push_async_callback(upkeep.stop)

        app = AsyncApp(client=client, process_before_response=True, ignoring_self_events_enabled=True)
        doors = listeners.Doors(
            intake=Intake(database, engine, settings.planthread_language),
            queries=StoredQueries(database, identity, parts.limits.schedule),
            show_home=delivery.publish_home,
            today=lambda user_id: today_of(user_id, delivery.person, datetime.now(UTC)),
            digest=ChannelDigests(database, delivery).ask,
            bot_user_id=identity.user_id,
            connections=_connections(settings, guard),
            language=settings.planthread_language,
        )
        listeners.register(app, doors)
        socket = AsyncSocketModeHandler(
            app,
            settings.slack_app_token.get_secret_value(),
            web_client=AsyncWebClient(base_url=settings.slack_api_url),
        )
        await socket.connect_async()  # type: ignore[no-untyped-call]
        stack.push_async_callback(socket.close_async)
        # What was loaded to start stays to the end. Looking through it for garbage would stop everything for a tenth of
        # a second at a time, and acknowledgements with it.
        gc.collect()
        gc.freeze()
        log.info("planthread is running", workspace=identity.workspace_name, writer=guard.label)
        yield identity


def _connections(settings: Settings, guard: Guard) -> tuple[Connection, ...]:
    """What App Home says about the services; `planthread doctor` is where they are really tried."""
    notion = "approved plans go there" if settings.uses_notion else "not connected: plans become Markdown files"
    return (
        Connection("Notion", settings.uses_notion, notion),
        Connection("Writing", True, guard.label),
    )


def _register_workflows(engine: Engine, parts: Parts, known: Mapping[ArtefactKind, Craft[Any]]) -> None:
    sessions = SessionFlow(parts, known)
    engine.workflow(HANDLE_EVENT, sessions.handle_event)
    engine.workflow(SETTLE, sessions.settle_answer)
    engine.workflow(SCHEDULED_SUMMARY, sessions.scheduled_summary)
    engine.workflow(SPEAK, sessions.speak)
    engine.workflow(WAKE, WaitingFlow(parts).run)
    engine.workflow(STIR, Sleeping(parts).stir)
    engine.workflow(DIGEST, DigestFlow(parts).run)
    engine.workflow(PUBLISH, PublicationFlow(parts).run)
    engine.workflow(COMMENTS, CommentsFlow(parts, _comments(parts)).run)


async def _crafts(settings: Settings, guard: Guard, stack: AsyncExitStack) -> Mapping[ArtefactKind, Craft[Any]]:
    if not settings.uses_model:
        return crafts(guard)
    from bot.writing.carving import Carver
    from bot.writing.endpoint import Endpoint
    from bot.writing.sprinting import SprintWriter

    chosen = model_settings(settings)
    endpoint = Endpoint(chosen)
    stack.push_async_callback(endpoint.close)
    label, tokens = chosen.model, chosen.answer_tokens
    carver = Carver(endpoint, label, answer_tokens=min(tokens, STEP_TOKENS))
    return crafts(guard, carver, SprintWriter(endpoint, label, answer_tokens=min(tokens, STEP_TOKENS)))


def _comments(parts: Parts) -> ReadComments:
    """What people say in Notion, read by whoever publishes there; nothing is said about files."""

    async def read(session: Session, since: datetime) -> Sequence[Comment]:
        publisher = parts.publisher(session) if parts.publisher else None
        return await publisher.comments(session.id, since) if isinstance(publisher, Publisher) else ()

    return read


async def _guard(settings: Settings, stack: AsyncExitStack) -> Guard:
    model = None
    if settings.uses_model:
        from bot.writing.model import ModelWriter

        model = ModelWriter(model_settings(settings))
        stack.push_async_callback(model.close)
    return Guard(model, BuiltinWriter())


async def _summariser(settings: Settings, stack: AsyncExitStack) -> Summarises:
    if not settings.uses_model:
        return OwnWords()
    from bot.writing.endpoint import Endpoint
    from bot.writing.summarising import Summariser

    chosen = model_settings(settings)
    endpoint = Endpoint(chosen)
    stack.push_async_callback(endpoint.close)
    return Summariser(endpoint, chosen.model, characters=chosen.prompt_characters // 2)


async def _publisher(
    settings: Settings, database: Database, stack: AsyncExitStack
) -> Callable[[Session], ProjectPublisher]:
    if not settings.uses_notion:
        projects = settings.planthread_data_dir / PROJECTS
        return lambda session: FolderPublisher(projects / folder_name(session.title, session.id))
    client = NotionClient(settings.notion_token.get_secret_value(), base_url=settings.notion_api_url)
    stack.push_async_callback(client.close)

    def publisher(session: Session) -> ProjectPublisher:
        parent = session.notion_parent or settings.notion_parent_page_id
        return Publisher(client, parent, StoredLedger(database, session.id))

    return publisher
