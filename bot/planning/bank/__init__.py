"""The question bank: questions for every facet, as data in two files a language, and the choice among them.

`en.toml` holds the product side and what both sides share, `en_technical.toml` the technical side. The craft is
`method.md`'s: one decision a question, facts before wishes, the team's own words, options only where each is a real
choice. Begin reading in `choosing`; `loading` reads and checks the files.
"""

from bot.planning.bank.loading import Bank, BrokenBankError, FacetBank, load

__all__ = ["Bank", "BrokenBankError", "FacetBank", "load"]
