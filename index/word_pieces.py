"""Word pieces: what the default encoder's tokenizer makes of a word, and how near pieces are.

Near are pieces that mean something alike: harbour and port, infected and infection. The vectors are
the encoder's own for its pieces, made short by `training/piece_vectors.py`.
"""

from functools import cache, lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from index.encoding import Vectors
from index.model_folder import DEFAULT_ENCODER, find_folder
from index.question_model import tokenizer_in
from index.records import unit_rows

if TYPE_CHECKING:
    from tokenizers import Tokenizer

# (number of pieces, numbers a piece) int8, each row in a scale of its own.
VECTORS = "word_pieces.npy"
# Pieces that are near to none, themselves included: that of nothing, and that of what the tokenizer
# does not know, which may be anything.
NO_PIECE = 0
UNKNOWN_PIECE = 100
_WORDS_KEPT = 50_000


@lru_cache(_WORDS_KEPT)
def pieces_of(word: str) -> tuple[int, ...]:
    """The numbers of the pieces of `word`, at least one.

    Raises: EncoderNotFound: when the default encoder is not installed.
    """
    tokenizer = _tokenizer()
    # A plain word that is a piece is that piece; to look it up takes a tenth of the time.
    if word.isascii() and word.isalnum():
        known: int | None = tokenizer.token_to_id(word.lower())
        if known is not None:
            return (known,)
    ids: list[int] = tokenizer.encode(word, add_special_tokens=False).ids
    return tuple(ids) or (NO_PIECE,)


def vectors_of(pieces: npt.NDArray[np.int64]) -> Vectors:
    """The vectors of `pieces`, (n,), as (n, dim) float32, rows of unit length.

    The cosine of two of them is 1 for the same piece, and near 0 for most others. What is near to
    none has zeros.
    """
    return _vectors()[pieces]


@cache
def _vectors() -> Vectors:
    with files("index").joinpath(VECTORS).open("rb") as file:
        return unit_rows(np.load(file, allow_pickle=False))


@cache
def _tokenizer() -> "Tokenizer":
    return tokenizer_in(find_folder(DEFAULT_ENCODER))
