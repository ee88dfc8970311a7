"""Any model that sentence-transformers can load, by its own layers."""

from collections.abc import Callable, Sequence
from functools import cached_property
from pathlib import Path

import numpy as np
import torch
from sentence_transformers import SentenceTransformer
from transformers.utils import logging

from index.encoding import EncodedText, Vectors, unit
from index.errors import EncoderNotFound
from index.token_model import BATCH_TOKENS, Ids, batches, padded, run, without_padding
from index.windows import Tokens, Window

# What is read of a text where the model does not say how much it can read.
_DEFAULT_MAX_TOKENS = 256
# The names that models give to the prompt for what is searched (not for what is asked).
_PASSAGE_PROMPTS = ("document", "passage", "corpus")


class AnyModel:
    """A sentence-transformers model over batches. A `TokenModel` if it pools by the mean."""

    batch_tokens = BATCH_TOKENS

    def __init__(self, folder: Path, name: str, dtype: torch.dtype) -> None:
        """Load the model called `name` from `folder`, to compute in `dtype`.

        Raises: EncoderNotFound: when it cannot be loaded.
        """
        logging.disable_progress_bar()  # type: ignore[no-untyped-call]
        try:
            self._model = SentenceTransformer(str(folder), local_files_only=True)
        except Exception as error:  # a damaged file makes each library raise in its own way
            reason = str(error).strip().partition("\n")[0] or type(error).__name__
            raise EncoderNotFound(
                f"the model {name} in {folder} cannot be loaded: {reason}",
                hint="download or install the model again",
            ) from error
        self._model.eval()
        self._model.to(dtype)
        self.device = self._model.device
        self.max_tokens = self._model.max_seq_length or _DEFAULT_MAX_TOKENS

    @cached_property
    def dimension(self) -> int:
        """How many numbers a vector has."""
        return int(self._model.encode("size", show_progress_bar=False).shape[0])

    def encode_question(self, question: str) -> Vectors:
        """The vector of a question, with the model's own prompt for questions where it has one."""
        encoded = self._model.encode_query(
            question, convert_to_tensor=True, show_progress_bar=False
        )
        return unit(encoded.float().cpu().numpy())

    @cached_property
    def _prompt(self) -> str:
        prompts = self._model.prompts
        return next((prompts[name] or "" for name in _PASSAGE_PROMPTS if prompts.get(name)), "")

    @cached_property
    def _layers_after_mean(self) -> list[torch.nn.Module] | None:
        """The layers that a mean of token vectors still goes through, or None for other pooling."""
        layers = list(self._model)
        for position, layer in enumerate(layers):
            if getattr(layer, "pooling_mode", None) == "mean" and self._model.tokenizer.is_fast:
                return layers[position + 1 :]
        return None

    def tokenize(self, texts: Sequence[str]) -> list[Tokens]:
        """All tokens of each text, under the model's prompt for what is searched."""
        if not texts:
            return []
        encoded = self._model.tokenizer(
            [self._prompt + text for text in texts],
            return_offsets_mapping=True,
            truncation=False,
            verbose=False,
        )
        shift = len(self._prompt)
        found = []
        for ids, offsets in zip(encoded["input_ids"], encoded["offset_mapping"], strict=True):
            places = np.array(offsets, np.int64) - shift
            found.append(Tokens(np.array(ids, np.int64), places[:, 0], places[:, 1]))
        return found

    def token_vectors(self, texts: Sequence[Ids]) -> Sequence[torch.Tensor]:
        """The vectors of the tokens of each text, (tokens, dim), by the tokens' numbers."""
        ids, attended = (one.to(self.device) for one in padded(texts))
        padding = self._model.tokenizer.pad_token_id or 0
        features = {
            "input_ids": ids.masked_fill(attended == 0, padding),
            "attention_mask": attended,
        }
        return without_padding(self._model[0](features)["token_embeddings"], texts)

    def finish(self, means: torch.Tensor) -> torch.Tensor:
        """What the layers behind the pooling make of means of token vectors."""
        features = {"sentence_embedding": means.to(next(self._model.parameters()).dtype)}
        for layer in self._layers_after_mean or ():
            features = layer(features)
        return features["sentence_embedding"]

    def encode_windows(
        self, windows: Sequence[Window], on_done: Callable[[int], None]
    ) -> list[EncodedText]:
        """The vectors of the windows and of their spans; `on_done` gets the number done so far.

        Where a model does not pool by the mean, each span is encoded as a text of its own.
        """
        if self._layers_after_mean is not None:
            return run(self, windows, on_done)
        encoded: dict[int, EncodedText] = {}
        for batch in batches(windows):
            for at in batch:
                window = windows[at]
                spans = [window.text[span.start : span.end] for span in window.spans]
                rows = self._model.encode(
                    [self._prompt + text for text in (window.text, *spans)],
                    convert_to_tensor=True,
                    show_progress_bar=False,
                )
                vectors = unit(rows.float().cpu().numpy())
                encoded[at] = EncodedText(vectors[0], vectors[1:])
            on_done(len(encoded))
        return [encoded[at] for at in range(len(windows))]
