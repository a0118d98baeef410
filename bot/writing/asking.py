"""One question to a model with one chance to mend its answer, for steps behind which something built-in stands."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Generic, Protocol

import structlog

from bot.planning.visible_text import one_line
from bot.writing.answers import Answer, correcting, read
from bot.writing.endpoint import Message, Shape
from bot.writing.model_errors import ModelError, UnusableError
from bot.writing.writer import Correction, WriterError

_log = structlog.get_logger(__name__)


class Asks(Protocol):
    """What is needed of a model: `bot.writing.endpoint.Endpoint` has it."""

    async def ask(self, messages: Iterable[Message], shape: Shape, max_tokens: int) -> str:
        """The complete answer to the chat. Raises `ModelError`."""
        ...


@dataclass(frozen=True, slots=True)
class Asked(Generic[Answer]):
    """An answer that can be used, or in a line why there is none.

    `setting` is a sentence on the setting to look at, where one keeps the model from helping; `reached` is False when
    the model could not be asked at all.
    """

    said: Answer | None
    why: str = ""
    setting: str = ""
    reached: bool = True

    def note_on(self, what: str) -> str:
        """The line for the record about what was asked for."""
        return f"{what}: {self.why}"


async def asked(
    model: Asks,
    prompts: tuple[str, str],
    shape: Shape,
    kind: type[Answer],
    refusals: Callable[[Answer], tuple[str, ...]],
    max_tokens: int,
    doubts: Callable[[Answer], tuple[str, ...]] = lambda said: (),
) -> Asked[Answer]:
    """The model's answer to the instruction and the task in `prompts`, asked for again with the reasons where
    `refusals` or `doubts` has any. A second answer with nothing but doubts about it is used. Never raises
    `WriterError`."""
    instruction, task = prompts
    chat = [Message("system", instruction), Message("user", task)]
    correction: Correction | None = None
    why = ""
    for last in (False, True):
        try:
            text = await model.ask([*chat, *correcting(correction)], shape, max_tokens)
            said = read(text, kind)
        except UnusableError as error:
            correction, why = Correction(error.answer, (error.reason,)), one_line(error.message)
            continue
        except WriterError as error:
            return _unreached(error)
        refused = refusals(said)
        reasons = (*refused, *doubts(said))
        if not reasons or (last and not refused):
            return Asked(said)
        correction, why = Correction(text, reasons), f"The model's answer was refused: {reasons[0]}"
    _log.warning("the model's answer is not used", shape=shape.name, why=why)
    return Asked(None, why)


def _unreached(error: WriterError) -> Asked[Any]:
    """Why the model cannot be asked, with the setting to blame, if one is (as `bot.writing.guard` tells it)."""
    told = one_line(error.message)
    if isinstance(error, ModelError) and error.configuration:
        return Asked(None, f"{told} Somebody has to change a setting.", told, reached=False)
    return Asked(None, told, told if isinstance(error, ModelError) and error.names_setting else "", reached=False)
