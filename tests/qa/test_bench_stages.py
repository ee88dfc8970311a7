"""The stopwatch: each function counts for its own stage, and all is as before when it ends."""

import threading
from pathlib import Path

import pytest

import tests.qa.timed_steps as here
from index.library import Library
from qa.bench_stages import BUILD_SEAMS, QUESTION_SEAMS, Seam, Stopwatch, shares_of
from tests.fakes import HashingEncoder
from tests.qa.small_index import write_files

_SEAMS = (Seam("outer", here.__name__, "Steps.outer"), Seam("inner", here.__name__, "inner"))


def test_what_runs_inside_counts_for_its_own_stage_only() -> None:
    with Stopwatch(_SEAMS, here.CLOCK) as stopwatch:
        assert here.Steps().outer(name="outer") == "outer inner inner"
        here.inner()
        assert stopwatch.taken() == {"outer": 1.0, "inner": 9.0}


def test_what_runs_in_another_thread_takes_nothing_off() -> None:
    with Stopwatch(_SEAMS, here.CLOCK) as stopwatch:

        def in_a_thread() -> str:
            thread = threading.Thread(target=inner_again)
            thread.start()
            thread.join()
            return ""

        inner_again, here.inner = here.inner, in_a_thread
        here.Steps().outer("outer")
        here.inner = inner_again
        assert stopwatch.taken() == {"outer": 7.0, "inner": 6.0}


def test_what_was_taken_is_taken_once() -> None:
    with Stopwatch(_SEAMS, here.CLOCK) as stopwatch:
        here.inner()
        assert stopwatch.taken() == {"inner": 3.0}
        assert stopwatch.taken() == {}


def test_functions_are_as_before_when_it_ends_also_where_a_seam_is_gone() -> None:
    before = here.inner, here.Steps.outer
    with Stopwatch(_SEAMS):
        assert here.inner is not before[0]
    assert (here.inner, here.Steps.outer) == before
    gone = Seam("gone", here.__name__, "no_such_function")
    with pytest.raises(KeyError), Stopwatch((*_SEAMS, gone)):
        pass
    assert (here.inner, here.Steps.outer) == before


def test_a_function_that_fails_is_timed_and_fails() -> None:
    with Stopwatch((Seam("outer", here.__name__, "Steps.outer"),), here.CLOCK) as stopwatch:
        with pytest.raises(TypeError):
            here.Steps().outer("a", "b")  # type: ignore[call-arg]
        assert stopwatch.taken() == {"outer": 0.0}


@pytest.mark.parametrize("seams", [QUESTION_SEAMS, BUILD_SEAMS], ids=["question", "build"])
def test_every_seam_of_the_program_is_there(seams: tuple[Seam, ...]) -> None:
    with Stopwatch(seams) as stopwatch:
        assert stopwatch.taken() == {}


def test_every_stage_of_a_build_and_of_a_change_takes_time(tmp_path: Path) -> None:
    write_files(tmp_path / "papers", {"a.txt": "The mill was built in 1903.", "b.txt": "Rain."})
    library = Library(tmp_path / "index", HashingEncoder())
    with Stopwatch(BUILD_SEAMS) as stopwatch:
        library.update([tmp_path / "papers"])
        first = stopwatch.taken()
        write_files(tmp_path / "papers", {"c.txt": "Snow."})
        library.update([tmp_path / "papers"])
        second = stopwatch.taken()
    stages = {seam.stage for seam in BUILD_SEAMS if seam.module != "index.sentence_encoder"}
    assert {stage for stage, seconds in first.items() if seconds} == stages
    assert second["lexical indexes"] > 0


def test_the_stages_come_in_the_order_of_the_seams_with_what_is_left() -> None:
    assert shares_of({"inner": 1.0}, 4.0, _SEAMS) == {"outer": 0.0, "inner": 1.0, "all else": 3.0}
