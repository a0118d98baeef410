"""Diagrams as pictures: Mermaid in, PNG out, without a browser.

A process of its own draws each: the engine's memory is given back, and a source that makes it run for ever is stopped.
"""

import asyncio
import sys

import structlog

log = structlog.get_logger()

WIDTH = 1600
"""Pixels: wide enough to read on a large screen, and small enough to open on a phone."""

PATIENCE = 90.0
"""Seconds; a diagram of fifty nodes takes two, a timeline of ninety tasks ten, and a busy machine three times that."""

_DRAW = f"""
import sys, mermaidx
sys.stdout.buffer.write(mermaidx.render(sys.stdin.read()).png(width={WIDTH}, background="white"))
"""
_PNG = b"\x89PNG"


async def drawn(mermaid: str) -> bytes | None:
    """The diagram as a PNG; None where it cannot be drawn, so that its source is shown instead."""
    pipe = asyncio.subprocess.PIPE
    artist = await asyncio.create_subprocess_exec(sys.executable, "-c", _DRAW, stdin=pipe, stdout=pipe, stderr=pipe)
    try:
        async with asyncio.timeout(PATIENCE):
            picture, complaint = await artist.communicate(mermaid.encode(errors="replace"))
    except TimeoutError:
        picture, complaint = b"", b"it took too long"
    finally:
        if artist.returncode is None:
            artist.kill()
            await artist.wait()
    if picture.startswith(_PNG):
        return picture
    log.warning("a diagram could not be drawn", why=complaint.decode(errors="replace").strip()[-300:])
    return None
