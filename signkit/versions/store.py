"""Model versions of a task: a run is promoted to one, and one of them is active.

Every change is written beside its place and renamed, so that a crash at any moment leaves what was
before or what was asked for.
"""

import contextlib
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pandas as pd

from signkit.errors import RunError
from signkit.layout import Layout
from signkit.runs import disk
from signkit.runs.lock import locked
from signkit.runs.record import Run
from signkit.versions.about import check_finished, describe
from signkit.versions.active import FILE, NO_ROOM, Active, number_of
from signkit.versions.files import answer_of_run, files_of, same
from signkit.versions.record import ABOUT, Version, check_name, read_versions
from signkit.versions.tables import compare_table, list_table, test_words
from signkit.whole import write_json


class Versions:
    """The versions of one task, in `models/<task>/`; every change prints what it did."""

    def __init__(self, models: str | Path, task: str):
        self.task = check_name(task, "task")
        self.folder = Path(models) / task

    def promote(self, run_folder: str | Path, name: str = "", note: str = "") -> Version:
        """Copy a finished run's model and what is known of it to a version; the first is active.

        Without a name it gets the next number, such as "v3". A run that was promoted before is
        not copied again: its version is returned. Raises RunError where the run isn't finished, the
        name is taken or can't be a folder's, or there is no room.
        """
        run = Run(Path(run_folder))
        check_finished(run)
        if name:
            check_name(name)
        with self._changing() as (active, versions):
            if twin := _twin(run, versions):
                print(f"{run.name} is promoted already, as version {twin.name}: nothing to do.")
                return twin
            name = name or self._next_name(active, versions)
            self._must_be_free(name)
            version = self._write(run, name, note)
            if not active.name:
                active = replace(active, name=name)
                active.write(self.folder)
        print(f"{run.name} is now version {name} of {self.task}: test {test_words(version)}.")
        print(
            f"{name} is the active version: the one that is used."
            if active.name == name
            else f"{active.name} stays the active version. To use {name}: "
            f'Versions(layout.models, "{self.task}").activate("{name}").'
        )
        return version

    def activate(self, name: str) -> Version:
        """Make a version the active one, after checking that its files are whole.

        Raises RunError where there is no such version or a file of it was changed. It also writes
        an `active.json` anew that is missing or can't be read.
        """
        with self._changing(settled=False) as (active, versions):
            version = self._named(name, versions).verify()
            if active.name == name:
                print(f"{name} is the active version already.")
                return version
            active.moved_to(version, versions).write(self.folder)
        print(f"{name} is the active version of {self.task}: test {test_words(version)}.")
        return version

    def roll_back(self) -> Version:
        """Make the version active that was active before; raises RunError without one."""
        with self._changing() as (active, versions):
            before = active.rolled_back(versions)
            version = self._named(before.name, versions).verify()
            before.write(self.folder)
        print(f"Rolled back from {active.name}: {version.name} is active again.")
        return version

    def delete(self, name: str) -> None:
        """Delete a version; raises RunError for the active one, or where there is none."""
        with self._changing() as (active, versions):
            if name == active.name:
                raise RunError(
                    f"{name} is the active version of {self.task} and can't be deleted.",
                    "Activate another one first.",
                )
            if name not in read_versions(self.folder)[1]:
                self._named(name, versions)
            if number_of(name) > active.number:
                # A number is never given twice.
                replace(active, number=number_of(name)).write(self.folder)
            disk.remove(self.folder / check_name(name))
        print(f"Version {name} of {self.task} is deleted.")

    def active(self) -> Version:
        """The active version.

        Raises RunError, naming `active.json` and the mend, where that file is missing, broken, or
        names a version that isn't there, and where nothing was promoted yet.
        """
        versions, _ = read_versions(self.folder)
        active = Active.read(self.folder, versions)
        if not active.name:
            raise RunError(f"There is no version in {self.folder}.", "Promote a finished run.")
        return self._named(active.name, versions)

    def open(self, name: str = "") -> Version:
        """A version by name, or the active one, each of its files checked (SHA-256).

        Its `model` is the path of the Keras file, its `labels` the names of the outputs; one that
        translates sentences is for `Translator.load(version.folder)`. Raises RunError where it
        isn't there or isn't whole.
        """
        version = self._named(name, read_versions(self.folder)[0]) if name else self.active()
        return version.verify()

    def before(self) -> list[str]:
        """Names of the versions that were active before, the latest last."""
        versions, _ = read_versions(self.folder)
        return Active.read(self.folder, versions).before(versions)

    def compare(self, *names: str) -> pd.DataFrame:
        """Versions side by side, a column each; says so where their tests can't be compared."""
        versions, _ = read_versions(self.folder)
        if not names:
            names = tuple(version.name for version in versions)
        if not names:
            raise RunError(f"There is no version in {self.folder}.", "Promote a finished run.")
        table = compare_table([self._named(name, versions) for name in dict.fromkeys(names)])
        if not table.attrs["comparable"]:
            print(table.attrs["note"])
        return table

    def list(self) -> pd.DataFrame:
        """All versions, a row each, oldest first; says so where the active one isn't known."""
        versions, broken = read_versions(self.folder)
        try:
            active = Active.read(self.folder, versions).name
        except RunError as error:
            print(error)
            active = ""
        return list_table(versions, active, broken)

    @contextlib.contextmanager
    def _changing(self, settled: bool = True) -> Iterator:
        """Hold the task's lock, sweep, and give (active, versions) as they are now.

        With `settled`, raises RunError where it isn't known which version is active.
        """
        with disk.telling(self.folder, NO_ROOM):
            self.folder.mkdir(parents=True, exist_ok=True)
            with locked(self.folder):
                disk.sweep(self.folder)
                versions, _ = read_versions(self.folder)
                try:
                    active = Active.read(self.folder, versions)
                except RunError:
                    if settled:
                        raise
                    active = Active()
                else:
                    self._settle(active)
                yield active, versions

    def _settle(self, active: Active) -> None:
        """Write which version is active where a crash came between the first one and that."""
        if active.name and not (self.folder / FILE).is_file():
            active.write(self.folder)

    def _write(self, run: Run, name: str, note: str) -> Version:
        """Copy the run's files to a hidden folder, describe them, and give the folder its name."""
        part = disk.beside(self.folder, disk.PART)
        try:
            part.mkdir()
            files = {file: disk.copy_file(run.path(file), part / file) for file in files_of(run)}
            write_json(part / ABOUT, describe(run, name, note, files), NO_ROOM, durable=True)
            disk.place(part, self.folder / name)
        finally:
            shutil.rmtree(part, ignore_errors=True)
        return Version.read(self.folder / name)

    def _next_name(self, active: Active, versions) -> str:
        given = (number_of(path.name) for path in self.folder.iterdir())
        return f"v{max(active.number, *given, 0) + 1}"

    def _must_be_free(self, name: str) -> None:
        # Some file systems take v3 and V3 for the same.
        there = {path.name.casefold(): path.name for path in self.folder.iterdir()}
        if name.casefold() in there:
            raise RunError(
                f"{self.folder} has a version {there[name.casefold()]} already.",
                "Take another name, or none for the next number.",
            )

    def _named(self, name: str, versions) -> Version:
        found = next((version for version in versions if version.name == name), None)
        if found is None:
            there = ", ".join(version.name for version in versions)
            raise RunError(
                f"{self.folder} has no version {name!r}.",
                f"There are: {there}." if there else "Promote a finished run first.",
            )
        return found


def promote(
    run_folder: str | Path, layout: Layout, task: str, name: str = "", note: str = ""
) -> Version:
    """Promote a finished run to a version of a task; see `Versions.promote`."""
    return Versions(layout.models, task).promote(run_folder, name, note)


def _twin(run: Run, versions) -> Version | None:
    """The version of this very run, if there is one with all that the run left."""
    answer, wanted = answer_of_run(run), set(files_of(run))
    model = answer.model
    size = run.path(model).stat().st_size
    for version in versions:
        files = version.about["files"]
        if (
            wanted <= set(files)
            and files[model]["bytes"] == size
            and all(disk.sha256(run.path(name)) == files[name]["sha256"] for name in same(answer))
        ):
            return version
    return None
