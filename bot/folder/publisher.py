"""Publishes a project as a folder of Markdown, as often as one likes, with the manners of the publisher to Notion.

- A file is written under another name first and then renamed, so nobody ever reads half of one; a file whose text did
  not change is not touched.
- A file that a person edited, or that was there before us, is not overwritten: it comes back as a `Conflict`.
- A file that was deleted is written again. That of a module or sprint that left the plan, or is called differently
  now, is removed, unless a person edited it.
- Nothing outside the folder is read or written, whatever things are called and wherever links in it lead.
"""

import asyncio
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from bot.folder.files import README, File, files_of
from bot.folder.memory import MEMORY, Memory, Plain
from bot.planning.publication import (
    Choice,
    Conflict,
    OnProgress,
    Progress,
    ProjectPublication,
    PublicationError,
    PublicationResult,
    line_difference,
)

_Standing = Literal["current", "ours", "left", "theirs"]
"""A file says what it should; may be written; was decided about; or holds what a person wrote."""


class FolderError(PublicationError):
    """The folder cannot be written."""


@dataclass
class FolderRun:
    """What is done with each file: the first four hold keys (the path where a file has none), `notes` sentences."""

    decisions: Mapping[str, Choice]
    created: list[str] = field(default_factory=list)
    updated: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    left: list[str] = field(default_factory=list)
    conflicts: list[Conflict] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


class FolderPublisher:
    """Publishes one project into the folder `root`, which is made if need be; a `ProjectPublisher`.

    One publication at a time; the queue that calls this ensures it. Addresses in results are `file:` ones. What
    `plain` takes out of a text people may change without it counting as an edit.
    """

    def __init__(self, root: Path, plain: Plain = str) -> None:
        self._root = root
        self._plain = plain

    async def publish(
        self,
        project: ProjectPublication,
        on_progress: OnProgress | None = None,
        decisions: Mapping[str, Choice] | None = None,
    ) -> PublicationResult:
        """Bring the folder up to date with `project`; safe to repeat after any failure, at any point.

        `decisions` answers conflicts of the publication before by their key, and is for this publication only.
        `created`, `updated`, `unchanged` and `left` hold the keys of documents and sprints; tasks are part of their
        sprint's file. Raises `FolderError`.
        """
        files = files_of(project)
        run = await self.write(project.key, files, on_progress, decisions)
        return self._result(run, project, files)

    async def write(
        self,
        key: str,
        files: tuple[File, ...],
        on_progress: OnProgress | None = None,
        decisions: Mapping[str, Choice] | None = None,
    ) -> FolderRun:
        """Bring the folder up to date with `files`, with the same manners; it holds nothing but what `key` names.

        Raises `FolderError`.
        """
        run = FolderRun(decisions or {})
        try:
            memory = await asyncio.to_thread(self._open, key)
            wanted = await asyncio.to_thread(self._plan, run, memory, files)
            for number, file in enumerate(files, 1):
                await asyncio.to_thread(self._write, run, memory, file, file in wanted)
                if on_progress is not None:
                    await on_progress(Progress(number, len(files), file.step))
            await asyncio.to_thread(self._finish, run, memory, files)
        except OSError as error:
            raise FolderError(
                f"The folder {self._root} could not be written: {error.strerror or type(error).__name__}.",
                "Check that there is room on the disk and that the folder may be written, then publish again; it goes "
                "on where it stopped.",
            ) from error
        return run

    # before, during and after the writing -----------------------------------------------------------------------------

    def _open(self, key: str) -> Memory:
        self._root.mkdir(parents=True, exist_ok=True)
        try:
            memory = Memory.read(self.read(MEMORY) or "", key, self._plain)
        except ValueError as error:
            raise FolderError(
                f"The file {MEMORY} in {self._root} is damaged, so edits could not be told from what was published.",
                "Delete that file to be asked about each file of the folder, or publish to another folder.",
            ) from error
        if memory.project != key:
            raise FolderError(
                f"The folder {self._root} holds another project ({memory.project}).", "Publish to another folder."
            )
        return memory

    def _plan(self, run: FolderRun, memory: Memory, files: tuple[File, ...]) -> frozenset[File]:
        """The files to write, put on record before the first of them is; the others stay, or are asked about."""
        wanted = set()
        for file in files:
            there = self.read(file.path)
            standing = self._standing(run, memory, file, there)
            if standing == "ours":
                wanted.add(file)
            elif standing == "theirs":
                self._ask(run, memory, file, there or "")
            if there is None and memory.is_settled(file.path):
                run.notes.append(f"“{file.path}” had been deleted and was written again.")
        for file in wanted:
            memory.begin(file.path, file.text)
        if wanted:
            self._replace(MEMORY, memory.to_json())
        return frozenset(wanted)

    def _standing(self, run: FolderRun, memory: Memory, file: File, there: str | None) -> _Standing:
        """Whose a file is: `there` is what it holds, None where there is none."""
        if there == file.text:
            return "current"
        if there is None or memory.is_ours(file.path, there) or run.decisions.get(file.conflict_key) == "replace":
            return "ours"
        return "left" if memory.was_left(file.path, file.text) else "theirs"

    def _ask(self, run: FolderRun, memory: Memory, file: File, there: str) -> None:
        """A file that a person edited: left as it is where that was decided, else brought to the thread."""
        if run.decisions.get(file.conflict_key) == "leave":
            memory.leave(file.path, file.text)
            run.left.append(file.key or file.path)
            return
        theirs = line_difference(memory.last(file.path), there)
        ours = line_difference(there, file.text)
        run.conflicts.append(Conflict(file.conflict_key, file.name, self._address(file.path), there, theirs, ours))

    def _write(self, run: FolderRun, memory: Memory, file: File, wanted: bool) -> None:
        there = self.read(file.path)
        named = [file.key] if file.key else []
        standing = self._standing(run, memory, file, there)
        if wanted and standing == "theirs":  # edited since the files were planned
            self._ask(run, memory, file, there or "")
        elif wanted and standing == "ours":
            self._replace(file.path, file.text)
            (run.created if there is None else run.updated).extend(named)
            memory.end(file.path, file.text)
        elif standing == "current":
            run.unchanged.extend(named)
            memory.end(file.path, file.text)
        elif standing == "left" and not set(named) & set(run.left):
            run.unchanged.extend(named)

    def _finish(self, run: FolderRun, memory: Memory, files: tuple[File, ...]) -> None:
        """Remove our modules and sprints that left the plan, and put on record what was written.

        A publication without any modules (or sprints) says nothing about them, so then they stay.
        """
        folders = {folder for file in files if (folder := os.path.dirname(file.path))}
        gone = set(memory.written) - {file.path for file in files}
        for path in sorted(path for path in gone if os.path.dirname(path) in folders):
            there = self.read(path)
            if there is not None and memory.is_ours(path, there):
                self._inside(path).unlink()
            elif there is not None:
                run.notes.append(f"“{path}” is no longer part of the plan; somebody edited it, so it stays.")
            memory.forget(path)
        content = memory.to_json()
        if self.read(MEMORY) != content:
            self._replace(MEMORY, content)

    def _result(self, run: FolderRun, project: ProjectPublication, files: tuple[File, ...]) -> PublicationResult:
        addresses = {file.key: self._address(file.path) for file in files if file.key}
        return PublicationResult(
            self._address(README),
            {document.key: addresses[document.key] for document in project.documents},
            tuple(run.created),
            tuple(run.updated),
            tuple(run.unchanged),
            tuple(run.left),
            tuple(run.conflicts),
            tuple(run.notes),
            {sprint.key: addresses[sprint.key] for sprint in project.sprints},
            {task.key: addresses.get(task.sprint, self._address(README)) for task in project.tasks},
        )

    # files ------------------------------------------------------------------------------------------------------------

    def _address(self, path: str) -> str:
        return (self._root.resolve() / path).as_uri()

    def _inside(self, path: str) -> Path:
        """The file at a path of ours, if it lies in the folder itself and not somewhere that a link leads to."""
        root = self._root.resolve()
        file = root / path
        if file.is_symlink() or file.parent.resolve() != file.parent or not file.is_relative_to(root):
            raise FolderError(
                f"“{path}” in {self._root} is a link that leads elsewhere, so it was neither read nor written.",
                "Remove the link, or publish to another folder.",
            )
        return file

    def read(self, path: str) -> str | None:
        """What a file of the folder holds; None where there is none. Raises `FolderError` for a link elsewhere."""
        try:
            return self._inside(path).read_bytes().decode(errors="replace")
        except FileNotFoundError:
            return None

    def _replace(self, path: str, content: str) -> None:
        file = self._inside(path)
        file.parent.mkdir(parents=True, exist_ok=True)
        # Always the same name beside the file: what a crash leaves there is taken up by the next run.
        unfinished = file.with_name(f".{file.name}.unfinished")
        with unfinished.open("wb") as out:
            out.write(content.encode())
            out.flush()
            os.fsync(out.fileno())
        unfinished.replace(file)
