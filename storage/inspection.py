"""What `planthread doctor` asks of a database: whether it answers and how new its tables are. Changes nothing."""

from dataclasses import dataclass

from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory

from storage.database import MIGRATIONS, Database


@dataclass(frozen=True, slots=True)
class TablesFound:
    """`current` is the migration that the tables stand at (empty: there are none yet), `newest` the last we know."""

    current: str
    newest: str
    known: bool
    """False when the tables were made by a newer planthread."""


async def tables_found(database: Database) -> TablesFound:
    """Look at the tables. Raises SQLAlchemy's errors when the database does not answer."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    script = ScriptDirectory.from_config(config)
    async with database.engine.connect() as connection:
        current = await connection.run_sync(lambda sync: MigrationContext.configure(sync).get_current_revision()) or ""
    known = not current or current in {revision.revision for revision in script.walk_revisions()}
    return TablesFound(current, script.get_current_head() or "", known)
