"""Step 4: how the product is built, from the technical interview and the approved product specification.

Begin in `specification` (the typed content), then `outline` (how it is written without a model), `checks`, `document`.
"""
