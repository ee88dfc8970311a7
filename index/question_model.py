"""The question model: the default encoder for one short text, without loading torch.

Source: our measurement on two cores: 4 ms a question and 0.3 s to load, against 14 ms and 6 s.
"""

import re
import threading
from collections.abc import Callable, Mapping
from contextlib import suppress
from functools import cache, cached_property, lru_cache
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from index.encoding import Vectors

if TYPE_CHECKING:
    from onnxruntime import InferenceSession
    from tokenizers import Tokenizer

Weights = npt.NDArray[np.float32]
# The computation, made by `training/question_graph.py`; the weights are the encoder's own.
GRAPH = "question.onnx"
WEIGHTS = "model.safetensors"
TOKENIZER = "tokenizer.json"
# What attention makes of each token; their weights are handed to the graph as one.
PROJECTIONS = ("query", "key", "value")
# A layer that the model's authors kept in the file and do not use.
_UNUSED = "pooler."
# What the model was trained to read at once, its two special tokens among them.
MAX_TOKENS = 256
DIMENSION = 384
_SPECIAL_TOKENS = 2
# A question of 18 tokens took 4.7 ms in two threads and 7.2 ms in one; where the cores are wanted
# elsewhere, or four ask at once, the same as in one. So only while they do not spin as they wait
# for each other: then it took longer wherever another program ran. Ours, on two cores.
_THREADS = 2
_WORDS_KEPT = 50_000
# What the tokenizer takes for white space; it drops the other control characters.
_WHITE_SPACE = re.compile(r"[ \t\n\r\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+")


class QuestionModel:
    """all-MiniLM-L6-v2 for one text at a time. Safe to use from several threads.

    Making one loads nothing; the model is loaded when it is needed.
    """

    def __init__(self, folder: Path) -> None:
        """Use the weights and the tokenizer in `folder`."""
        self._folder = folder
        self._loading = threading.Lock()

    def load_soon(self) -> None:
        """Load the model in a thread of its own, while this one goes on.

        What fails there fails again, and is told, where the model is needed.
        """

        def load() -> None:
            with suppress(Exception):
                self._session()

        threading.Thread(target=load, name="question model").start()

    def fits(self, text: str) -> bool:
        """Whether the model reads all of `text` in one pass."""
        return self.count_tokens(text) <= MAX_TOKENS

    def count_tokens(self, text: str) -> int:
        """How many tokens `text` has, the two special ones among them.

        What stands between white space is read by itself, so that each word is counted once.
        """
        return _SPECIAL_TOKENS + sum(map(self._tokens_in_word, _WHITE_SPACE.split(text)))

    def encode(self, text: str) -> Vectors:
        """The vector of `text`, (384,) float32 of unit length. It must fit."""
        ids = np.array(self._ids(text), np.int64)
        vector: Vectors = self._session().run(None, {"ids": ids})[0][0]
        return vector

    @cached_property
    def _tokens_in_word(self) -> Callable[[str], int]:
        def count(word: str) -> int:
            return len(tokenizer_in(self._folder).encode(word, add_special_tokens=False))

        return lru_cache(_WORDS_KEPT)(count)

    def _ids(self, text: str) -> list[int]:
        ids: list[int] = tokenizer_in(self._folder).encode(text).ids
        return ids

    def _session(self) -> "InferenceSession":
        """What computes; whoever asks while another thread loads it waits for that."""
        with self._loading:
            return self._loaded

    @cached_property
    def _loaded(self) -> "InferenceSession":
        import onnxruntime
        from safetensors.numpy import load_file

        graph = files("index").joinpath(GRAPH).read_bytes()
        weights = load_file(self._folder / WEIGHTS)
        given = _with_projections_together(
            {
                name: one
                for name, one in weights.items()
                if name.endswith((".weight", ".bias")) and not name.startswith(_UNUSED)
            }
        )
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = _THREADS
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        options.add_external_initializers(
            list(given), list(map(onnxruntime.OrtValue.ortvalue_from_numpy, given.values()))
        )
        return onnxruntime.InferenceSession(graph, options, providers=["CPUExecutionProvider"])


def together(attention: str) -> str:
    """The name in the graph of the projections of the attention that has this name in the model."""
    return f"{attention}.projections"


def _with_projections_together(weights: Mapping[str, Weights]) -> dict[str, Weights]:
    """`weights` with those of each attention's projections, one under the other, as one."""
    given = dict(weights)
    first = PROJECTIONS[0]
    for name in weights:
        attention, found, kind = name.rpartition(f".{first}.")
        if found:
            parts = [given.pop(f"{attention}.{part}.{kind}") for part in PROJECTIONS]
            given[f"{together(attention)}.{kind}"] = np.concatenate(parts)
    return given


@cache
def tokenizer_in(folder: Path) -> "Tokenizer":
    """The tokenizer of the model in `folder`, which cuts nothing off; loaded once."""
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_file(str(folder / TOKENIZER))
    tokenizer.no_padding()
    tokenizer.no_truncation()
    return tokenizer
