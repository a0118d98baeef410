"""Keeping the workspace between starts: JSON rows in one SQLite file, or nothing at all."""

import json
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any


class Rows:
    """Rows of (kind, key) → JSON, with bytes beside it for files. Without a folder nothing is kept."""

    def __init__(self, data_dir: Path | None) -> None:
        self._database: sqlite3.Connection | None = None
        if data_dir is not None:
            data_dir.mkdir(parents=True, exist_ok=True)
            self._database = sqlite3.connect(data_dir / "slack.db", isolation_level=None)
            self._database.execute("PRAGMA journal_mode=WAL")
            # Survives a killed process; only a power cut may lose the last rows, and this is a play workspace.
            self._database.execute("PRAGMA synchronous=OFF")
            self._database.execute(
                "CREATE TABLE IF NOT EXISTS rows"
                " (kind TEXT, key TEXT, body TEXT, content BLOB, PRIMARY KEY (kind, key))"
            )

    def put(self, kind: str, key: str, body: dict[str, Any], content: bytes | None = None) -> None:
        """Insert or replace a row."""
        if self._database is not None:
            self._database.execute(
                "INSERT OR REPLACE INTO rows VALUES (?, ?, ?, ?)", (kind, key, json.dumps(body), content)
            )

    def drop(self, kind: str, key: str) -> None:
        """Delete a row if it is there."""
        if self._database is not None:
            self._database.execute("DELETE FROM rows WHERE kind = ? AND key = ?", (kind, key))

    def all(self, kind: str) -> Iterator[tuple[dict[str, Any], bytes | None]]:
        """Yield (JSON, bytes) of each row of a kind, by key."""
        if self._database is not None:
            for body, content in self._database.execute(
                "SELECT body, content FROM rows WHERE kind = ? ORDER BY key", (kind,)
            ).fetchall():
                yield json.loads(body), content

    def close(self) -> None:
        """Close the file."""
        if self._database is not None:
            self._database.close()
            self._database = None
