"""Tokens are counted offline, whatever the text holds."""

import pytest

from bot.planning.modules.carving import carve
from bot.planning.modules.context_pack import estimated_tokens, pack_markdown
from bot.writing.tokens import count_tokens
from tests.planning.module_examples import BOOKSHOP, BOOKSHOP_BUILT


@pytest.mark.parametrize(
    ("text", "tokens"),
    [("", 0), ("hello world", 2), ("The quick brown fox jumps over the lazy dog.", 10), ("日本語", 2)],
)
def test_tokens_are_those_of_o200k_base(text, tokens):
    assert count_tokens(text) == tokens


def test_a_special_token_in_a_text_is_only_text():
    assert count_tokens("<|endoftext|>") > 1


def test_the_planning_cores_estimate_of_a_pack_is_never_below_the_count():
    plan = carve(BOOKSHOP, BOOKSHOP_BUILT)
    for module in plan.modules:
        pack = pack_markdown(module, plan, BOOKSHOP, BOOKSHOP_BUILT)
        assert count_tokens(pack) <= estimated_tokens(pack) <= 1.6 * count_tokens(pack)
