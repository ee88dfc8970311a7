"""Plots of evaluations and benchmarks, as SVG. The only file that imports matplotlib."""

import io
import math
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from qa.calibration import BINS, Column, reliability, risk_coverage

_WIDTH, _HEIGHT = 4.6, 3.4
# What grows more than so many times is drawn by its logarithm.
_MUCH = 10
# Above the largest value.
_ROOM = 1.08
_COLOURS = ("#1b5e83", "#c0562f")
# Nothing refers to the groups' ids, which would stand several times in one page.
_GROUP_ID = re.compile(r'<g id="[^"]*">')
_METADATA = re.compile(r"<metadata>.*?</metadata>", re.DOTALL)


@dataclass(frozen=True, slots=True, eq=False)
class Series:
    """The outcomes of one setup as plots need them; columns of one number a question, (n,).

    `order` is what the risk-coverage curve goes by, `right` its outcomes. `confidence` and
    `given_right` are of the answers given alone.
    """

    name: str
    order: Column
    right: Column
    confidence: Column
    given_right: Column


@dataclass(frozen=True, slots=True)
class Panel:
    """One plot of several: the measures in `unit` by name, a value for each of the sizes."""

    unit: str
    sizes: tuple[int, ...]
    curves: Mapping[str, Sequence[float]]


def risk_coverage_plot(series: Sequence[Series]) -> str:
    """The share not right among the questions answered, against the share answered; as SVG."""

    def draw(axes: Axes) -> None:
        for one, colour in zip(series, _COLOURS, strict=False):
            curve = risk_coverage(one.order, one.right)
            axes.plot(curve.coverage, curve.risk, color=colour, label=one.name)
        axes.set(xlim=(0, 1), ylim=(0, 1), xlabel="coverage", ylabel="risk")
        axes.legend(frameon=False)

    return _svg("risk", draw)


def reliability_plot(series: Sequence[Series]) -> str:
    """The share of right answers against their confidence, in bins of equal size; as SVG."""

    def draw(axes: Axes) -> None:
        axes.plot((0, 1), (0, 1), color="#999999", linewidth=0.8)
        for one, colour in zip(series, _COLOURS, strict=False):
            bins = reliability(one.confidence, one.given_right)
            axes.plot(
                [some.confidence for some in bins],
                [some.right for some in bins],
                marker="o",
                color=colour,
                label=one.name,
            )
        axes.set(xlim=(0, 1), ylim=(0, 1), xlabel="confidence", ylabel="share right")
        axes.legend(frameon=False)

    return _svg("reliability", draw)


def confidence_plot(series: Series) -> str:
    """How many answers have which confidence, right ones and wrong ones; as SVG."""

    def draw(axes: Axes) -> None:
        right = series.given_right > 0
        axes.hist(
            [series.confidence[right], series.confidence[~right]],
            bins=BINS,
            range=(0, 1),
            stacked=True,
            color=list(_COLOURS),
            label=["right", "wrong"],
        )
        axes.set(xlim=(0, 1), xlabel="confidence", ylabel="answers")
        axes.legend(frameon=False)

    return _svg("confidence", draw)


def growth_plot(panels: Sequence[Panel]) -> str:
    """How measures grow with the number of passages, by its logarithm; as SVG.

    Those that grow tenfold are by their logarithm, too; others begin at zero. What is nan was not
    measured, and is left out.
    """

    def drawing(panel: Panel) -> Callable[[Axes], None]:
        def draw(axes: Axes) -> None:
            for number, (label, values) in enumerate(panel.curves.items()):
                colour = _COLOURS[number % len(_COLOURS)]
                axes.plot(panel.sizes, values, marker="o", color=colour, label=label)
            axes.set(xscale="log", xlabel="passages", ylabel=panel.unit)
            values = [value for values in panel.curves.values() for value in values]
            every = [value for value in values if not math.isnan(value)]
            if max(every) > _MUCH * min(every) > 0:
                axes.set_yscale("log")
            else:
                axes.set_ylim(0, _ROOM * max(every))
            for axis in (axes.xaxis, axes.yaxis):
                axis.set_major_formatter(lambda value, _: f"{value:,.10g}")
                axis.set_minor_formatter(lambda *_: "")
            axes.legend(frameon=False)

        return draw

    return _svg("growth", *map(drawing, panels))


def _svg(name: str, *draws: Callable[[Axes], None]) -> str:
    """Plots, two in a row, as an <svg> element; what it refers to has ids of its own, by `name`."""
    columns = min(2, len(draws))
    rows = -(-len(draws) // columns)
    with mpl.rc_context({"svg.fonttype": "none", "svg.hashsalt": name, "font.size": 9}):
        figure = Figure(figsize=(columns * _WIDTH, rows * _HEIGHT), layout="constrained")
        grid = figure.subplots(rows, columns, squeeze=False).flatten()
        for axes in grid[len(draws) :]:
            axes.set_visible(False)
        for axes, draw in zip(grid, draws, strict=False):
            axes.spines[["top", "right"]].set_visible(False)
            draw(axes)
        stream = io.StringIO()
        figure.savefig(stream, format="svg", metadata={"Date": None})
    text = stream.getvalue()
    return _GROUP_ID.sub("<g>", _METADATA.sub("", text[text.index("<svg") :]))
