"""Everything that is remembered: SQLite by default, PostgreSQL by URL, one unit of work a transaction.

Repositories speak the planning core's types; rows stay in here. Begin with `unit_of_work.py`, then `tables.py`.
May import `bot.planning`.
"""

from storage.database import Database, DatabaseBusyError
from storage.unit_of_work import UnitOfWork

__all__ = ["Database", "DatabaseBusyError", "UnitOfWork"]
