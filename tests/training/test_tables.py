"""The tables in docs/ cannot rot: they are what the kept figures make."""

from training.figures import DOCS
from training.tables import page


def test_the_page_on_retrieval_is_made_of_the_kept_figures() -> None:
    assert (DOCS / "retrieval.md").read_text(encoding="utf-8") == page()
