"""The plain program that all speed is compared with: what anyone would write.

    python -m qa.bench_plain MODEL                         answers `qa/bench_partners.py`
    python -P qa/bench_plain.py MODEL build TEXTS FOLDER   from a cold start: one build
    python -P qa/bench_plain.py MODEL ask QUESTION FOLDER  from a cold start: one question

Passages as sentence-transformers encodes them by default, in a FAISS index of inner products; no
sentence vectors, no words, no catalogue, no answer. TEXTS is a JSON list, FOLDER takes the index.
From a cold start nothing of ours is loaded.
"""

import json
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from qa.bench_partners import Reply

_VECTORS, _TEXTS = "plain.faiss", "plain.json"
_SHOWN = 5


class PlainProgram:
    """The plain program, with its model loaded."""

    def __init__(self, model: str) -> None:
        """Load the model in the folder `model`."""
        from sentence_transformers import SentenceTransformer

        self._model = SentenceTransformer(model, device="cpu")

    def build(self, texts: str, folder: str) -> "Reply":
        """Index the texts in the JSON file `texts` in `folder`: the seconds, and how many."""
        import faiss

        passages: list[str] = json.loads(Path(texts).read_text(encoding="utf-8"))
        began = time.perf_counter()
        vectors = self._model.encode(passages, normalize_embeddings=True, show_progress_bar=False)
        index = faiss.IndexFlatIP(vectors.shape[1])
        index.add(vectors)
        faiss.write_index(index, str(Path(folder) / _VECTORS))
        (Path(folder) / _TEXTS).write_text(json.dumps(passages), encoding="utf-8")
        return {"seconds": time.perf_counter() - began, "passages": len(passages)}

    def rank(self, folder: str, questions: list[str], depth: int) -> "Reply":
        """The positions of the `depth` nearest texts to each question."""
        import faiss

        index = faiss.read_index(str(Path(folder) / _VECTORS))
        vectors = self._model.encode(questions, normalize_embeddings=True, show_progress_bar=False)
        _, found = index.search(vectors, depth)
        return {"found": found.tolist()}

    def vector(self, question: str) -> "Reply":
        """The seconds that one question's vector takes."""
        began = time.perf_counter()
        self._model.encode(question, normalize_embeddings=True, show_progress_bar=False)
        return {"seconds": time.perf_counter() - began}

    def threads(self) -> "Reply":
        """In how many threads it computes."""
        import torch

        return {"threads": torch.get_num_threads()}


def answer_once(model: str, question: str, folder: str) -> None:
    """Load everything and print the nearest passages to one question."""
    import faiss
    from sentence_transformers import SentenceTransformer

    index = faiss.read_index(str(Path(folder) / _VECTORS))
    texts = json.loads((Path(folder) / _TEXTS).read_text(encoding="utf-8"))
    encoder = SentenceTransformer(model, device="cpu")
    vector = encoder.encode([question], normalize_embeddings=True, show_progress_bar=False)
    _, found = index.search(vector, _SHOWN)
    sys.stdout.writelines(f"{texts[at]}\n" for at in found[0] if at >= 0)


def main() -> None:
    """Answer requests; or do one thing, and end."""
    model, *once = sys.argv[1:]
    match once:
        case ["build", texts, folder]:
            PlainProgram(model).build(texts, folder)
        case ["ask", question, folder]:
            answer_once(model, question, folder)
        case _:
            _answer_requests(PlainProgram(model))


def _answer_requests(program: PlainProgram) -> None:
    from qa.bench_partners import answer_requests

    answer_requests(
        {
            "build": program.build,
            "rank": program.rank,
            "vector": program.vector,
            "threads": program.threads,
        }
    )


if __name__ == "__main__":
    main()
