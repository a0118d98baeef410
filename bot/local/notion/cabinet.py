"""Where the local Notion keeps its records: in memory, and in an SQLite file when there is a folder for it.

A record is one JSON object with an ``id``. Records are replaced, never changed in place, so that a refused request
can be undone by putting the old ones back.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bot.local.notion.reading import JSON

KINDS = ("page", "block", "database", "data_source", "view", "comment", "meta")


class Cabinet:
    """All records by kind and id, in the order in which they were first put in."""

    def __init__(self, file: Path | None = None) -> None:
        self._records: dict[str, dict[str, JSON]] = {kind: {} for kind in KINDS}
        self._before: dict[tuple[str, str], JSON | None] = {}
        self._depth = 0
        self._file: sqlite3.Connection | None = None
        if file is not None:
            # The page in the browser may act from another thread; one writer at a time is ensured by the event loop.
            self._file = sqlite3.connect(file, isolation_level=None, check_same_thread=False)
            self._file.execute("PRAGMA journal_mode=WAL")
            self._file.execute("PRAGMA synchronous=NORMAL")
            self._file.execute(
                "CREATE TABLE IF NOT EXISTS records (kind TEXT, id TEXT, json TEXT, PRIMARY KEY (kind, id))"
            )
            for kind, text in self._file.execute("SELECT kind, json FROM records ORDER BY rowid"):
                record: JSON = json.loads(text)
                self._records[kind][record["id"]] = record

    def get(self, kind: str, record_id: str) -> JSON | None:
        """The record, not to be changed in place, or None."""
        return self._records[kind].get(record_id)

    def must(self, kind: str, record_id: str) -> JSON:
        """The record, which has to be there: raises `KeyError` where it is not."""
        return self._records[kind][record_id]

    def all(self, kind: str) -> list[JSON]:
        """All records of a kind, oldest first."""
        return list(self._records[kind].values())

    def put(self, kind: str, record: JSON) -> None:
        """Keep this record, in place of an older one with its id. Only inside `transaction`."""
        self._remember(kind, record["id"])
        self._records[kind][record["id"]] = record

    def drop(self, kind: str, record_id: str) -> None:
        """Forget a record. Only inside `transaction`."""
        self._remember(kind, record_id)
        self._records[kind].pop(record_id, None)

    def _remember(self, kind: str, record_id: str) -> None:
        if self._depth == 0:
            raise RuntimeError("records change inside Cabinet.transaction() only")
        self._before.setdefault((kind, record_id), self._records[kind].get(record_id))

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All or nothing: on an exception every record is as before; otherwise the file has them when this returns."""
        self._depth += 1
        try:
            yield
        except BaseException:
            self._depth -= 1
            if self._depth == 0:
                self._undo()
            raise
        self._depth -= 1
        if self._depth == 0:
            self._write()

    def _undo(self) -> None:
        for (kind, record_id), record in self._before.items():
            if record is None:
                self._records[kind].pop(record_id, None)
            else:
                self._records[kind][record_id] = record
        self._before.clear()

    def _write(self) -> None:
        changed, self._before = self._before, {}
        if self._file is None or not changed:
            return
        self._file.execute("BEGIN IMMEDIATE")
        for kind, record_id in changed:
            record = self._records[kind].get(record_id)
            if record is None:
                self._file.execute("DELETE FROM records WHERE kind = ? AND id = ?", (kind, record_id))
                continue
            self._file.execute(
                "INSERT INTO records VALUES (?, ?, ?) ON CONFLICT (kind, id) DO UPDATE SET json = excluded.json",
                (kind, record_id, json.dumps(record, ensure_ascii=False)),
            )
        self._file.execute("COMMIT")

    def close(self) -> None:
        """Close the file; the cabinet stays readable in memory."""
        if self._file is not None:
            self._file.close()
            self._file = None
