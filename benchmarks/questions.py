"""What a question takes, pair by pair beside its vector alone as sentence-transformers makes it.

    python -m benchmarks.questions INDEX QUESTIONS.jsonl [--questions N] [--reader NAME]

INDEX is an index folder; QUESTIONS has a question under `text` in each line. Half as many again are
asked first, to warm up. Everything runs in this process; torch computes in one thread.
"""

import argparse
import json
import os
import platform
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import torch
from sentence_transformers import SentenceTransformer

from index.sentence_encoder import default_model_folder
from qa.opening import open_assistant
from qa.settings import Settings


def main() -> None:
    """Ask, and print the medians and the ratio."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("index", type=Path)
    parser.add_argument("file", type=Path)
    parser.add_argument("--questions", type=int, default=100)
    parser.add_argument("--reader", default="off")
    arguments = parser.parse_args()
    lines = arguments.file.read_text(encoding="utf-8").splitlines()
    questions = [json.loads(line)["text"] for line in lines][: arguments.questions * 3 // 2]
    assistant = open_assistant(Settings(index=arguments.index, reader=arguments.reader))
    torch.set_num_threads(1)
    plain = SentenceTransformer(str(default_model_folder()), device="cpu")

    def encode(question: str) -> object:
        return plain.encode_query(question, show_progress_bar=False)

    answers, vectors = [], []
    for number, question in enumerate(questions):
        pair = _milliseconds(assistant.ask, question), _milliseconds(encode, question)
        if number >= len(questions) - arguments.questions:
            answers.append(pair[0])
            vectors.append(pair[1])
    ratios = np.array(answers) / np.array(vectors)
    machine = f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}"
    print(f"{len(answers)} questions, {len(assistant.snapshot)} passages, {machine}")
    for name, times in (("answer", answers), ("vector alone", vectors)):
        low, middle, high = np.percentile(times, [5, 50, 95])
        print(f"{name:14}{middle:7.1f} ms ({low:.1f} to {high:.1f}, 5th to 95th percentile)")
    print(f"ratio         {np.median(ratios):7.2f} (median of the pairs)")


def _milliseconds(action: Callable[[str], object], question: str) -> float:
    began = time.perf_counter()
    action(question)
    return 1000 * (time.perf_counter() - began)


if __name__ == "__main__":
    main()
