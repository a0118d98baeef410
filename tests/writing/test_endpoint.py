"""How a model's endpoint can fail, and what people read then."""

from dataclasses import replace

import pytest
from llmock.scenarios import Reply

from bot.writing import model_errors as errors
from bot.writing.endpoint import MAX_ANSWER, Endpoint, Message
from bot.writing.schemas import probe_shape, turn_shape
from tests.writing.conftest import event

HELLO = (Message("user", "Hello"),)
LONG = '{"answer": "' + "many words " * 30 + '"}'


async def ask(endpoint: Endpoint) -> str:
    return await endpoint.ask(HELLO, probe_shape(), 100)


async def test_a_complete_answer_comes_back_as_it_was_written(llmock, endpoint):
    llmock.reply(LONG)
    assert await ask(endpoint) == LONG


async def test_the_request_asks_for_a_strict_schema_and_a_bounded_answer(llmock, endpoint):
    await ask(endpoint)
    body = llmock.last_request.body
    assert body["response_format"]["json_schema"]["strict"] is True
    assert body["max_completion_tokens"] == 100
    assert body["temperature"] <= 0.3


async def test_rate_limits_are_waited_out_as_long_as_they_ask(llmock, endpoint):
    llmock.rate_limit(times=2, retry_after=0.2).reply(LONG)
    assert await ask(endpoint) == LONG
    assert [r.status for r in llmock.requests] == [429, 429, 200]
    llmock.assert_resilient()


async def test_a_rate_limit_longer_than_people_wait_is_told(llmock, endpoint):
    llmock.rate_limit(times=None, retry_after=60)
    with pytest.raises(errors.RateLimitedError, match="rate limited") as caught:
        await ask(endpoint)
    assert caught.value.retryable
    assert len(llmock.requests) == 1


@pytest.mark.parametrize("status", [500, 502, 503, 504, 529, 408, 409])
async def test_trouble_on_the_other_side_is_retried(llmock, endpoint, status):
    llmock.fail(status, times=1, retry_after=0.01).reply(LONG)
    assert await ask(endpoint) == LONG


async def test_trouble_that_stays_is_told_after_three_attempts(llmock, endpoint):
    llmock.outage(status=500)
    with pytest.raises(errors.EndpointDownError, match="HTTP 500"):
        await ask(endpoint)
    assert len(llmock.requests) == 3


@pytest.mark.parametrize("fault", ["disconnect", "truncate", "corrupt"])
async def test_an_answer_that_breaks_off_is_asked_for_again(llmock, endpoint, fault):
    getattr(llmock, fault)(after_chunks=2, times=1).reply(LONG, times=2)
    assert await ask(endpoint) == LONG
    assert len(llmock.requests) == 2


@pytest.mark.parametrize("fault", ["disconnect", "truncate", "corrupt"])
async def test_an_answer_that_always_breaks_off_is_an_error_and_never_half_an_answer(llmock, endpoint, fault):
    getattr(llmock, fault)(after_chunks=2, times=None).reply(LONG, times=None)
    with pytest.raises((errors.EndpointDownError, errors.UnreachableError)) as caught:
        await ask(endpoint)
    assert caught.value.retryable


async def test_a_stalled_answer_is_too_slow(llmock, settings):
    llmock.stall(after_chunks=1, seconds=30, times=None).reply(LONG, times=None)
    async with Endpoint(replace(settings, retries=0, silence_seconds=0.5)) as endpoint:
        with pytest.raises(errors.TooSlowError, match="too long"):
            await ask(endpoint)


async def test_an_answer_that_trickles_for_ever_ends_with_the_total_time(llmock, settings):
    llmock.pace(100).reply("{" + "word " * 500, times=None)
    async with Endpoint(replace(settings, total_seconds=0.6)) as endpoint:
        with pytest.raises(errors.TooSlowError):
            await ask(endpoint)


SETTINGS_THAT_ARE_WRONG = [
    (401, None, errors.WrongKeyError, "OPENAI_API_KEY"),
    (403, None, errors.WrongKeyError, "OPENAI_API_KEY"),
    (404, "model_not_found", errors.UnknownModelError, "OPENAI_MODEL"),
    (402, None, errors.OutOfQuotaError, "billing"),
    (429, "insufficient_quota", errors.OutOfQuotaError, "quota"),
    (400, "some_code", errors.RequestRefusedError, "HTTP 400"),
]


@pytest.mark.parametrize(("status", "code", "kind", "hint"), SETTINGS_THAT_ARE_WRONG)
async def test_a_wrong_setting_is_named_at_once_and_not_retried(llmock, endpoint, status, code, kind, hint):
    llmock.fail(status, times=None, code=code, message="No: sk-secret-key-0123456789 is bad")
    with pytest.raises(kind, match=hint) as caught:
        await ask(endpoint)
    assert caught.value.configuration
    assert not caught.value.retryable
    assert len(llmock.requests) == 1


@pytest.mark.parametrize("status", [400, 401, 404, 429, 500])
async def test_the_key_is_never_shown(llmock, endpoint, settings, capsys, caplog, status):
    llmock.fail(status, times=None, retry_after=0.01, message=f"Incorrect API key provided: {settings.api_key}")
    with pytest.raises(errors.ModelError) as caught:
        await ask(endpoint)
    seen = capsys.readouterr()
    everything = f"{caught.value} {caught.value.message} {seen.out} {seen.err} {caplog.text} {settings!r}"
    assert "sk-secret" not in everything


async def test_nobody_answers(settings):
    async with Endpoint(replace(settings, base_url="http://127.0.0.1:9/v1")) as endpoint:
        with pytest.raises(errors.UnreachableError, match="OPENAI_BASE_URL"):
            await ask(endpoint)


@pytest.mark.parametrize(
    "words", ["This model's maximum context length was exceeded.", "the request exceeds the available context size"]
)
async def test_a_prompt_that_is_too_long_is_told(llmock, endpoint, words):
    llmock.fail(400, message=words)
    with pytest.raises(errors.PromptTooLongError, match="OPENAI_MODEL"):
        await ask(endpoint)


async def test_an_answer_that_hit_the_length_limit_is_not_taken(llmock, endpoint):
    llmock.add(Reply(text='{"answer": "half', finish_reason="length"))
    with pytest.raises(errors.CutShortError) as caught:
        await ask(endpoint)
    assert "shorter" in caught.value.reason


async def test_an_endless_answer_is_given_up(llmock, endpoint):
    llmock.reply("x" * (MAX_ANSWER + 40_000))
    with pytest.raises(errors.CutShortError) as caught:
        await ask(endpoint)
    assert len(caught.value.answer) <= 400


async def test_a_filtered_answer_is_declined(llmock, endpoint):
    llmock.add(Reply(text="", finish_reason="content_filter"))
    with pytest.raises(errors.DeclinedError):
        await ask(endpoint)


async def test_a_refusal_is_declined(raw_stream):
    settings = await raw_stream(event("", refusal="I cannot help with that."), event(finish="stop"), "[DONE]")
    async with Endpoint(settings) as endpoint:
        with pytest.raises(errors.DeclinedError):
            await ask(endpoint)


async def test_an_error_in_the_middle_of_a_stream_is_told(raw_stream):
    settings = await raw_stream(event('{"ans'), {"error": {"message": "overloaded", "code": "x"}})
    async with Endpoint(settings) as endpoint:
        with pytest.raises(errors.EndpointDownError):
            await ask(endpoint)


async def test_a_stream_without_any_choice_is_no_answer(raw_stream):
    settings = await raw_stream({**event(), "choices": []}, "[DONE]")
    async with Endpoint(settings) as endpoint:
        with pytest.raises(errors.EndpointDownError):
            await ask(endpoint)


@pytest.mark.parametrize(
    ("complaint", "key"),
    [
        ("Unsupported value: 'temperature' does not support 0.2 with this model.", "temperature"),
        ("Unsupported parameter: 'response_format' of type json_schema.", "response_format"),
    ],
)
async def test_what_an_endpoint_does_not_know_is_left_out_from_then_on(llmock, endpoint, complaint, key):
    llmock.fail(400, message=complaint).reply(LONG, times=2)
    assert await ask(endpoint) == LONG
    assert await ask(endpoint) == LONG
    assert [key in r.body for r in llmock.requests] == [True, False, False]


async def test_an_older_endpoint_gets_the_older_name_of_the_limit(llmock, endpoint):
    llmock.fail(400, message="Unrecognized request argument supplied: max_completion_tokens").reply(LONG)
    await ask(endpoint)
    assert llmock.last_request.body["max_tokens"] == 100


async def test_an_endpoint_that_does_not_know_lengths_gets_the_schema_without_them(llmock, endpoint):
    llmock.fail(400, message="Invalid schema for response_format: 'maxLength' is not permitted.").reply(LONG)
    await endpoint.ask(HELLO, turn_shape(("problem.today",)), 100)
    assert "maxLength" not in str(llmock.last_request.body)
    assert "enum" in str(llmock.last_request.body)
