"""Who puts words to the method: a model behind an OpenAI-compatible endpoint, or the built-in writer without one.

Both are a `Writer` (`writer.py`); what they return is a proposal until `guard.py` accepted it. May import
`bot.planning` only.
"""
