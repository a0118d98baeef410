"""The one place that calls a model: Chat Completions on any OpenAI-compatible endpoint, one retry policy, plain errors.

Answers are streamed, though nobody watches: a stalled or oversized answer is noticed after seconds that way, not
when the whole time is up. What an endpoint turns out not to know (a parameter, JSON schemas) is left out from then on.
"""

import asyncio
import random
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, Literal, cast

import httpx2
import openai
import structlog
from openai.types.chat import ChatCompletionChunk, ChatCompletionMessageParam

from bot.planning.plain_text import clipped
from bot.planning.visible_text import one_line
from bot.writing import model_errors as errors

MAX_ANSWER = 64_000
"""Characters after which an answer is given up: nothing that we ask for is that long."""

_log = structlog.get_logger(__name__)
_LENGTH_KEYS = ("maxLength", "minLength", "maxItems", "minItems")


@dataclass(frozen=True, slots=True)
class ModelSettings:
    """Where the model is and how patient we are (seconds).

    `silence_seconds` is the longest gap within an answer, `total_seconds` the longest time for one answer with all
    its retries. `longest_wait` is the longest `Retry-After` that is obeyed; `backoff_seconds` the first pause between
    retries, doubled each time. `prompt_characters` bounds what is sent of a record, `answer_tokens` how long
    the model may write.
    """

    model: str
    api_key: str = field(repr=False)
    base_url: str = "https://api.openai.com/v1"
    connect_seconds: float = 10
    silence_seconds: float = 45
    total_seconds: float = 180
    retries: int = 2
    backoff_seconds: float = 0.5
    longest_wait: float = 30
    temperature: float = 0.2
    prompt_characters: int = 48_000
    answer_tokens: int = 8_000


Role = Literal["system", "user", "assistant"]


@dataclass(frozen=True, slots=True)
class Message:
    """One message of a chat."""

    role: Role
    content: str


@dataclass(frozen=True, slots=True)
class Shape:
    """The shape that an answer must have: a name and a strict JSON schema."""

    name: str
    schema: dict[str, Any]


class Endpoint:
    """A model behind an endpoint. Close it, or use it as an async context manager."""

    def __init__(self, settings: ModelSettings) -> None:
        self.settings = settings
        self._unknown: set[str] = set()
        self._reached = False
        self._client = openai.AsyncOpenAI(
            api_key=settings.api_key or "none",
            base_url=settings.base_url,
            max_retries=0,  # retried here, where a stream that breaks half-way counts as well
            timeout=openai.Timeout(settings.silence_seconds, connect=settings.connect_seconds),
        )

    async def __aenter__(self) -> "Endpoint":
        return self

    async def __aexit__(self, *exc_info: object) -> None:
        await self.close()

    async def close(self) -> None:
        """Give the connections back."""
        await self._client.close()

    async def models(self) -> list[str]:
        """The names of the models that the endpoint offers. Raises `ModelError`."""
        try:
            async with asyncio.timeout(self.settings.total_seconds):
                return [model.id async for model in self._client.models.list()]
        except Exception as error:
            raise self._told(error) from error

    async def ask(self, messages: Iterable[Message], shape: Shape, max_tokens: int) -> str:
        """The model's complete answer to the chat. Raises `ModelError`, after retries where they can help."""
        chat = list(messages)
        try:
            async with asyncio.timeout(self.settings.total_seconds):
                return await self._with_retries(chat, shape, max_tokens)
        except TimeoutError as error:
            raise self._told(error) from error

    async def _with_retries(self, chat: list[Message], shape: Shape, max_tokens: int) -> str:
        attempt = 0
        while True:
            try:
                return await self._once(chat, shape, max_tokens)
            except errors.ModelError:
                raise
            except _FAILURES as error:
                if self._leave_out(error):
                    continue
                pause = self._pause(error, attempt)
                _log.warning("model call failed", attempt=attempt, error=type(error).__name__, retry_in=pause)
                if pause is None:
                    raise self._told(error) from error
                attempt += 1
                await asyncio.sleep(pause)

    async def _once(self, chat: list[Message], shape: Shape, max_tokens: int) -> str:
        stream = await self._client.chat.completions.create(**self._request(chat, shape, max_tokens))
        self._reached = True
        text, refusal, finish = "", "", ""
        async with stream:
            async for chunk in cast("openai.AsyncStream[ChatCompletionChunk]", stream):
                for choice in chunk.choices[:1]:
                    text += choice.delta.content or ""
                    refusal += choice.delta.refusal or ""
                    finish = choice.finish_reason or finish
                if len(text) > MAX_ANSWER:
                    finish = "length"
                    break
        return self._complete(text, refusal, finish)

    def _complete(self, text: str, refusal: str, finish: str) -> str:
        if refusal or finish == "content_filter":
            raise errors.DeclinedError("The model declined to answer this one.")
        if finish == "length":
            raise errors.CutShortError(
                "The model's answer was cut off before its end.",
                reason="Your answer was cut off because it was too long. Answer much shorter.",
                answer=clipped(text, 400),
            )
        if not finish:
            raise _BrokenOff
        return text

    def _request(self, chat: list[Message], shape: Shape, max_tokens: int) -> dict[str, Any]:
        schema = shape.schema if "lengths" not in self._unknown else _without_lengths(shape.schema)
        limit = "max_completion_tokens" if "max_completion_tokens" not in self._unknown else "max_tokens"
        request: dict[str, Any] = {
            "model": self.settings.model,
            "messages": [_param(message) for message in chat],
            "stream": True,
            "temperature": self.settings.temperature,
            limit: max_tokens,
            "response_format": {
                "type": "json_schema",
                "json_schema": {"name": shape.name, "strict": True, "schema": schema},
            },
        }
        return {key: value for key, value in request.items() if key not in self._unknown}

    def _leave_out(self, error: Exception) -> bool:
        """Whether the endpoint named something that it does not know and that the next attempt can do without."""
        if not isinstance(error, (openai.BadRequestError, openai.UnprocessableEntityError)):
            return False
        said = f"{error.message} {error.param}"
        for name, telltales in _DISPENSABLE.items():
            if name not in self._unknown and any(telltale in said for telltale in telltales):
                self._unknown.add(name)
                _log.info("the model's endpoint does not know a parameter", left_out=name)
                return True
        return False

    def _pause(self, error: Exception, attempt: int) -> float | None:
        """Seconds until the next attempt; None when another attempt cannot help or is not due."""
        if attempt >= self.settings.retries:
            return None
        if isinstance(error, openai.APIStatusError):
            retryable = error.status_code in (408, 409, 429) or error.status_code >= 500
            if not retryable or _out_of_quota(error):
                return None
            asked = _retry_after(error)
            if asked is not None:
                return asked if asked <= self.settings.longest_wait else None
        # Spread, so that many sessions that failed together do not come back together.
        factor: float = 2**attempt * random.uniform(0.75, 1.25)  # noqa: S311
        return self.settings.backoff_seconds * factor

    def _told(self, error: Exception) -> errors.ModelError:
        """The error in words that people can act on; the endpoint's own words only where they carry no secret."""
        if isinstance(error, errors.ModelError):
            return error
        if isinstance(error, (openai.APITimeoutError, TimeoutError)) or "Timeout" in type(error).__name__:
            return errors.TooSlowError("The model took too long to answer.")
        if isinstance(error, openai.APIStatusError):
            return self._told_status(error)
        if isinstance(error, openai.APIConnectionError) and not self._reached:
            return errors.UnreachableError(
                "The model's endpoint cannot be reached. Check OPENAI_BASE_URL and the network, then try again."
            )
        return errors.EndpointDownError("The model's answer broke off half-way. Try again.")

    def _told_status(self, error: openai.APIStatusError) -> errors.ModelError:
        status, model = error.status_code, self.settings.model
        if status in (401, 403):
            return errors.WrongKeyError(
                f"The model's endpoint refused the key, or its use of {model}: check OPENAI_API_KEY."
            )
        if status == 402 or _out_of_quota(error):
            return errors.OutOfQuotaError(
                "The account behind OPENAI_API_KEY has no quota left: check its plan and billing."
            )
        if status == 404:
            return errors.UnknownModelError(
                f"The endpoint does not know the model {model}: check OPENAI_MODEL and the path of OPENAI_BASE_URL."
            )
        if status == 429:
            return errors.RateLimitedError("The model is rate limited just now. Try again in a minute.")
        if status == 413 or any(telltale in f"{error.code} {error.message}" for telltale in _TOO_LONG):
            return errors.PromptTooLongError(
                "The conversation is too long for this model: choose one with more context in OPENAI_MODEL, or lower "
                "OPENAI_PROMPT_CHARACTERS."
            )
        if status >= 500 or status in (408, 409):
            return errors.EndpointDownError(
                f"The model's endpoint has a problem of its own (HTTP {status}). Try again."
            )
        said = one_line(error.message)
        if self.settings.api_key:
            said = said.replace(self.settings.api_key, "…")
        return errors.RequestRefusedError(
            f"The model's endpoint refused the request (HTTP {status}): {clipped(said, 200)}"
        )


class _BrokenOff(Exception):  # noqa: N818
    """A stream ended cleanly, yet without saying that the answer is complete."""


# Beside its own errors the SDK lets through what happens while a stream is read: its HTTP library's errors, and JSON
# that does not parse (a ValueError).
_FAILURES = (openai.OpenAIError, httpx2.HTTPError, httpx2.StreamError, OSError, ValueError, _BrokenOff)


_TOO_LONG = ("context_length", "context length", "context size", "too many tokens")
_DISPENSABLE: dict[str, tuple[str, ...]] = {
    "temperature": ("temperature",),
    "max_completion_tokens": ("max_completion_tokens",),
    "max_tokens": ("max_tokens",),
    "lengths": _LENGTH_KEYS,
    "response_format": ("response_format", "json_schema"),
}


def _param(message: Message) -> ChatCompletionMessageParam:
    return cast("ChatCompletionMessageParam", {"role": message.role, "content": message.content})


def _retry_after(error: openai.APIStatusError) -> float | None:
    for header, divisor in (("retry-after-ms", 1000.0), ("retry-after", 1.0)):
        try:
            return max(0.0, float(error.response.headers[header]) / divisor)
        except (KeyError, ValueError):
            continue
    return None


def _out_of_quota(error: openai.APIStatusError) -> bool:
    return error.code in ("insufficient_quota", "billing_required", "billing_hard_limit_reached")


def _without_lengths(schema: Any) -> Any:
    if isinstance(schema, dict):
        return {key: _without_lengths(value) for key, value in schema.items() if key not in _LENGTH_KEYS}
    if isinstance(schema, list):
        return [_without_lengths(each) for each in schema]
    return schema
