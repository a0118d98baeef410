"""What `planthread doctor` says about the model: the key, the name, and whether structured answers work."""

from dataclasses import dataclass, replace

from pydantic import ValidationError

from bot.writing.endpoint import Endpoint, Message, ModelSettings
from bot.writing.model_errors import ModelError
from bot.writing.schemas import ProbeAnswer, probe_shape

_FAMILIAR = 8
"""How many model names are listed when the configured one is not among them."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was checked, how it stands, and what to do when it does not work (`""` when it does)."""

    name: str
    works: bool
    message: str
    advice: str = ""


async def check(settings: ModelSettings) -> tuple[Finding, ...]:
    """Asks the endpoint for its models and for one short structured answer. Raises nothing; takes seconds."""
    async with Endpoint(replace(settings, retries=0, total_seconds=min(settings.total_seconds, 60))) as endpoint:
        return (await _model_exists(endpoint), await _structured_answers(endpoint))


async def _model_exists(endpoint: Endpoint) -> Finding:
    name, model = "model", endpoint.settings.model
    try:
        offered = await endpoint.models()
    except ModelError as error:
        if error.configuration:
            return Finding(name, False, error.message, "Correct the setting and run `planthread doctor` again.")
        return Finding(
            name, False, error.message, "See whether the endpoint is up, then run `planthread doctor` again."
        )
    if model in offered:
        return Finding(name, True, f"The endpoint offers {model}.")
    some = ", ".join(sorted(offered)[:_FAMILIAR]) or "none"
    return Finding(
        name, False, f"The endpoint does not list {model}.", f"Set OPENAI_MODEL to one that it offers, such as: {some}."
    )


async def _structured_answers(endpoint: Endpoint) -> Finding:
    name = "structured answers"
    question = Message("user", 'Answer with the JSON object {"answer": "yes"}.')
    try:
        text = await endpoint.ask([question], probe_shape(), max_tokens=200)
        ProbeAnswer.model_validate_json(text)
    except ModelError as error:
        return Finding(name, False, error.message, "Without a model the built-in writer plans with you all the same.")
    except ValidationError:
        return Finding(
            name,
            False,
            "The model answers, but not in the JSON form that it is asked for.",
            "Choose a model with structured outputs (JSON schema); without them the built-in writer steps in.",
        )
    return Finding(name, True, "The model answers in the form that it is asked for.")
