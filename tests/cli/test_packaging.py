"""What a newcomer copies from README.md works on a bare machine: files, names, settings and versions agree."""

import re
import shlex
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from bot.settings import Settings

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
LOCK = (ROOT / "requirements.lock").read_text(encoding="utf-8")
DOCKERFILE = (ROOT / "Dockerfile").read_text(encoding="utf-8")


def pinned() -> dict[str, list[Requirement]]:
    found: dict[str, list[Requirement]] = {}
    for line in LOCK.splitlines():
        requirement = Requirement(line)
        found.setdefault(canonicalize_name(requirement.name), []).append(requirement)
    return found


def declared() -> list[Requirement]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = project["optional-dependencies"].values()
    return [Requirement(text) for text in (*project["dependencies"], *(text for extra in extras for text in extra))]


def test_the_lock_pins_each_package_to_one_version_and_names_no_host():
    assert "://" not in LOCK
    assert "--" not in LOCK
    for requirements in pinned().values():
        for requirement in requirements:
            assert [specifier.operator for specifier in requirement.specifier] == ["=="], requirement


@pytest.mark.parametrize("requirement", declared(), ids=lambda requirement: requirement.name)
def test_the_lock_holds_what_the_project_asks_for(requirement: Requirement):
    locked = pinned().get(canonicalize_name(requirement.name), [])
    here = [lock for lock in locked if lock.marker is None or lock.marker.evaluate()]
    assert len(here) == 1, f"lock it: uv pip compile … (see README.md, How to develop): {requirement}"
    assert requirement.specifier.contains(next(iter(here[0].specifier)).version)


def one_liners() -> list[str]:
    return [line for block in re.findall(r"```sh\n(.*?)```", README, re.S) for line in block.splitlines()]


@pytest.mark.parametrize(("ends", "extra"), [("planthread try", "."), ("-m pytest -n 2", ".[test]")])
def test_one_line_sets_up_and_starts(ends: str, extra: str):
    line = next(line for line in one_liners() if line.startswith("python3 -m venv") and line.endswith(ends))
    assert shlex.split(line)[-len(ends.split()) :][-1] == ends.split()[-1]
    assert "-c requirements.lock" in line
    assert shlex.split(line)[shlex.split(line).index("-e") + 1] == extra


def test_each_setting_is_in_the_readme_with_its_default_and_none_that_is_not():
    rows = dict(re.findall(r"^\| `([A-Z_]+)` \| (.*?) \|", README, re.M))
    assert set(rows) == {name.upper() for name in Settings.model_fields}
    for name, field in Settings.model_fields.items():
        default = field.get_default(call_default_factory=False)
        if isinstance(default, str | float | int) and not isinstance(default, bool) and default != "":
            assert str(default).removesuffix(".0") in rows[name.upper()], name


def test_pictures_and_links_lead_to_files_that_are_there_and_small():
    pictures = re.findall(r"!\[[^\]]+\]\(([^)]+)\)", README)
    assert len(pictures) >= 2
    for name in pictures:
        assert 10_000 < (ROOT / name).stat().st_size < 300_000, name
    for name in re.findall(r"(?<!!)\[[^\]]+\]\((?!https?:|#)([^)]+)\)", README):
        assert (ROOT / name).exists(), name


def test_the_image_is_pinned_runs_as_nobody_in_particular_and_keeps_its_data_in_a_volume():
    instructions = re.findall(r"^([A-Z]+) (.+)$", DOCKERFILE.replace("\\\n", " "), re.M)
    assert all(re.match(r"python:3\.11\.\d+-slim-\w+", rest) for word, rest in instructions if word == "FROM")
    last = dict(instructions)
    assert re.fullmatch(r"[1-9]\d*:[1-9]\d*", last["USER"])
    assert f"PLANTHREAD_DATA_DIR={last['VOLUME']}" in last["ENV"]
    assert (last["ENTRYPOINT"], last["CMD"]) == ('["planthread"]', '["run"]')


def test_the_image_copies_only_what_is_there_and_let_through():
    let_through = set(re.findall(r"^!(\S+)", (ROOT / ".dockerignore").read_text(encoding="utf-8"), re.M))
    copied = [line.split()[:-1] for line in re.findall(r"^COPY (?!--from)(.+)$", DOCKERFILE, re.M)]
    for name in (name for line in copied for name in line):
        assert (ROOT / name).exists(), name
        assert name in let_through
