"""The question bank: questions for every facet, as data in one file a language (`en.toml`), and the choice among them.

The craft is `method.md`'s: one decision a question, facts before wishes, the team's own words, options only where each
is a real choice. Begin reading in `choosing`; `loading` reads and checks the files.
"""

from bot.planning.bank.choosing import choose
from bot.planning.bank.loading import Bank, BrokenBankError, FacetBank, load

__all__ = ["Bank", "BrokenBankError", "FacetBank", "choose", "load"]
