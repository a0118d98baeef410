"""The prompts, one file each, versioned in their first line: `<!-- version: 3 -->`. Prose lives there, not in code.

A placeholder is `{{name}}`. What people said goes in as `data` (JSON that nobody can break out of), never as text.
"""

import json
import re
from functools import cache
from importlib.resources import files
from typing import Any

_PLACEHOLDER = re.compile(r"\{\{(\w+)\}\}")
_FIRST_LINE = re.compile(r"<!-- version: (\d+) -->\n")


class PromptError(LookupError):
    """A prompt is missing, has no version, or was not given exactly the values that it names."""


def render(name: str, **values: str) -> str:
    """The prompt `name` with its placeholders filled. Raises `PromptError` unless `values` are exactly those named."""
    text = _template(name)
    named = set(_PLACEHOLDER.findall(text))
    if named != set(values):
        raise PromptError(f"prompt {name} wants {sorted(named)}, was given {sorted(values)}")
    # One pass: what is filled in is never looked at again, whatever it holds.
    return _PLACEHOLDER.sub(lambda match: values[match.group(1)], text)


def version(name: str) -> int:
    """The version in the first line of the prompt. Raises `PromptError` when it has none."""
    match = _FIRST_LINE.match(_source(name))
    if not match:
        raise PromptError(f"prompt {name} does not begin with its version")
    return int(match.group(1))


def data(value: Any) -> str:
    """`value` as one line of JSON without `<` and `>`, so that no text of people can close the block it stands in."""
    line = json.dumps(value, ensure_ascii=False, separators=(", ", ": "))
    return (
        line.replace("<", "\\u003c").replace(">", "\\u003e").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")
    )


def _template(name: str) -> str:
    version(name)
    return _FIRST_LINE.sub("", _source(name), count=1).strip()


@cache
def _source(name: str) -> str:
    try:
        return files(__name__).joinpath(f"{name}.md").read_text("utf-8")
    except FileNotFoundError as error:
        raise PromptError(f"there is no prompt {name}") from error
