"""Counts tokens without a network: o200k_base, the encoding of OpenAI's current models, from `bpe-openai`.

Other models cut text differently, so a count is a measure to compare with a budget, not a bill.
"""

from functools import cache
from typing import Any

ENCODING = "o200k_base"


def count_tokens(text: str) -> int:
    """How many tokens the text has; special tokens (`<|endoftext|>`) count as the text that they are.

    The first call in a process loads the tables, which takes a second or two; after that a pack takes milliseconds.
    """
    return len(_encoding().encode_ordinary(text))


@cache
def _encoding() -> Any:
    # Imported here: only who counts pays for the tables.
    import bpe_openai  # type: ignore[import-untyped]

    return bpe_openai.get_encoding(ENCODING)
