"""Step 5: the product carved into modules, each small enough for one session of a coding model.

Begin in `plan` (the typed content), then `carving`, `context_pack`, `checks`, `document`.
"""
