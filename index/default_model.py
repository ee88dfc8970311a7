"""The default model, all-MiniLM-L6-v2, without the libraries that load any model.

Loading it takes torch alone.
"""

from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import torch
from safetensors.torch import load_file
from tokenizers import Tokenizer

from index.bert import Bert
from index.eight_bit import computes_in_eight_bits, default_model_in_eight_bits
from index.encoding import EncodedText
from index.linear import computes_in_bfloat16
from index.packed_bert import PackedBert
from index.question_model import MAX_TOKENS, TOKENIZER, WEIGHTS
from index.token_model import BATCH_TOKENS, Ids, padded, run, without_padding
from index.windows import Tokens, Window


def precisions() -> tuple[torch.dtype, ...]:
    """What the model can be computed in here beside float32."""
    if torch.cuda.is_available() or not computes_in_eight_bits():
        return (torch.bfloat16,)
    return (torch.bfloat16, torch.int8)


class DefaultModel:
    """all-MiniLM-L6-v2 over batches. A `TokenModel`."""

    max_tokens = MAX_TOKENS
    batch_tokens = BATCH_TOKENS

    def __init__(self, folder: Path, dtype: torch.dtype) -> None:
        """Load the weights in `folder`, to compute in `dtype`.

        In int8 are the linear layers, of what comes with the package; all else is in bfloat16 then,
        or where the processor has none, in float32.

        Raises: EncoderChanged: when these are not those that were written.
        """
        self.device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
        self._tokenizer = Tokenizer.from_file(str(folder / TOKENIZER))
        self._tokenizer.no_padding()
        self._tokenizer.no_truncation()
        weights = load_file(folder / WEIGHTS)
        self._bert: PackedBert | Bert
        if dtype == torch.int8:
            rest = torch.bfloat16 if computes_in_bfloat16() else torch.float32
            self._bert = PackedBert(weights, rest, default_model_in_eight_bits(rest))
        elif self.device.type == "cpu":
            self._bert = PackedBert(weights, dtype)
        else:
            self._bert = Bert(weights, dtype, self.device)

    def tokenize(self, texts: Sequence[str]) -> list[Tokens]:
        """All tokens of each text."""
        found = []
        for encoded in self._tokenizer.encode_batch(list(texts)):
            places = np.array(encoded.offsets, np.int64)
            found.append(Tokens(np.array(encoded.ids, np.int64), places[:, 0], places[:, 1]))
        return found

    def encode_windows(
        self, windows: Sequence[Window], on_done: Callable[[int], None]
    ) -> list[EncodedText]:
        """The vectors of the windows and of their spans; `on_done` gets the number done so far."""
        return run(self, windows, on_done)

    def token_vectors(self, texts: Sequence[Ids]) -> Sequence[torch.Tensor]:
        """The vectors of the tokens of each text, (tokens, dim), by the tokens' numbers."""
        if isinstance(self._bert, PackedBert):
            lengths = [len(one) for one in texts]
            vectors = self._bert.token_vectors(torch.from_numpy(np.concatenate(texts)), lengths)
            return torch.split(vectors, lengths)
        ids, attended = (one.to(self.device) for one in padded(texts))
        return without_padding(self._bert.token_vectors(ids, attended), texts)

    def finish(self, means: torch.Tensor) -> torch.Tensor:
        """The means themselves: the model only scales them to length 1."""
        return means
