"""What is said of a PDF file's pages that could not be read, or only in part."""

from collections.abc import Sequence
from itertools import groupby

from corpus.layout.page_edges import EdgeRow

_MOST_EDGES_QUOTED = 4
_EDGE_LETTERS = 60


def page_list(numbers: Sequence[int], total: int) -> str:
    """The pages `numbers`, in order, of `total` ones, in words.

    >>> page_list([1, 2, 3, 7], 9), page_list([4], 5)
    ('pages 1-3, 7 of 9', 'page 4 of 5')
    """
    runs: list[str] = []
    for _, group in groupby(enumerate(numbers), key=lambda pair: pair[1] - pair[0]):
        run = [number for _, number in group]
        runs.append(str(run[0]) if len(run) == 1 else f"{run[0]}-{run[-1]}")
    return f"page{'s' if len(numbers) > 1 else ''} {', '.join(runs)} of {total}"


def without_text_layer(numbers: Sequence[int], total: int) -> str:
    """That pages are pictures, from which no reader has made text yet."""
    return f"no text layer on {page_list(numbers, total)} (scanned): needs text recognition"


def edges_note(edges: Sequence[EdgeRow]) -> str:
    """Which running heads and feet are not in the text."""
    pages = {edge.page for edge in edges}
    texts = list(dict.fromkeys(edge.text for edge in edges))
    quoted = ", ".join(f'"{text[:_EDGE_LETTERS]}"' for text in texts[:_MOST_EDGES_QUOTED])
    more = ", ..." if len(texts) > _MOST_EDGES_QUOTED else ""
    lines = "1 line" if len(edges) == 1 else f"{len(edges)} lines"
    where = "1 page" if len(pages) == 1 else f"{len(pages)} pages"
    return (
        f"running heads, feet and page numbers were left out: {lines} on {where} ({quoted}{more})"
    )


def counted(count: int, one: str, many: str) -> str:
    """The count with its noun.

    >>> counted(1, "picture", "pictures"), counted(2, "picture", "pictures")
    ('1 picture', '2 pictures')
    """
    return f"{count:,} {one if count == 1 else many}"
