"""Make docs/retrieval.md from retrieval.md beside this file and the figures in docs/figures.

    python -m training.tables

`training.fit_fusion --ablation`, `training.fit_answers`, `training.fit_choosing`,
`training.fit_open`, `training.fit_written` and `training.train_telling` keep their own figures
there; the rest is what `qa eval SET --json` printed, as eval-SET-off.json with `--reader off`, as
eval-SET-unseen.json with a reader that had not seen the questions' articles, and as
eval-SET-beside.json with none on the same questions.
"""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from string import Template

import numpy as np

from training.figures import DOCS, kept

_SETS = {
    "covidqa-dev": ("COVID-QA", "MRR@10"),
    "squad2-dev": ("SQuAD 2.0", "MRR@10"),
    "scifact-train": ("SciFact", "nDCG@10"),
    "cranfield": ("Cranfield", "nDCG@10"),
    "cacm": ("CACM", "nDCG@10"),
}
# What the reader that judges each set of questions was trained on.
_READERS = {
    "covidqa-dev": "SQuAD and PubMedQA",
    "squad2-dev": "SQuAD's other articles and PubMedQA",
}
_BY_READER = {"without_reader": "reader off", "with_reader": "reader on"}
# What `training.fit_written` fits, and how the table calls it.
_WRITTEN = {
    "without_reader, part": "reader off, a part",
    "with_reader, part": "reader on, a part",
    "without_reader, open": "reader off, open",
    "with_reader, open": "reader on, open",
}
_ALL = {f"{name}, all": label for name, label in _BY_READER.items()}
_ROWS = {f"{name}, row": label for name, label in _WRITTEN.items()}
_TEMPLATE = Path(__file__).parent / "retrieval.md"


def main() -> None:
    """Write the page."""
    (DOCS / "retrieval.md").write_text(page(), encoding="utf-8")


def page() -> str:
    """The page, as Markdown."""
    fusion = kept("fusion")
    readers = (f"for {_SETS[name][0]} on {of}" for name, of in _READERS.items())
    telling = (f"{area:.2f} ({kind})" for kind, area in _mean_of(kept("telling")).items())
    return Template(_TEMPLATE.read_text(encoding="utf-8")).substitute(
        readers="; ".join(readers),
        stages=_stages(fusion),
        ablation=_ablation(fusion),
        answers=_columns(kept("answers"), _BY_READER),
        choosing=_columns(kept("choosing"), _BY_READER),
        open=_columns(kept("open"), _BY_READER),
        written=_columns(kept("written"), _WRITTEN),
        together=_columns(kept("written"), _ALL),
        rows=_columns(kept("written"), _ROWS),
        telling=", ".join(telling),
    )


def _mean_of(parts: Mapping[str, Mapping[str, float]]) -> Mapping[str, float]:
    """The mean over all parts of what was measured of each."""
    names = dict.fromkeys(name for one in parts.values() for name in one)
    return {name: float(np.mean([one[name] for one in parts.values()])) for name in names}


def _stages(fusion: Mapping[str, Mapping[str, float]]) -> str:
    off = {name: kept(f"eval-{name}-off") for name in _SETS}
    read = {name: kept(f"eval-{name}-unseen") for name in _READERS}
    beside = {name: kept(f"eval-{name}-beside") for name in _READERS}

    def of(report: Mapping[str, Mapping[str, float]], name: str) -> float:
        return report["metrics"][_SETS[name][1]]

    rows: list[tuple[str, Sequence[float | None]]] = [
        (
            "vectors alone",
            [of({"metrics": off[name]["baselines"]["dense"]}, name) for name in _SETS],
        ),
        ("BM25 alone", [of({"metrics": off[name]["baselines"]["bm25"]}, name) for name in _SETS]),
        *(
            (label, [fusion[label][name] for name in _SETS])
            for label in (
                "prior",
                "unseen thirds, linear",
                "unseen thirds",
                "unseen sets, linear",
                "unseen sets",
            )
        ),
        ("as shipped, reader off", [of(off[name], name) for name in _SETS]),
        *(
            (label, [of(some[name], name) if name in some else None for name in _SETS])
            for label, some in (("reader off, some questions", beside), ("reader on", read))
        ),
    ]
    return _table(
        ["", *(f"{name}, {metric}" for name, metric in _SETS.values())],
        (
            [label, *("" if value is None else f"{value:.3f}" for value in values)]
            for label, values in rows
        ),
    )


def _ablation(fusion: Mapping[str, Mapping[str, float]]) -> str:
    whole = fusion["unseen thirds, linear"]
    rows = (
        [label, *(f"{values[name] - whole[name]:+.4f}" for name in _SETS)]
        for label, values in fusion.items()
        if label.startswith("without ")
    )
    return _table(["", *(name for name, _ in _SETS.values())], rows)


def _columns(measured: Mapping[str, Mapping[str, float]], names: Mapping[str, str]) -> str:
    """A table of the parts of `measured` that have these names, by what it is to call them."""
    columns = [measured[name] for name in names]
    # Not all of them have all figures: of open questions the evaluation sets have next to none.
    rows = (
        [label, *(f"{one[label]:.3f}" if label in one else "" for one in columns)]
        for label in columns[0]
    )
    return _table(["", *names.values()], rows)


def _table(names: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [names, ["---"] * len(names), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


if __name__ == "__main__":
    main()
