"""Where manifest.yml is, and which permissions it asks for."""

import sysconfig
from pathlib import Path

import yaml


class ManifestMissingError(Exception):
    """The installation lacks manifest.yml; the message says what to do."""


def manifest_path() -> Path:
    """The manifest of this installation: beside the sources, or where the package put it."""
    beside_the_sources = Path(__file__).parents[1] / "manifest.yml"
    installed = Path(sysconfig.get_path("data")) / "share" / "planthread" / "manifest.yml"
    for path in (beside_the_sources, installed):
        if path.is_file():
            return path
    raise ManifestMissingError("manifest.yml is missing from this installation. Install planthread again.")


def bot_scopes() -> tuple[str, ...]:
    """The bot scopes that the manifest asks for. Raises `ManifestMissingError`."""
    manifest = yaml.safe_load(manifest_path().read_text(encoding="utf-8"))
    return tuple(manifest["oauth_config"]["scopes"]["bot"])
