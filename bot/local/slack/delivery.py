"""Handing payloads to the app over Socket Mode: deadlines, redelivery, several connections, measurement.

The rules are Slack's: an envelope is acknowledged within three seconds; an event that is not comes again at once, after
one minute and after five; slash commands and interactions never come again.
https://docs.slack.dev/apis/events-api/using-socket-mode and https://docs.slack.dev/apis/events-api#retries
"""

import asyncio
import json
import random
import secrets
import uuid
from collections import deque
from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import dataclass
from typing import Any

from bot.local.slack.model import Delivery, Json
from bot.local.slack.world import APP_ID, World

MAX_CONNECTIONS = 10


@dataclass(frozen=True)
class Timings:
    """Slack's waiting times in seconds; tests shorten them."""

    acknowledge: float = 3.0
    retries: tuple[float, ...] = (0.0, 60.0, 300.0)
    """How long before each redelivery of an event."""
    trigger: float = 3.0
    """How long a trigger_id opens a modal."""
    response_url: float = 1800.0
    stream: float = 300.0
    """How long a streaming message stays open without an append."""
    refresh_grace: float = 1.0
    """From the `disconnect` notice to the closing of that connection."""


class NotConnectedError(Exception):
    """No Socket Mode connection is open."""


class NotAcknowledgedError(Exception):
    """The app did not acknowledge in time, or its connection broke."""


class Connection:
    """One open Socket Mode connection of the app."""

    def __init__(self, send: Callable[[str], Awaitable[None]], close: Callable[[], Awaitable[None]]) -> None:
        self.retiring = False
        self._send = send
        self.close = close
        self._order = asyncio.Lock()
        self._waiting: dict[str, asyncio.Future[Json | None]] = {}

    async def send(self, message: Json) -> None:
        """Send one frame; frames keep the order of the calls."""
        async with self._order:
            await self._send(json.dumps(message))

    def expect(self, envelope_id: str) -> asyncio.Future[Json | None]:
        """Return what will hold the acknowledgement's payload."""
        future: asyncio.Future[Json | None] = asyncio.get_running_loop().create_future()
        self._waiting[envelope_id] = future
        return future

    def forget(self, envelope_id: str) -> None:
        """Stop waiting; an acknowledgement that still comes is ignored."""
        self._waiting.pop(envelope_id, None)

    def received(self, frame: str) -> None:
        """Take a frame from the app; anything that is no acknowledgement is ignored, as Slack does."""
        try:
            message = json.loads(frame)
        except ValueError:
            return
        if isinstance(message, dict):
            future = self._waiting.get(str(message.get("envelope_id")))
            if future is not None and not future.done():
                payload = message.get("payload")
                future.set_result(payload if isinstance(payload, dict) else None)

    def lost(self) -> None:
        """Fail whatever waits on this connection."""
        for future in self._waiting.values():
            if not future.done():
                future.set_exception(NotAcknowledgedError("connection lost"))


class Dispatcher:
    """All connections of the app, and what is on its way to it."""

    def __init__(self, world: World, timings: Timings) -> None:
        self._world = world
        self._timings = timings
        self.redelivered_share = 0.0
        """How many acknowledged events come once more all the same, as when an acknowledgement gets lost: 0 to 1."""
        self._chance = random.Random(7)  # noqa: S311 — which events come twice is no secret
        self.deliveries: deque[Delivery] = deque(maxlen=100_000)
        self._connections: list[Connection] = []
        self._turn = 0
        self._connected = asyncio.Event()
        self._tasks: set[asyncio.Task[None]] = set()
        self._on_their_way: set[asyncio.Task[None]] = set()
        self._tickets: set[str] = set()

    # Connections -------------------------------------------------------------------------------------------------

    @property
    def connections(self) -> int:
        """The number of open connections."""
        return len(self._connections)

    def ticket(self) -> str:
        """Return what opens one connection, once."""
        ticket = secrets.token_urlsafe(24)
        self._tickets.add(ticket)
        return ticket

    def redeem(self, ticket: str) -> bool:
        """Use a ticket up; False if it is none."""
        known = ticket in self._tickets
        self._tickets.discard(ticket)
        return known

    async def opened(self, connection: Connection) -> None:
        """Greet a new connection and use it from now on."""
        if len(self._connections) >= MAX_CONNECTIONS:
            await connection.send({"type": "disconnect", "reason": "too_many_websockets"})
            await connection.close()
            return
        self._connections.append(connection)
        await connection.send(
            {
                "type": "hello",
                "num_connections": len(self._connections),
                "connection_info": {"app_id": APP_ID},
                "debug_info": {"host": "local", "build_number": 1, "approximate_connection_time": 18060},
            }
        )
        self._connected.set()
        self._world.tell("app")

    def closed(self, connection: Connection) -> None:
        """Forget a connection; what it had not acknowledged counts as failed."""
        if connection in self._connections:
            self._connections.remove(connection)
        self._connected_changed()
        connection.lost()
        self._world.tell("app")

    async def refresh(self) -> None:
        """Ask every connection to reconnect, as Slack does every few hours, and close the old ones soon after."""
        for connection in list(self._connections):
            connection.retiring = True
            self._connected_changed()
            await connection.send(
                {"type": "disconnect", "reason": "refresh_requested", "debug_info": {"host": "local"}}
            )
            self.start(self._close_later(connection))

    async def drop(self) -> None:
        """Cut every connection without a word, as a broken network does."""
        for connection in list(self._connections):
            await connection.close()
            self.closed(connection)

    async def _close_later(self, connection: Connection) -> None:
        await asyncio.sleep(self._timings.refresh_grace)
        if connection in self._connections:
            await connection.close()

    def _usable(self) -> list[Connection]:
        return [connection for connection in self._connections if not connection.retiring]

    def _connected_changed(self) -> None:
        if not self._usable():
            self._connected.clear()

    # Payloads ----------------------------------------------------------------------------------------------------

    async def ask(self, envelope_type: str, payload: Json, *, accepts_response: bool) -> Json | None:
        """Deliver a slash command or interaction once and return what the acknowledgement carried.

        Raise `NotConnectedError` or `NotAcknowledgedError`.
        """
        return await self._attempt(envelope_type, payload, None, 0, "", accepts_response)

    def event(self, body: Json) -> None:
        """Deliver an event callback in the background, again and again as Slack does; waits for a connection."""
        self._world.rows.put("pending", body["event_id"], body)
        task = self.start(self._deliver_event(body))
        self._on_their_way.add(task)
        task.add_done_callback(self._on_their_way.discard)

    def resume(self) -> None:
        """Deliver what an earlier process had not got rid of."""
        pending = sorted(
            (body for body, _ in self._world.rows.all("pending")), key=lambda body: body["event"]["event_ts"]
        )
        for body in pending:
            self.event(body)

    async def settled(self) -> None:
        """Wait until nothing is on its way to the app any more."""
        while self._on_their_way:
            await asyncio.wait(set(self._on_their_way))

    async def stop(self) -> None:
        """Stop delivering; what is on its way is kept for the next start where there is a data folder."""
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def start(self, work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        """Run something beside, until it ends or the workspace stops."""
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task

    async def _deliver_event(self, body: Json) -> None:
        reason = ""
        for attempt, wait in enumerate((0.0, *self._timings.retries)):
            if wait:
                await asyncio.sleep(wait)
            acknowledged = await self._deliver_once(body, attempt, reason)
            if acknowledged and (attempt or self._chance.random() >= self.redelivered_share):
                break
            reason = "timeout"
        self._world.rows.drop("pending", body["event_id"])

    async def _deliver_once(self, body: Json, attempt: int, reason: str) -> bool:
        while True:
            await self._connected.wait()
            try:
                await self._attempt("events_api", body, body["event_id"], attempt, reason, False)
            except NotConnectedError:
                continue
            except NotAcknowledgedError:
                return False
            return True

    async def _attempt(
        self, envelope_type: str, payload: Json, event_id: str | None, attempt: int, reason: str, accepts_response: bool
    ) -> Json | None:
        usable = self._usable()
        if not usable:
            raise NotConnectedError
        self._turn += 1
        connection = usable[self._turn % len(usable)]
        envelope_id = str(uuid.uuid4())
        envelope: Json = {
            "envelope_id": envelope_id,
            "type": envelope_type,
            "accepts_response_payload": accepts_response,
            "payload": payload,
        }
        if event_id is not None:
            envelope |= {"retry_attempt": attempt, "retry_reason": reason}
        clock = asyncio.get_running_loop().time
        delivery = Delivery(envelope_type, event_id or envelope_id, attempt, self._world.clock())
        self.deliveries.append(delivery)
        acknowledged = connection.expect(envelope_id)
        started = clock()
        try:
            await connection.send(envelope)
            # Not wait_for: on Python 3.11 it swallows a cancellation that comes with the answer.
            async with asyncio.timeout(self._timings.acknowledge):
                answer = await acknowledged
        except NotAcknowledgedError:
            raise
        except Exception as error:  # a socket fails in many ways: each means that the app did not get it
            raise NotAcknowledgedError(str(error)) from error
        finally:
            connection.forget(envelope_id)
        delivery.acked_after = clock() - started
        return answer
