"""Make index/word_pieces.npy: a short vector for each word piece of the default encoder.

    python -m training.piece_vectors

The encoder's own vectors of its pieces, less their mean, on their first 64 principal axes: in the
fusion of signals 64 and 128 of them did as well as all 384. What is left is kept in 8 bits a
number, each row with its largest at 127.
"""

from pathlib import Path

import numpy as np
import numpy.typing as npt
from safetensors.numpy import load_file

from index.question_model import WEIGHTS
from index.sentence_encoder import default_model_folder
from index.word_pieces import NO_PIECE, UNKNOWN_PIECE, VECTORS

_EMBEDDINGS = "embeddings.word_embeddings.weight"
_NUMBERS = 64
_TARGET = Path(__file__).parent.parent / "index" / VECTORS


def main() -> None:
    """Make the vectors and write them."""
    embeddings = load_file(default_model_folder() / WEIGHTS)[_EMBEDDINGS]
    np.save(_TARGET, shortened(embeddings.astype(np.float64)), allow_pickle=False)


def shortened(embeddings: npt.NDArray[np.float64]) -> npt.NDArray[np.int8]:
    """`embeddings`, (n, dim), as (n, 64) int8; zeros for what is near to none."""
    centred = embeddings - embeddings.mean(axis=0)
    centred /= np.linalg.norm(centred, axis=1, keepdims=True)
    _, axes = np.linalg.eigh(centred.T @ centred)  # in rising order
    short = centred @ axes[:, ::-1][:, :_NUMBERS]
    short *= 127 / np.abs(short).max(axis=1, keepdims=True)
    short[[NO_PIECE, UNKNOWN_PIECE]] = 0
    rounded: npt.NDArray[np.int8] = np.round(short).astype(np.int8)
    return rounded


if __name__ == "__main__":
    main()
