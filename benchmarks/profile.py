"""Where the time of a build and of a question goes, and how near the encoder is to the limit.

    python -m benchmarks.profile DATA --work FOLDER [--files N] [--passages N] [--questions N]
        [--reader NAME] [--runs N] [--threads N] [--json FILE]

DATA holds the evaluation sets. Stages are taken at the seams between the parts; "by module" is each
module's own time in Python's profiler, which slows small functions more than large ones. The limit
is the fastest matrix product that torch does here, in as many threads: of large square matrices,
and of matrices in the sizes that the encoder's layers have.
"""

import argparse
import cProfile
import json
import pstats
import random
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path

from benchmarks.measuring import finish, parsed, parser_for, say
from benchmarks.passages import ANSWERED, real_documents, real_questions
from qa.bench_figures import rounded, spread_of
from qa.bench_report import Record, Row, medians_of, of_ours
from qa.bench_stages import BUILD_SEAMS, QUESTION_SEAMS, Stopwatch, shares_of
from qa.settings import Settings

_ENCODED = 512
_SQUARE = 2048
_TOKENS = 4096
# Own times of so many modules are told; the rest is little.
_MODULES = 8
_GIGA = 1e9
Stages = dict[str, float]


def main() -> None:
    """Measure, print and keep the record."""
    options = _options()
    options.work.mkdir(parents=True, exist_ok=True)
    build_stages, build_modules = _profiled_build(options)
    asked, question_modules = _profiled_questions(options)
    record = Record(
        benchmark="profile",
        settings={"runs": options.runs, "threads": options.threads, "reader": options.reader},
        rows=_encoder_rows(options),
        details={
            "a build by stage, ms": build_stages,
            "a build by module, ms": build_modules,
            "a question by stage, ms": asked,
            "a question by module, ms": question_modules,
        },
    )
    finish(record, options.json)


def _options() -> argparse.Namespace:
    parser = parser_for(__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("--work", type=Path, required=True, help="a folder for the index")
    parser.add_argument("--files", type=int, default=20, help="of covidqa-dev, to build of (20)")
    parser.add_argument("--passages", type=int, default=5000)
    parser.add_argument("--questions", type=int, default=100)
    parser.add_argument("--reader", default="off")
    return parsed(parser)


def _profiled_build(options: argparse.Namespace) -> tuple[Stages, Stages]:
    """A warm build of some articles, by stage and by module, in milliseconds."""
    from index.library import Library
    from index.sentence_encoder import SentenceEncoder

    encoder = SentenceEncoder()
    paths = sorted((options.data / "covidqa-dev" / "documents").glob("*.txt"))
    chosen = random.Random(0).sample(paths, min(options.files, len(paths)))  # noqa: S311 - repeatable
    stages: list[Stages] = []
    profiler = cProfile.Profile()
    with tempfile.TemporaryDirectory(prefix="chapterverse-") as place:
        Library(Path(place) / "warm", encoder).update(chosen[:1])
        for run in range(options.runs):
            say(f"build, run {run + 1} of {options.runs}")
            library = Library(Path(place) / f"index-{run}", encoder)
            began = time.perf_counter()
            with Stopwatch(BUILD_SEAMS) as stopwatch:
                library.update(chosen)
            whole = time.perf_counter() - began
            stages.append(shares_of(stopwatch.taken(), whole, BUILD_SEAMS))
        with profiler:
            Library(Path(place) / "profiled", encoder).update(chosen)
    return medians_of(stages), _by_module(profiler, 1)


def _profiled_questions(options: argparse.Namespace) -> tuple[Stages, Stages]:
    """Warm questions, by stage and by module, in milliseconds a question."""
    from benchmarks.kept_index import kept_index
    from qa.opening import open_assistant

    documents = real_documents(options.data, options.passages)
    folder = kept_index(options.work, options.passages, documents)
    assistant = open_assistant(Settings(index=folder, reader=options.reader))
    questions = real_questions(options.data, 3 * options.questions, sets=ANSWERED)
    for question in questions[: options.questions]:
        assistant.ask(question)
    stages: list[Stages] = []
    with Stopwatch(QUESTION_SEAMS) as stopwatch:
        for question in questions[options.questions : -options.questions]:
            began = time.perf_counter()
            assistant.ask(question)
            whole = time.perf_counter() - began
            stages.append(shares_of(stopwatch.taken(), whole, QUESTION_SEAMS))
    profiler = cProfile.Profile()
    with profiler:
        for question in questions[-options.questions :]:
            assistant.ask(question)
    return medians_of(stages), _by_module(profiler, options.questions)


def _by_module(profiler: cProfile.Profile, times: int) -> Stages:
    """Own milliseconds by module of ours, by package of others, or by function of Python's."""
    own: Counter[str] = Counter()
    for (file, _, function), figures in pstats.Stats(profiler).stats.items():  # type: ignore[attr-defined]
        own[module_of(file, function)] += 1000 * figures[2] / times
    return {name: rounded(milliseconds) for name, milliseconds in own.most_common(_MODULES)}


def module_of(file: str, function: str) -> str:
    """The module whose time this is, as the profiler names file and function.

    >>> module_of("/x/site-packages/torch/nn/modules/linear.py", "forward")
    'torch'
    >>> module_of("~", "<built-in method torch._C._nn.linear>")
    'torch._C._nn.linear'
    """
    if file == "~":
        return function.strip("<>").removeprefix("built-in method ").split(" of ")[0]
    parts = Path(file).with_suffix("").parts
    if "site-packages" in parts:
        return parts[parts.index("site-packages") + 1]
    return ".".join(parts[-2:])


def _encoder_rows(options: argparse.Namespace) -> tuple[Row, ...]:
    """What the encoder computes a second, and what the machine could."""
    import torch

    from index.eight_bit import computes_in_eight_bits
    from index.encoding import SpannedText, spanned_text
    from index.sentence_encoder import SentenceEncoder

    encoder = SentenceEncoder()
    documents = real_documents(options.data, _ENCODED)
    texts: list[SpannedText] = [spanned_text(passage) for _, (passage,) in documents]
    lengths = _token_counts(encoder.folder, [text.text for text in texts])
    work = sum(map(flops_of(encoder.folder), lengths))
    encoder.encode(texts[:32])
    seconds = []
    for run in range(options.runs):
        say(f"encoding, run {run + 1} of {options.runs}")
        began = time.perf_counter()
        encoder.encode(texts)
        seconds.append(time.perf_counter() - began)
    model = json.loads((encoder.folder / "config.json").read_text(encoding="utf-8"))
    shape = (_TOKENS, model["hidden_size"], model["intermediate_size"])
    square = (_SQUARE, _SQUARE, _SQUARE)
    rows = [
        _rate("encoding", "passages/s", [len(texts) / one for one in seconds]),
        _rate("encoding", "tokens/s", [sum(lengths) / one for one in seconds]),
        _rate("encoding", "GFLOP/s", [work / one / _GIGA for one in seconds]),
    ]
    for kind in (torch.int8, torch.bfloat16, torch.float32):
        if kind == torch.int8 and not computes_in_eight_bits():
            continue
        name = str(kind).removeprefix("torch.")
        for what, sizes in (("large matrices", square), ("the encoder's layers", shape)):
            peak = _products(sizes, kind, options.runs)
            share = 100 * work / spread_of(seconds).median / _GIGA / spread_of(peak).median
            note = f"the encoder reaches {share:.0f}% of it"
            rows.append(_rate(f"limit by {what}, {name}", "GFLOP/s", peak, note))
    return tuple(rows)


def _rate(name: str, unit: str, values: Sequence[float], note: str = "") -> Row:
    return of_ours(name, unit, values, note=note)


def _token_counts(model: Path, texts: Sequence[str]) -> list[int]:
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_file(str(model / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.no_truncation()
    return [len(encoded.ids) for encoded in tokenizer.encode_batch(list(texts))]


def flops_of(model: Path) -> Callable[[int], float]:
    """How many operations a transformer's layers need for a text of so many tokens.

    Two for each weight and token, and for attention two products of all tokens with all.
    Source: Kaplan et al. 2020, section 2.1.
    """
    sizes = json.loads((model / "config.json").read_text(encoding="utf-8"))
    width, inner, layers = (
        sizes[name] for name in ("hidden_size", "intermediate_size", "num_hidden_layers")
    )
    weights: int = layers * (4 * width * width + 2 * width * inner)

    def flops(tokens: int) -> float:
        return float(2 * tokens * weights + 4 * layers * tokens * tokens * width)

    return flops


def _products(sizes: tuple[int, int, int], kind: object, runs: int) -> list[float]:
    """Billions of operations a second of a matrix product of these sizes, for each run."""
    import torch

    rows, inner, columns = sizes
    multiply = _in_eight_bits(sizes) if kind == torch.int8 else _in_dtype(sizes, kind)
    repeats = 10
    rates = []
    with torch.inference_mode():
        multiply()
        for _ in range(runs):
            began = time.perf_counter()
            for _ in range(repeats):
                multiply()
            seconds = (time.perf_counter() - began) / repeats
            rates.append(2.0 * rows * inner * columns / seconds / _GIGA)
    return rates


def _in_dtype(sizes: tuple[int, int, int], kind: object) -> Callable[[], object]:
    import torch

    assert isinstance(kind, torch.dtype)
    rows, inner, columns = sizes
    left, right = torch.randn(rows, inner, dtype=kind), torch.randn(inner, columns, dtype=kind)
    return lambda: left @ right


def _in_eight_bits(sizes: tuple[int, int, int]) -> Callable[[], object]:
    """The same product of whole numbers, as oneDNN makes it."""
    import torch

    rows, inner, columns = sizes
    left = torch.randint(0, 256, (rows, inner), dtype=torch.uint8)
    right = torch.randint(-64, 65, (columns, inner), dtype=torch.int8)
    own = torch.ops.onednn.qlinear_prepack(right, [rows, inner])
    scale, zeros = torch.full((columns,), 1e-4), torch.zeros(columns, dtype=torch.int32)
    rest: tuple[object, ...] = (own, scale, zeros, None, 1.0, 0, torch.uint8, "none", [], "")
    return lambda: torch.ops.onednn.qlinear_pointwise(left, 1.0, 0, *rest)


if __name__ == "__main__":
    main()
