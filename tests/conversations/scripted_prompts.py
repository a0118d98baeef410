"""What a model finds in the prompts that it is given: records, requirements, components, modules and tasks."""

import json
import re
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from tests.conversations.model_server import between

LONGEST_QUOTE = 400
"""Characters, as the shapes allow."""


@dataclass(frozen=True)
class Prompt:
    """The task of one request; a repair is answered like the first attempt."""

    task: str

    def block(self, tag: str) -> Any:
        """The JSON value between the tags; None where there is nothing."""
        text = between(self.task, tag)
        return json.loads(text) if text else None

    def lines(self, tag: str) -> list[dict[str, Any]]:
        """The JSON values between the tags, one a line; notes are left out."""
        found = [json.loads(line) for line in between(self.task, tag).splitlines()]
        return [line for line in found if "note" not in line]

    @property
    def due(self) -> tuple[str, ...]:
        """The facets that may be asked about."""
        found = re.search(r"^Due, most important first: (.+)\.$", self.task, re.MULTILINE)
        return tuple(found.group(1).split(", ")) if found else ()

    @cached_property
    def requirements(self) -> list[dict[str, Any]]:
        """The requirements with their ids, wherever the prompt holds them."""
        return [line for line in (*self.lines("requirements"), *self.lines("specification")) if "id" in line]

    def ids(self) -> list[str]:
        """The ids of the requirements."""
        return [requirement["id"] for requirement in self.requirements]

    def component(self, layer: str) -> str:
        """The id of the first component in that layer; empty where there is none."""
        return next((each["id"] for each in self.lines("components") if each.get("layer") == layer), "")

    def says(self, facet: str, text: str = "", **more: Any) -> dict[str, Any]:
        """A statement with its source: what was said to the question on that facet, word for word."""
        label, quote = self.said(facet)
        return {"text": text or quote, "sources": [{"label": label, "quote": quote}] if quote else []} | more

    def said(self, facet: str) -> tuple[str, str]:
        """The label of the question on that facet, and the first message that answers it."""
        for line in self.lines("record"):
            if line.get("facet") == facet and line["said"]:
                return line["q"], line["said"][0]["text"][:LONGEST_QUOTE]
        return "", ""

    def sentences(self, *facets: str) -> list[tuple[str, str]]:
        """The sentences of all answers on these facets, each with the label of its question."""
        return [
            (line["q"], sentence)
            for line in self.lines("record")
            if line.get("facet") in facets
            for said in line["said"]
            for sentence in re.findall(r"[^.]+\.", said["text"])
        ]
