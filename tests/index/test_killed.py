"""A run that is killed at any moment leaves whole documents, and the next run finishes its work."""

import io
import logging
import os
import random
import shutil
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from corpus.errors import ChapterverseError
from index.errors import IndexNotFound
from index.library import Library
from index.snapshot import Snapshot
from tests.fakes import HashingEncoder, ReadingHere
from tests.index.folders import (
    Content,
    assert_whole,
    content_of,
    indexed,
    paragraph,
    results_of,
    snapshot_of,
    text_of,
    write,
)
from tests.index.killing import Command, Killer, Moment, Outcome, Run
from tests.index.small_disk import make_read_only, mounted

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="this system cannot fork")

RAIN, BREAD, KING, RIVER, GARDEN, WINTER = map(
    paragraph, ("rain", "bread", "king", "river", "garden", "winter")
)
BINARY = bytes(range(256)) * 4


def archive(**texts: str) -> bytes:
    """A zip archive of these texts, each in a file of that name."""
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as zipped:
        for name, text in texts.items():
            zipped.writestr(zipfile.ZipInfo(f"{name}.txt"), text)
    return data.getvalue()


OLD: dict[str, str | bytes] = {
    "archive.zip": archive(same=GARDEN, changed=RAIN, removed=RIVER),
    "changed.txt": text_of(RAIN, BREAD),
    "removed.txt": KING,
    "renamed.txt": RIVER,
    "same.txt": text_of(GARDEN, RAIN),
    "spoilt.txt": text_of(WINTER, BREAD),
    "unread.txt": BINARY,
}
NEW: dict[str, str | bytes] = {
    "archive.zip": archive(same=GARDEN, changed=BREAD, added=WINTER),
    "added.txt": text_of(KING, paragraph("letter"), paragraph("mask")),
    "changed.txt": text_of(RAIN, paragraph("stone"), BREAD),
    "same.txt": text_of(GARDEN, RAIN),
    "spoilt.txt": BINARY,
    "under another name.txt": RIVER,
    "unread.txt": paragraph("paper"),
}


@dataclass(frozen=True)
class Scene:
    """An index of the old files beside the new files, and what a run has to make of it."""

    place: Path
    folder: Path
    old: Content
    new: Content
    found: dict[tuple[str, str], object]

    @property
    def start(self) -> Path:
        """The index before the run."""
        return self.place / "start"

    def library(self, name: str) -> Library:
        """The library of that name, which is a copy of the start if there is one.

        What was there is moved away first: tantivy's watcher may put a lock into it just then.
        """
        folder = self.place / name
        if folder.exists():
            gone = self.place / f"{name}.gone"
            folder.rename(gone)
            shutil.rmtree(gone)
        if self.start.exists():
            shutil.copytree(self.start, folder)
        return Library(folder, HashingEncoder(), process=ReadingHere)


def found_by(snapshot: Snapshot) -> dict[tuple[str, str], object]:
    """What each cache finds for each question.

    Without the scores of words: that they do not depend on how an index came about is not a matter
    of killing, and is tested with the caches.
    """
    return {
        (cache, question): found if cache == "vectors" else {place[:2] for place in found}
        for (cache, question), found in results_of(snapshot, HashingEncoder()).items()
    }


def prepared(place: Path, *, empty: bool = False) -> Scene:
    """The scene in `place`; where it is to be empty, there is no index at the start."""
    folder = write(place / "documents", OLD)
    old: Content = {}
    if not empty:
        old = indexed(Library(place / "start", HashingEncoder(), process=ReadingHere), folder)
    shutil.rmtree(folder)
    write(folder, NEW)
    scene = Scene(place, folder, old, {}, {})
    library = scene.library("uninterrupted")
    library.update([folder])
    with snapshot_of(library) as snapshot:
        return Scene(
            place,
            folder,
            old,
            content_of(snapshot),
            found_by(snapshot),
        )


@pytest.fixture(autouse=True)
def quiet(caplog: pytest.LogCaptureFixture) -> None:
    """After nearly every kill the caches are made again; that it is told is tested elsewhere."""
    caplog.set_level(logging.ERROR, "chapterverse")


@pytest.fixture
def scene(tmp_path: Path) -> Scene:
    return prepared(tmp_path)


@pytest.fixture
def killer() -> Iterator[Killer]:
    with Killer() as killer:
        yield killer


def test_the_scene_has_every_kind_of_change(scene: Scene) -> None:
    old, new = (
        {f"archive.zip/{name}.txt" for name in names}
        for names in (("same", "changed", "removed"), ("same", "changed", "added"))
    )
    assert scene.old.keys() == OLD.keys() - {"unread.txt", "archive.zip"} | old
    assert scene.new.keys() == NEW.keys() - {"spoilt.txt", "archive.zip"} | new
    assert scene.old["same.txt"] == scene.new["same.txt"]
    assert scene.old["changed.txt"] != scene.new["changed.txt"]


def problem_after(scene: Scene, library: Library, command: Command) -> str:
    """What is wrong with an index whose writer was killed; "" where nothing is."""
    try:
        with snapshot_of(library) as snapshot:
            assert_whole(snapshot, HashingEncoder())
            found = content_of(snapshot)
        if command == "update":
            assert_old_or_new(scene, found)
        else:
            assert found in (scene.old, scene.new)
    except IndexNotFound:
        if scene.old:
            return "the index is gone"
    except (AssertionError, ChapterverseError) as error:
        return f"after the kill: {error!r}"
    try:
        library.update([scene.folder])
        with snapshot_of(library) as snapshot:
            assert_whole(snapshot, HashingEncoder())
            assert content_of(snapshot) == scene.new
            assert found_by(snapshot) == scene.found
    except (AssertionError, ChapterverseError) as error:
        return f"after the next run: {error!r}"
    return ""


def assert_old_or_new(scene: Scene, found: Content) -> None:
    """Each document is the old or the new version of its file; one that has both is there."""
    assert found.keys() >= scene.old.keys() & scene.new.keys()
    assert found.keys() <= scene.old.keys() | scene.new.keys()
    for source, content in found.items():
        assert content in (scene.old.get(source), scene.new.get(source))


def problems(
    scene: Scene, killer: Killer, command: Command, moment: Moment, numbers: Iterable[int]
) -> dict[int, str]:
    """What is wrong after runs that were killed at these moments, by moment."""
    found = {}
    for number in numbers:
        library = scene.library(f"killed-{moment}-{number}")
        run = Run(command, str(library.folder), str(scene.folder), moment, number)
        killed = killer.run(run).killed
        assert killed or moment == "time"
        problem = problem_after(scene, library, command)
        if problem:
            found[number] = problem
    return found


def uninterrupted(scene: Scene, killer: Killer, command: Command) -> Outcome:
    """What there is to be killed in a run that is not."""
    library = scene.library("uninterrupted")
    outcome = killer.run(Run(command, str(library.folder), str(scene.folder)))
    assert not outcome.killed
    return outcome


def test_an_update_killed_at_any_step_is_finished_by_the_next(scene: Scene, killer: Killer) -> None:
    steps = uninterrupted(scene, killer, "update").steps
    assert steps >= len(NEW) + len(scene.old)
    assert problems(scene, killer, "update", "step", range(1, steps + 1)) == {}


@pytest.mark.parametrize("command", ["update", "rebuild"])
def test_a_run_killed_before_some_effects_is_finished_by_the_next(
    scene: Scene, killer: Killer, command: Command
) -> None:
    effects = len(uninterrupted(scene, killer, command).effects)
    numbers = random.Random(1).sample(range(1, effects + 1), 10)
    assert problems(scene, killer, command, "effect", numbers) == {}


# Most effects are alike, so not each of them is tried; those of the first steps are, below.
@pytest.mark.slow
@pytest.mark.parametrize(("command", "every"), [("update", 9), ("rebuild", 24)])
def test_a_run_killed_before_any_effect_is_finished_by_the_next(
    scene: Scene, killer: Killer, command: Command, every: int
) -> None:
    effects = len(uninterrupted(scene, killer, command).effects)
    assert effects > 100
    assert problems(scene, killer, command, "effect", range(1, effects + 1, every)) == {}


@pytest.mark.slow
@pytest.mark.parametrize("command", ["update", "rebuild"])
def test_a_run_killed_at_random_times_is_finished_by_the_next(
    scene: Scene, killer: Killer, command: Command
) -> None:
    longest = uninterrupted(scene, killer, command).milliseconds
    draw = random.Random(2)
    numbers = [draw.randint(1, longest) for _ in range(15)]
    assert problems(scene, killer, command, "time", numbers) == {}


def test_a_first_run_killed_before_its_first_effects_is_finished_by_the_next(
    tmp_path: Path, killer: Killer
) -> None:
    scene = prepared(tmp_path, empty=True)
    assert problems(scene, killer, "update", "effect", range(1, 21)) == {}


@pytest.mark.slow
def test_a_first_run_killed_before_any_effect_is_finished_by_the_next(
    tmp_path: Path, killer: Killer
) -> None:
    scene = prepared(tmp_path, empty=True)
    effects = len(uninterrupted(scene, killer, "update").effects)
    assert problems(scene, killer, "update", "effect", range(1, effects + 1, 6)) == {}


def test_a_rebuild_killed_after_an_update_was_killed_keeps_what_the_update_stored(
    scene: Scene, killer: Killer
) -> None:
    # What a killed writer stored may lie in SQLite's write-ahead log only.
    steps = uninterrupted(scene, killer, "update").steps
    library = scene.library("begun")
    run = Run("update", str(library.folder), str(scene.folder), "step", steps - 3)
    assert killer.run(run).killed
    shutil.rmtree(scene.start)
    shutil.copytree(library.folder, scene.start)
    with snapshot_of(scene.library("looked at")) as snapshot:
        stored = content_of(snapshot)
    assert stored != scene.old
    begun = Scene(scene.place, scene.folder, stored, scene.new, scene.found)
    effects = uninterrupted(begun, killer, "rebuild").effects
    swaps = [number for number, name in enumerate(effects, start=1) if name == "replace"]
    numbers = sorted({swap + shift for swap in swaps for shift in range(-3, 2)})
    assert len(numbers) > 7
    assert problems(begun, killer, "rebuild", "effect", numbers) == {}


def test_runs_that_are_killed_one_after_the_other_come_to_the_end(
    scene: Scene, killer: Killer
) -> None:
    library = scene.library("killed")
    draw = random.Random(3)
    effects = len(uninterrupted(scene, killer, "update").effects)
    for _ in range(8):
        number = draw.randint(1, effects)
        killer.run(Run("update", str(library.folder), str(scene.folder), "effect", number))
        with snapshot_of(library) as snapshot:
            assert_old_or_new(scene, content_of(snapshot))
            assert_whole(snapshot, HashingEncoder())
    assert problem_after(scene, library, "update") == ""


def test_what_a_killed_writer_left_can_be_read_on_a_read_only_disk(
    scene: Scene, killer: Killer, tmp_path: Path
) -> None:
    steps = uninterrupted(scene, killer, "update").steps
    with mounted(tmp_path / "disk", "size=20m") as disk:
        for number in (1, steps // 2, steps - 1):
            library = scene.library("killed")
            run = Run("update", str(library.folder), str(scene.folder), "step", number)
            assert killer.run(run).killed
            shutil.copytree(library.folder, disk / str(number))
        make_read_only(disk)
        for left in disk.iterdir():
            with snapshot_of(Library(left, HashingEncoder(), process=ReadingHere)) as snapshot:
                assert_old_or_new(scene, content_of(snapshot))
                assert_whole(snapshot, HashingEncoder())
