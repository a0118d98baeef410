"""A data source's properties: from what a request asks for to the configuration that Notion answers.

Shapes: the contract's propertyConfigurationRequest and databasePropertyConfigResponse; options of a status property
may be given since 2026 (the SDK's StatusPropertyConfigRequest), which the contract predates.
"""

from __future__ import annotations

import hashlib
from typing import Any

from bot.local.notion.problems import failed, invalid, too_long
from bot.local.notion.reading import JSON
from bot.local.notion.workspace import Workspace

PLAIN_TYPES = frozenset(
    [
        "title",
        "rich_text",
        "date",
        "people",
        "checkbox",
        "url",
        "email",
        "phone_number",
        "files",
        "created_time",
        "last_edited_time",
        "created_by",
        "last_edited_by",
    ]
)
"""Types without a configuration of their own."""
READ_ONLY_TYPES = frozenset({"created_time", "last_edited_time", "created_by", "last_edited_by"})
TYPES = PLAIN_TYPES | {"number", "select", "multi_select", "status", "relation"}
"""What the local workspace plays. Formulas, rollups, buttons and places are refused, and say so."""

OPTION_COLORS = ("gray", "brown", "orange", "yellow", "green", "blue", "purple", "pink", "red")
_STATUS_GROUPS = (
    ("To-do", "gray", "Not started", "default"),
    ("In progress", "blue", "In progress", "blue"),
    ("Complete", "green", "Done", "green"),
)


def read_schema(ws: Workspace, value: Any, path: str) -> dict[str, JSON]:
    """A new data source's properties by id. Notion adds a title ``Name`` where none is asked for."""
    if not isinstance(value, dict):
        raise failed(path, "should be an object, instead was `undefined`.")
    properties: dict[str, JSON] = {}
    for name, config in value.items():
        made = make_property(ws, name, config, f"{path}.{name}")
        properties[made["id"]] = made
    titles = [made for made in properties.values() if made["type"] == "title"]
    if len(titles) > 1:
        raise invalid("Only one title property is allowed in a data source.")
    if not titles:
        properties = {"title": make_property(ws, "Name", {"title": {}}, path), **properties}
    return properties


def make_property(ws: Workspace, name: str, config: Any, path: str) -> JSON:
    """One property as stored and answered: ``{"id", "name", "description", "type", <type>: {…}}``."""
    if not name or len(name) > 100:
        raise too_long(f"{path}.name.length", 100, len(name)) if name else failed(path, "should have a name.")
    if not isinstance(config, dict):
        raise failed(path, "should be an object.")
    kinds = [key for key in config if key not in ("type", "name", "description")]
    kind = str(config.get("type") or (kinds[0] if kinds else ""))
    if kind not in TYPES:
        known = ", ".join(sorted(TYPES))
        raise invalid(f"body failed validation: body.{path} should be one of {known} (what the local Notion plays).")
    if not isinstance(config.get(kind), dict):
        raise failed(f"{path}.{kind}", "should be an object, instead was `undefined`.")
    return {
        "id": "title" if kind == "title" else _property_id(ws),
        "name": name,
        "description": config.get("description"),
        "type": kind,
        kind: _configuration(ws, kind, config[kind], f"{path}.{kind}"),
    }


def _property_id(ws: Workspace) -> str:
    """A few characters, as Notion's are; the property's name may change, this does not.

    Eight rather than Notion's four: with four, two columns of one table had the same id once in some thousand tables.
    """
    return hashlib.sha256(ws.new_id().encode()).hexdigest()[:8].upper()


def _configuration(ws: Workspace, kind: str, given: JSON, path: str) -> JSON:
    if kind in ("select", "multi_select"):
        return {"options": read_options(ws, given.get("options", []), [], f"{path}.options")}
    if kind == "status":
        return _status(ws, given, path)
    if kind == "number":
        return {"format": given.get("format", "number")}
    if kind == "relation":
        return _relation(ws, given, path)
    if given:
        raise failed(f"{path}.{min(given)}", "should be not present, instead was defined.")
    return {}


def read_options(ws: Workspace, value: Any, known: list[JSON], path: str) -> list[JSON]:
    """A select's options; those that exist by name or id keep their id and colour."""
    if not isinstance(value, list):
        raise failed(path, "should be an array.")
    if len(value) > 100:
        raise too_long(f"{path}.length", 100, len(value))
    options: list[JSON] = []
    for index, given in enumerate(value):
        if not isinstance(given, dict) or not (given.get("name") or given.get("id")):
            raise failed(f"{path}[{index}].name", "should be defined, instead was `undefined`.")
        existing = next(
            (old for old in known if given.get("id", old["id"]) == old["id"] and _same_name(old, given)), None
        )
        if existing is None and not given.get("name"):
            raise failed(f"{path}[{index}].name", "should be defined, instead was `undefined`.")
        options.append(existing or new_option(ws, str(given["name"]), given.get("color"), len(options)))
    if len({option["name"] for option in options}) < len(options):
        raise invalid(f"body failed validation: body.{path} has options of the same name.")
    return options


def _same_name(option: JSON, given: JSON) -> bool:
    return "name" not in given or option["name"] == given["name"]


def new_option(ws: Workspace, name: str, color: str | None, index: int) -> JSON:
    """A new option; without a colour it gets the next one. Names have no commas, as Notion demands."""
    if "," in name:
        raise invalid("Invalid select option, commas not allowed: " + name)
    if len(name) > 100:
        raise invalid(f"Select option name is too long ({len(name)} characters, at most 100).")
    if color is not None and color not in (*OPTION_COLORS, "default"):
        raise invalid(f"body failed validation: color `{color}` is no color of an option.")
    shade = color or OPTION_COLORS[index % len(OPTION_COLORS)]
    return {"id": ws.new_id(), "name": name, "color": shade, "description": None}


def _status(ws: Workspace, given: JSON, path: str) -> JSON:
    groups: list[JSON] = []
    options: list[JSON] = []
    for name, color, option, shade in _STATUS_GROUPS:
        made = new_option(ws, option, shade, 0)
        options.append(made)
        groups.append({"id": ws.new_id(), "name": name, "color": color, "option_ids": [made["id"]]})
    if "options" in given:
        asked = read_options(ws, given["options"], options, f"{path}.options")
        for group in groups:
            group["option_ids"] = [i for i in group["option_ids"] if i in {option["id"] for option in asked}]
        grouped = {i for group in groups for i in group["option_ids"]}
        groups[0]["option_ids"] += [option["id"] for option in asked if option["id"] not in grouped]
        options = asked
    return {"options": options, "groups": groups}


def _relation(ws: Workspace, given: JSON, path: str) -> JSON:
    target = ws.find("data_source", str(given.get("data_source_id", "")))
    kind = given.get("type") or ("dual_property" if "dual_property" in given else "single_property")
    if kind not in ("single_property", "dual_property") or not isinstance(given.get(kind), dict):
        raise failed(f"{path}.single_property", "should be defined, instead was `undefined`.")
    return {
        "database_id": target["database_id"],
        "data_source_id": target["id"],
        "type": kind,
        kind: dict(given[kind]),
    }


def update_schema(ws: Workspace, source: JSON, value: Any) -> JSON:
    """A data source's properties after a PATCH: add, rename, change, and remove with ``null``. Returns the new ones."""
    if not isinstance(value, dict):
        raise failed("properties", "should be an object.")
    properties = dict(source["properties"])
    for key, config in value.items():
        existing = find_property(properties, key)
        if existing is None:
            if config is None:
                raise invalid(f"{key} is not a property that exists.")
            made = make_property(ws, key, config, f"properties.{key}")
            if made["type"] == "title":
                raise invalid("Cannot create a second title property.")
            properties[made["id"]] = made
        elif config is None:
            if existing["type"] == "title":
                raise invalid("Cannot delete the title property.")
            properties.pop(existing["id"])
        else:
            properties[existing["id"]] = _changed(ws, existing, config, properties)
    return properties


def _changed(ws: Workspace, existing: JSON, config: JSON, properties: dict[str, JSON]) -> JSON:
    name = str(config.get("name", existing["name"]))
    clash = find_property(properties, name)
    if clash is not None and clash["id"] != existing["id"]:
        raise invalid(f"Cannot rename a property to {name}: a property with this name exists.")
    kind = existing["type"]
    given = config.get(kind)
    other = [key for key in config if key in TYPES and key != kind]
    if other:
        raise invalid(f"Cannot change the type of {existing['name']} from {kind} to {other[0]} (not played locally).")
    updated = {**existing, "name": name}
    if isinstance(given, dict) and kind in ("select", "multi_select", "status") and "options" in given:
        old: list[JSON] = existing[kind]["options"]
        options = read_options(ws, given["options"], old, f"properties.{name}.{kind}.options")
        updated[kind] = {**existing[kind], "options": options}
        if kind == "status":
            updated[kind] = _regrouped(existing[kind], old, options)
    elif isinstance(given, dict) and kind in ("number", "relation"):
        updated[kind] = _configuration(ws, kind, given, f"properties.{name}.{kind}")
    return updated


def _regrouped(status: JSON, old: list[JSON], options: list[JSON]) -> JSON:
    """New options of a status come into the first group, as Notion documents; none is ever removed."""
    kept = options + [option for option in old if option not in options]
    known = {option["id"] for option in old}
    groups = [dict(group) for group in status["groups"]]
    groups[0]["option_ids"] = [*groups[0]["option_ids"], *(o["id"] for o in options if o["id"] not in known)]
    return {"options": kept, "groups": groups}


def find_property(properties: dict[str, JSON], key: str) -> JSON | None:
    """The property with this id or name."""
    by_id = properties.get(key)
    return by_id or next((made for made in properties.values() if made["name"] == key), None)


def title_property(properties: dict[str, JSON]) -> JSON:
    """The title property, which every data source has."""
    return properties["title"]
