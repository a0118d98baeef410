"""What `planthread doctor` says about the model."""

from dataclasses import replace

import pytest

from bot.writing.doctor import check

YES = '{"answer": "yes"}'


async def test_a_working_model_is_called_working(llmock, settings):
    llmock.reply(YES, times=None)
    assert [finding.works for finding in await check(settings)] == [True, True]


async def test_a_model_that_the_endpoint_does_not_list_comes_with_those_it_does(llmock, settings):
    llmock.reply(YES, times=None)
    model, _ = await check(replace(settings, model="gpt-nonsense"))
    assert not model.works
    assert "gpt-4o" in model.advice


@pytest.mark.parametrize(("status", "setting"), [(401, "OPENAI_API_KEY"), (404, "OPENAI_MODEL")])
async def test_a_wrong_setting_is_named(llmock, settings, status, setting):
    llmock.fail(status, times=None)
    for finding in await check(settings):
        assert not finding.works
        assert setting in finding.message
        assert finding.advice


async def test_an_endpoint_that_is_not_there_is_told(settings):
    for finding in await check(replace(settings, base_url="http://127.0.0.1:9/v1")):
        assert not finding.works
        assert "OPENAI_BASE_URL" in finding.message


async def test_a_model_without_structured_answers_is_told(llmock, settings):
    llmock.reply("Yes!", times=None)
    _, structured = await check(settings)
    assert not structured.works
    assert "JSON" in structured.message
