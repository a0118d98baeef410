"""A diagram becomes a picture, or says that it cannot be one; nothing hangs and nothing stays behind."""

import pytest

from bot.flow import pictures


async def test_a_diagram_becomes_a_picture() -> None:
    picture = await pictures.drawn('flowchart LR\n  a["M-1 Mail"] --> b["M-2 Drafts"]\n')
    assert picture is not None
    assert picture.startswith(b"\x89PNG")
    assert len(picture) > 1000


async def test_a_broken_diagram_is_no_picture() -> None:
    assert await pictures.drawn("flowchart LR\n  a --") is None


async def test_a_diagram_that_takes_too_long_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pictures, "_DRAW", "import time; time.sleep(60)")
    monkeypatch.setattr(pictures, "PATIENCE", 0.5)
    assert await pictures.drawn("flowchart LR\n  a --> b") is None
