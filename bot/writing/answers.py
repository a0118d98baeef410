"""How a model's answer is asked for and read: a strict JSON schema out, checked JSON in, one sentence on what is wrong.

Every step that asks a model goes this way, whatever it asks for.
"""

import json
import re
from collections.abc import Sequence
from typing import Any, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError

from bot.planning.plain_text import clipped
from bot.planning.prompts import render
from bot.planning.visible_text import one_line
from bot.writing.endpoint import Message, Shape
from bot.writing.model_errors import UnusableError
from bot.writing.writer import Correction

LONGEST_OWN_ANSWER = 4_000
"""Characters of an unusable answer that are shown to the model again."""

KNOWN = "x-known"
"""The key in a field's `json_schema_extra` that names the list of values which the schema allows."""

Answer = TypeVar("Answer", bound=BaseModel)
_FENCE = re.compile(r"^```(?:json)?\s*(.*?)\s*```$", re.DOTALL)
_THINKING = re.compile(r"^\s*<think>.*?</think>\s*", re.DOTALL)


class AnswerPart(BaseModel):
    """A piece of what a model answers."""

    # Keys that nobody asked for are ignored rather than refused: endpoints without strict schemas like to add some.
    model_config = ConfigDict(extra="ignore", frozen=True)


def shape(name: str, kind: type[BaseModel], **known: Sequence[str]) -> Shape:
    """The shape of an answer of that kind, as endpoints want schemas.

    References are resolved, every key is required, there are no other keys and no titles. A string marked with `KNOWN`
    may only be one of the values in `known` under its name.
    """
    schema = kind.model_json_schema()
    definitions = schema.pop("$defs", {})

    def resolved(node: Any) -> Any:
        if isinstance(node, list):
            return [resolved(each) for each in node]
        if not isinstance(node, dict):
            return node
        if "$ref" in node:
            return resolved(definitions[node["$ref"].rpartition("/")[2]])
        if KNOWN in node:
            return {"type": "string", "enum": list(known[node[KNOWN]])}
        kept = {key: resolved(value) for key, value in node.items() if key not in ("title", "description", "default")}
        if "properties" in node:
            # A property may be called "title" itself: what is dropped above are keywords, not properties.
            kept["properties"] = {key: resolved(value) for key, value in node["properties"].items()}
            kept |= {"required": list(node["properties"]), "additionalProperties": False}
        return kept

    return Shape(name, dict(resolved(schema)))


def read(text: str, kind: type[Answer]) -> Answer:
    """The answer, without the thoughts and the code fence that some endpoints wrap around it.

    Raises `UnusableError` when it is not of that kind.
    """
    bare = _THINKING.sub("", text).strip()
    fenced = _FENCE.match(bare)
    try:
        return kind.model_validate_json(fenced.group(1) if fenced else bare)
    except ValidationError as error:
        raise unusable(error, text) from error


def unusable(error: ValidationError, answer: str) -> UnusableError:
    """What is wrong with an answer, in words that a model can act on."""
    wrong = [f"{'.'.join(map(str, e['loc'])) or 'answer'}: {e['msg']}" for e in error.errors(include_url=False)[:5]]
    if any(e["type"] == "json_invalid" for e in error.errors()):
        wrong = ["The answer is not valid JSON. Write one complete JSON object and nothing else."]
    return UnusableError(
        "The model's answer did not have the form that was asked for.",
        reason=clipped(json.dumps(wrong, ensure_ascii=False)[1:-1], 800),
        answer=clipped(answer, LONGEST_OWN_ANSWER),
    )


def correcting(correction: Correction | None) -> list[Message]:
    """What follows the task when the model is asked once more: its own answer and what was wrong with it."""
    if correction is None:
        return []
    reasons = "\n".join(f"- {one_line(reason)}" for reason in correction.reasons)
    answer = clipped(correction.answer, LONGEST_OWN_ANSWER) or "(nothing)"
    return [Message("assistant", answer), Message("user", render("repair", reasons=reasons))]
