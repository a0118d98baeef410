"""A model that plans projects well: it asks, writes both specifications, carves modules and plans sprints.

What it says is a script for each project, which ids and words it uses it takes from the prompts, as a model does.
"""

import json
import re
from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from functools import partial
from typing import Any

from tests.conversations.cooperative_model import asks, evidence
from tests.conversations.model_server import Answer, serving, shape_of, waiting_in
from tests.conversations.scripted_project import QUESTIONS, Project, load, speaks_of
from tests.conversations.scripted_prompts import Prompt
from tests.conversations.scripted_technical import TECHNICAL

MODEL = "scripted-1"
SHED = load("tool_shed")


def turn(project: Project, prompt: Prompt) -> dict[str, Any]:
    """The answer is always clear, and what is due first is asked next."""
    waiting = waiting_in(prompt.task)
    clear = evidence(waiting["facet"], waiting["said"][0][:300]) if waiting and waiting["said"] else []
    due = next((facet for facet in prompt.due if facet in QUESTIONS), "")
    answer: dict[str, Any] = json.loads(asks(QUESTIONS.get(due, ""), due, evidence=clear))
    return answer


def audience(project: Project, prompt: Prompt) -> dict[str, Any]:
    return {"audience": [prompt.says(facet, name=name) for name, facet in project.audience.items()]}


def workflows(project: Project, prompt: Prompt) -> dict[str, Any]:
    workflow = project.workflow
    return {"workflows": [prompt.says("scenarios.main", name=workflow.name, steps=workflow.steps)]}


def features(project: Project, prompt: Prompt) -> dict[str, Any]:
    return {"features": [_requirement(project, *said) for said in _obligations(prompt)], "removed": []}


def _obligations(prompt: Prompt) -> list[tuple[str, str]]:
    said = prompt.sentences("features.core", "scenarios.exception")
    return [(label, sentence.strip()) for label, sentence in said if "must" in sentence]


def _requirement(project: Project, label: str, sentence: str) -> dict[str, Any]:
    before, _, duty = sentence.rstrip(".").partition("t must ")
    return {
        "id": "",
        "title": " ".join(duty.split()[:7]).capitalize(),
        "text": re.sub(r"\b([Ii])t must", lambda m: f"{'T' if m[1] == 'I' else 't'}he product shall", sentence),
        "rationale": "What there is today cannot do it.",
        "priority": "must",
        "acceptance": [
            {
                "given": project.given,
                "when": before.partition(",")[0].removeprefix("If ") if "," in before else project.when,
                "then": f"one can see that it does {duty}",
            }
        ],
        "sources": [{"label": label, "quote": sentence}],
    }


def constraints(project: Project, prompt: Prompt) -> dict[str, Any]:
    return {"constraints": [prompt.says("constraints.hard")]}


def non_goals(project: Project, prompt: Prompt) -> dict[str, Any]:
    return {"non_goals": [prompt.says("features.later")]}


def open_questions(project: Project, prompt: Prompt) -> dict[str, Any]:
    return {"open_questions": [], "assumptions": []}


def overview(project: Project, prompt: Prompt) -> dict[str, Any]:
    return {
        "title": project.title,
        "problem": prompt.says("problem.today"),
        "outcome": prompt.says("problem.outcome"),
        "decisions": [prompt.says("launch.first_users"), prompt.says("positioning.alternative")],
        "success": [prompt.says("success.measure")],
    }


def modules(project: Project, prompt: Prompt) -> dict[str, Any]:
    left = {requirement["id"]: requirement["text"] for requirement in prompt.requirements}
    cut = []
    for name, words in project.modules.items():
        owned = [each for each, text in left.items() if speaks_of(text, words)]
        left = {each: text for each, text in left.items() if each not in owned}
        cut.append({"name": name, "requirements": owned})
    return {"modules": cut}


def module(project: Project, prompt: Prompt) -> dict[str, Any]:
    name = prompt.block("module")["name"]
    titles = [requirement["title"].rstrip(".") for requirement in prompt.requirements]
    return {
        "scope": f"Owns {name.lower()}: {'; '.join(titles)}."[:300],
        "interactions": [f"{project.person} sees: {title}"[:300] for title in titles[:10]],
        "technical": ["Every change is one transaction"],
        "done_when": [f"{each['id']}: {each['accepted_when'][0]}"[:300] for each in prompt.requirements],
    }


def dependencies(project: Project, prompt: Prompt) -> dict[str, Any]:
    ids = [each["id"] for each in prompt.lines("modules")]
    pairs = zip(ids[1:], ids, strict=False)
    return {"dependencies": [{"module": a, "relies_on": b, "why": "It asks what is known there."} for a, b in pairs]}


def dependencies_in_a_circle(project: Project, prompt: Prompt) -> dict[str, Any]:
    """The first two modules rely on each other, however often it is asked."""
    one, other, *_ = [each["id"] for each in prompt.lines("modules")]
    pairs = [(one, other), (other, one)]
    return {"dependencies": [{"module": a, "relies_on": b, "why": "It asks what is known there."} for a, b in pairs]}


def sprint_tasks(project: Project, prompt: Prompt) -> dict[str, Any]:
    return {"tasks": [_task(project, requirement) for requirement in prompt.requirements]}


def _task(project: Project, requirement: dict[str, Any]) -> dict[str, Any]:
    return {
        "title": f"{project.people} can rely on this: {requirement['title']}"[:110],
        "kind": "product",
        "requirement": requirement["id"],
        "layers": ["interface", "logic", "storage"],
        "optimistic": 0.5,
        "likely": 1,
        "pessimistic": 2,
        "done_when": requirement["accepted_when"][0],
    }


def sprint_needs(project: Project, prompt: Prompt) -> dict[str, Any]:
    return {"needs": []}


def sprint_words(project: Project, prompt: Prompt) -> dict[str, Any]:
    tasks = prompt.block("sprint")["tasks"]
    return {
        "goal": f"{project.people} get {len(tasks)} things done that they could not do before",
        "milestone": project.milestone,
        "demo": f"Start at the page, and show this: {tasks[0]}"[:400],
    }


def no_changes(project: Project, prompt: Prompt) -> dict[str, Any]:
    """It leaves every change request as it was written."""
    return {"changes": []}


def summary(project: Project, prompt: Prompt) -> dict[str, Any]:
    """The first sentence of the newest answer, word for word, with who said it."""
    newest = prompt.lines("exchanges")[-1]
    said = newest["said"][-1]
    text = f"{said['by']}: {said['text'].partition('.')[0].rstrip('?')}."
    return {"points": [{"text": text[:200], "questions": [newest["q"]]}]}


_ANSWERS: dict[str, Callable[[Project, Prompt], dict[str, Any]]] = {
    "turn": turn,
    "summary": summary,
    "section_audience": audience,
    "section_workflows": workflows,
    "section_features": features,
    "section_constraints": constraints,
    "section_non_goals": non_goals,
    "section_open_questions": open_questions,
    "section_overview": overview,
    **TECHNICAL,
    "modules": modules,
    "module": module,
    "module_dependencies": dependencies,
    "sprint_tasks": sprint_tasks,
    "sprint_needs": sprint_needs,
    "sprint_words": sprint_words,
    "module_changes": no_changes,
    "sprint_changes": no_changes,
}
"""What it says about a project to each shape of answer."""


def answers_on(project: Project) -> dict[str, Callable[[Prompt], dict[str, Any]]]:
    """What it says to each shape of answer."""
    return {shape: partial(says, project) for shape, says in _ANSWERS.items()}


ANSWERS = answers_on(SHED)
"""What it says about the tool shed."""


class ScriptedModel:
    """The endpoint at `base_url`.

    `instead` replaces what it says to a shape, by an answer or by what goes over the line.
    `asked` counts the requests by shape, `repairs` those among them that ask for a better answer.
    """

    def __init__(self, project: Project = SHED) -> None:
        self._answers = answers_on(project)
        self.base_url = ""
        self.instead: dict[str, Callable[[Prompt], dict[str, Any] | Answer]] = {}
        self.asked: Counter[str] = Counter()
        self.repairs: Counter[str] = Counter()

    async def answer(self, body: dict[str, Any]) -> Answer:
        """What it says to a request."""
        shape = shape_of(body)
        self.asked[shape] += 1
        self.repairs[shape] += len(body["messages"]) > 2
        says = self.instead.get(shape) or self._answers[shape]
        said = says(Prompt(body["messages"][1]["content"]))
        return said if isinstance(said, Answer) else Answer(json.dumps(said))


@asynccontextmanager
async def scripted_model(project: Project = SHED) -> AsyncIterator[ScriptedModel]:
    """The endpoint at work on a loopback port of its own."""
    model = ScriptedModel(project)
    async with serving(model.answer) as model.base_url:
        yield model
