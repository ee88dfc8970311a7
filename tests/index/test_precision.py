"""The precision a model is computed in: measured once, kept, and measured again elsewhere."""

import json
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from time import sleep

import numpy as np
import pytest
import torch

from index.encoding import EncodedText, unit
from index.kept_precision import keep_precision, kept_precision
from index.precision import load_in_best
from index.windows import Tokens, Window


class Sleeper:
    """A model that takes its time, and gives a last vector that lies `apart` from the right one."""

    max_tokens = 500

    def __init__(self, seconds: float = 0.0, apart: float = 0.0) -> None:
        self._seconds = seconds
        self._apart = apart

    def tokenize(self, texts: Sequence[str]) -> list[Tokens]:
        none = np.zeros(1, np.int64)
        return [Tokens(none, none, none) for _ in texts]

    def encode_windows(
        self,
        windows: Sequence[Window],
        on_done: Callable[[int], None],  # noqa: ARG002 - as the protocol says
    ) -> list[EncodedText]:
        sleep(self._seconds)
        right, last = unit(np.array([[1, 0], [1, self._apart]], np.float32))
        none = np.zeros((0, 2), np.float32)
        return [*(EncodedText(right, none) for _ in windows[1:]), EncodedText(last, none)]


def loaded(
    kept: Path | None,
    exact: Sleeper,
    fast: Sleeper,
    whole: Sleeper | None = None,
    encoder: str = "m",
) -> Sleeper:
    models = {torch.float32: exact, torch.bfloat16: fast}
    if whole:
        models[torch.int8] = whole
    return load_in_best(models.__getitem__, tuple(models)[1:], encoder, kept)


SLOW, QUICK = Sleeper(0.02), Sleeper()


def test_bfloat16_is_taken_where_it_is_faster(tmp_path: Path) -> None:
    kept = tmp_path / "precision.json"
    assert loaded(kept, SLOW, QUICK) is QUICK
    measured = kept_precision(kept)
    assert measured is not None
    (compared,) = measured.compared
    assert (measured.chosen, measured.encoder) == ("bfloat16", "m")
    assert (compared.precision, compared.cosine) == ("bfloat16", 1.0)
    assert compared.speedup > 1.2
    assert str(measured).startswith("bfloat16 (on ")


def test_float32_is_taken_where_bfloat16_is_slower(tmp_path: Path) -> None:
    kept = tmp_path / "precision.json"
    assert loaded(kept, QUICK, SLOW) is QUICK
    measured = kept_precision(kept)
    assert measured is not None
    assert measured.chosen == "float32"


def test_float32_is_taken_where_the_vectors_of_bfloat16_lie_too_far_off() -> None:
    assert loaded(None, SLOW, Sleeper(apart=0.15), encoder="far off") is SLOW


def test_float32_is_taken_where_a_vector_of_bfloat16_is_no_number() -> None:
    broken = Sleeper(apart=float("nan"))
    assert loaded(None, SLOW, broken, encoder="no number") is SLOW


def test_eight_bits_are_taken_where_they_are_the_fastest_and_near_enough(tmp_path: Path) -> None:
    kept = tmp_path / "precision.json"
    whole = Sleeper(0.004)
    assert loaded(kept, SLOW, Sleeper(0.012), whole) is whole
    measured = kept_precision(kept)
    assert measured is not None
    assert measured.chosen == "int8"
    assert [one.precision for one in measured.compared] == ["bfloat16", "int8"]
    middle = Sleeper(0.012)
    assert loaded(None, SLOW, middle, Sleeper(apart=0.15), encoder="whole") is middle


def test_eight_bits_must_be_well_ahead_of_bfloat16() -> None:
    middle = Sleeper(0.02)
    assert loaded(None, Sleeper(0.04), middle, Sleeper(0.019), encoder="ahead") is middle


def test_what_is_hopeless_is_measured_once() -> None:
    class Counted(Sleeper):
        rounds = 0

        def encode_windows(
            self, windows: Sequence[Window], on_done: Callable[[int], None]
        ) -> list[EncodedText]:
            self.rounds += 1
            return super().encode_windows(windows, on_done)

    hopeless, alike = Counted(0.5), Counted(0.05)
    loaded(None, Sleeper(0.05), hopeless, alike, encoder="hopeless")
    assert (hopeless.rounds, alike.rounds) == (1, 5)


def test_a_kept_precision_that_is_not_to_be_had_here_is_measured_anew(tmp_path: Path) -> None:
    kept = tmp_path / "precision.json"
    loaded(kept, SLOW, SLOW, QUICK)
    assert loaded(kept, SLOW, QUICK) is QUICK
    measured = kept_precision(kept)
    assert measured is not None
    assert measured.chosen == "bfloat16"


def test_what_was_measured_is_kept_for_the_same_encoder_and_processor(tmp_path: Path) -> None:
    kept = tmp_path / "precision.json"
    loaded(kept, SLOW, QUICK)
    assert loaded(kept, QUICK, SLOW) is SLOW  # bfloat16, as kept
    assert loaded(kept, QUICK, SLOW, encoder="other") is QUICK
    loaded(kept, SLOW, QUICK)
    measured = kept_precision(kept)
    assert measured is not None
    keep_precision(kept, replace(measured, processor="another processor"))
    assert loaded(kept, QUICK, SLOW) is QUICK


FOREIGN = json.dumps(
    {"format": 3, "chosen": "int4", "compared": [], "processor": "p", "encoder": "m"}
)


@pytest.mark.parametrize(
    "content", ["", "[]", "{}", '{"format": 2}', '{"format": 3, "chosen": 1}', FOREIGN]
)
def test_a_file_that_is_none_of_ours_is_measured_anew(tmp_path: Path, content: str) -> None:
    kept = tmp_path / "precision.json"
    kept.write_text(content)
    assert loaded(kept, QUICK, SLOW) is QUICK
    assert json.loads(kept.read_text())["chosen"] == "float32"
