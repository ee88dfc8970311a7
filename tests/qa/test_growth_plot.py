"""The plot of growth: each measure is drawn and named, sizes in words that people read."""

import re

from qa.plots import Panel, growth_plot

SIZES = (1000, 10_000, 100_000)


def words_in(plot: str) -> list[str]:
    return re.findall(r"<text[^>]*>([^<]+)</text>", plot)


def test_every_measure_is_named_with_its_unit_and_the_sizes() -> None:
    plot = growth_plot(
        [
            Panel("seconds", SIZES, {"build": (1.0, 12.0, 150.0), "open": (0.1, 0.2, 0.3)}),
            Panel("bytes a passage", SIZES, {"on the disk": (4000.0, 4100.0, 4200.0)}),
        ]
    )
    words = words_in(plot)
    assert {"seconds", "bytes a passage", "build", "open", "on the disk"} <= set(words)
    assert words.count("100,000") == 2


def test_what_grows_little_begins_at_zero_and_what_grows_much_does_not() -> None:
    little = words_in(growth_plot([Panel("bytes", SIZES, {"disk": (4000.0, 4100.0, 4200.0)})]))
    much = words_in(growth_plot([Panel("seconds", SIZES, {"build": (1.0, 12.0, 150.0)})]))
    assert "0" in little
    assert "0" not in much


def test_the_same_figures_give_the_same_plot() -> None:
    panels = [Panel("seconds", SIZES, {"build": (1.0, 12.0, 150.0)})]
    assert growth_plot(panels) == growth_plot(panels)
