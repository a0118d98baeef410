"""Slack's addresses on the local server: Web API, Socket Mode, response URLs, uploads, files."""

import asyncio
import json
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import BaseRoute, Route, WebSocketRoute
from starlette.types import Receive, Scope, Send
from starlette.websockets import WebSocket, WebSocketDisconnect

from bot.local.slack.api.arguments import Arguments
from bot.local.slack.api.methods import APP_TOKEN, BOT_TOKEN, Method, all_methods, call
from bot.local.slack.delivery import Connection
from bot.local.slack.errors import NoSuchFileError, SlackError
from bot.local.slack.faults import Fault
from bot.local.slack.model import Call
from bot.local.slack.workspace import SlackWorkspace

__all__ = ["APP_TOKEN", "BOT_TOKEN", "slack_routes"]


class DroppedResponse(Response):
    """Begins an answer and never finishes it, so that the server closes the connection."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = [(b"content-type", b"application/json"), (b"content-length", b"64")]
        await send({"type": "http.response.start", "status": 200, "headers": headers})


def slack_routes(workspace: SlackWorkspace) -> list[BaseRoute]:
    """Return the routes; paths begin with "/slack/"."""
    server = _Server(workspace)
    return [
        Route("/slack/api/{method}", server.api, methods=["GET", "POST"]),
        Route("/slack/response/{token}", server.response_url, methods=["POST"]),
        Route("/slack/upload/v1/{token}", server.upload, methods=["POST"]),
        Route("/slack/files/{file_id}/{name}", server.download, methods=["GET"]),
        WebSocketRoute("/slack/link", server.link),
    ]


class _Server:
    def __init__(self, workspace: SlackWorkspace) -> None:
        self._workspace = workspace
        self._methods: dict[str, Method] = all_methods()

    async def api(self, request: Request) -> Response:
        name = request.path_params["method"]
        fault = self._workspace.faults.take(name)
        if fault and fault.delay:
            await asyncio.sleep(fault.delay)
        if fault and (answer := _failed(fault)):
            return answer
        arguments: dict[str, Any] = {}
        try:
            arguments = await _arguments(request)
            token = _token(request) or arguments.pop("token", None)
            body = call(self._workspace, self._methods, name, token, Arguments(arguments))
            self._note(name, arguments, None)
        except SlackError as error:
            self._note(name, arguments, error.code)
            return self._json(name, error.body(), error.status, error.headers)
        if fault and fault.drop_after_commit:
            return DroppedResponse()
        return self._json(name, {"ok": True, **body})

    def _note(self, name: str, arguments: dict[str, Any], error: str | None) -> None:
        self._workspace.calls.append(Call(name, arguments, error, self._workspace.world.clock()))

    def _json(
        self, name: str, body: dict[str, Any], status: int = 200, extra: dict[str, str] | None = None
    ) -> Response:
        headers = {"x-oauth-scopes": ",".join(self._workspace.world.manifest.scopes), **(extra or {})}
        method = self._methods.get(name)
        if method and method.scopes:
            headers["x-accepted-oauth-scopes"] = ",".join(method.scopes)
        return JSONResponse(body, status, headers)

    async def response_url(self, request: Request) -> Response:
        try:
            body = json.loads(await request.body())
            if not isinstance(body, dict):
                raise SlackError("invalid_payload", status=400)
            self._workspace.response_urls.use(request.path_params["token"], body)
        except ValueError:
            return PlainTextResponse("invalid_payload", 400)
        except SlackError as error:
            return JSONResponse(error.body(), 400 if error.status == 200 else error.status)
        return PlainTextResponse("ok")

    async def upload(self, request: Request) -> Response:
        content = await request.body()
        if request.headers.get("content-type", "").startswith("multipart/form-data"):
            form = await request.form()
            parts = [part for part in form.values() if not isinstance(part, str)]
            content = await parts[0].read() if parts else b""
        if not self._workspace.uploads.receive(request.path_params["token"], content):
            return PlainTextResponse("upload failed", 400)
        return PlainTextResponse(f"OK - {len(content)}")

    async def download(self, request: Request) -> Response:
        if _token(request) != BOT_TOKEN or "files:read" not in self._workspace.world.manifest.scopes:
            # slack.com answers with its login page; what matters is that the content stays away.
            return PlainTextResponse("<!DOCTYPE html><title>Sign in</title>", media_type="text/html")
        try:
            file = self._workspace.file(request.path_params["file_id"])
        except NoSuchFileError:
            return PlainTextResponse("file_not_found", 404)
        return Response(file.content, media_type=file.mimetype)

    async def link(self, websocket: WebSocket) -> None:
        if not self._workspace.dispatcher.redeem(websocket.query_params.get("ticket", "")):
            await websocket.close(4403)
            return
        await websocket.accept()

        async def close() -> None:
            await websocket.close(1000)

        connection = Connection(websocket.send_text, close)
        try:
            await self._workspace.dispatcher.opened(connection)
            while True:
                connection.received(await websocket.receive_text())
        except (WebSocketDisconnect, RuntimeError, KeyError):
            # RuntimeError: the connection was closed from here; KeyError: a binary frame, which Slack hangs up on.
            pass
        finally:
            self._workspace.dispatcher.closed(connection)


def _failed(fault: Fault) -> Response | None:
    if fault.status is not None:
        headers = {"Retry-After": str(fault.retry_after)} if fault.retry_after is not None else {}
        body = {"ok": False, "error": fault.error or ("ratelimited" if fault.status == 429 else "fatal_error")}
        return JSONResponse(body, fault.status, headers)
    return JSONResponse({"ok": False, "error": fault.error}) if fault.error else None


def _token(request: Request) -> str | None:
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    return token.strip() if scheme.lower() == "bearer" else None


async def _arguments(request: Request) -> dict[str, Any]:
    arguments: dict[str, Any] = dict(request.query_params)
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind == "application/json":
        try:
            body = json.loads(await request.body() or b"{}")
        except ValueError:
            raise SlackError("invalid_json") from None
        if not isinstance(body, dict):
            raise SlackError("json_not_object")
        arguments |= body
    elif kind in {"application/x-www-form-urlencoded", "multipart/form-data"}:
        arguments |= dict(await request.form())
    return arguments
