"""`INSERT … ON CONFLICT`, which SQLite and PostgreSQL both know and SQLAlchemy spells for each: put together once."""

from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy import Column, ColumnElement, Insert, Table
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection

Replacement = Callable[[Any], Mapping[str, Any]]
"""From the columns of the row that was to be inserted to what changes in the row that is there."""


class InsertUnlessThere:
    """An insert that leaves a row that is there alone, or changes it by `replacing`.

    With `returning` it gives that column back when a row was inserted, and nothing when one was left alone.
    `computed` are the columns that the database itself works out.
    """

    def __init__(
        self,
        table: Table,
        *,
        computed: Mapping[str, ColumnElement[Any]] | None = None,
        replacing: Replacement | None = None,
        returning: Column[Any] | None = None,
    ) -> None:
        self._in: dict[str, Insert] = {}
        for dialect, insert in (("sqlite", sqlite.insert(table)), ("postgresql", postgresql.insert(table))):
            self._in[dialect] = _finished(insert, computed, replacing, returning)

    def on(self, connection: AsyncConnection) -> Insert:
        """The statement in the dialect of that connection; its parameters are the row."""
        return self._in[connection.dialect.name]


def _finished(
    insert: sqlite.Insert | postgresql.Insert,
    computed: Mapping[str, ColumnElement[Any]] | None,
    replacing: Replacement | None,
    returning: Column[Any] | None,
) -> Insert:
    if computed is not None:
        insert = insert.values(**computed)
    if replacing is None:
        insert = insert.on_conflict_do_nothing()
    else:
        keys = list(insert.table.primary_key)
        insert = insert.on_conflict_do_update(index_elements=keys, set_=dict(replacing(insert.excluded)))
    return insert if returning is None else insert.returning(returning)
