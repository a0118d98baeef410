"""Nothing that was planted is lost after ten checkpoints, and the measure would notice if it were."""

import re
from dataclasses import replace

import pytest

from bot.planning.decisions import Ledger
from bot.writing.turns import turn_prompt
from tests.bench.decision_recall import PLANTED, READERS, ROOM, PlantedTalk, holds, recall
from tests.bench.long_talks import Moment
from tests.conversations.model_server import between


@pytest.mark.parametrize("name", READERS)
def test_every_planted_decision_is_in_the_prompt_after_each_of_ten_checkpoints(name: str):
    assert recall(READERS[name]) == 1.0


def moment_after_ten_checkpoints() -> Moment:
    *_, last = PlantedTalk(5, READERS["built-in"]).turns(101)
    return last


def test_a_checkpoint_leaves_the_open_question_word_for_word():
    moment = moment_after_ten_checkpoints()
    texts = [turn_prompt(replace(moment.before, checkpoint=made), moment.answered, ROOM)[1]
             for made in (moment.before.checkpoint, None)]  # fmt: skip
    with_one, without = (between(text, "record").splitlines()[-1] for text in texts)
    assert with_one == without
    assert moment.answered.text in with_one


@pytest.mark.parametrize("planted", PLANTED, ids=lambda planted: planted.text)
def test_a_decision_that_is_missing_is_noticed(planted):
    moment = moment_after_ten_checkpoints()
    prompt = "\n".join(turn_prompt(moment.before, moment.answered, ROOM))
    lost = tuple(d for d in moment.before.ledger if d.question != planted.place)
    without = re.sub(rf"(?<!\w){re.escape(planted.keys[0])}(?!\w)", "", prompt)
    assert holds(prompt, planted, moment.before)
    assert not holds(without, planted, moment.before)
    assert not holds(prompt, planted, replace(moment.before, ledger=Ledger(lost)))
