"""What the first page says of the whole document: its title in large letters, and its date."""

from collections.abc import Sequence
from datetime import date

from corpus.layout.flow import Block
from corpus.stated_dates import document_date, line_date, signed_date

# A title is so much larger than the text at least, stands among the first blocks, and is no
# longer than this. Ours; too loose and a heading or a sentence passes for the title.
_LARGER = 1.15
_FIRST_BLOCKS = 8
_LONGEST = 250
_LETTERS = 3


def title_of(blocks: Sequence[Block], usual_size: float) -> str:
    """The title on a first page whose blocks are `blocks`: its largest letters; else "".

    Where nothing is larger than the text, a first line in bold is the title.
    """
    head = [block for block in blocks[:_FIRST_BLOCKS] if _is_title(block.text)]
    largest = max(head, key=lambda block: block.size, default=None)
    if largest is not None and largest.size >= _LARGER * usual_size:
        return " ".join(largest.text.split())
    if len(blocks) > 1 and blocks[0] in head and blocks[0].bold and not blocks[1].bold:
        return " ".join(blocks[0].text.split())
    return ""


def date_of(blocks: Sequence[Block]) -> date | None:
    """The first date on a line of its own, or the one that the head states, or who signs there."""
    lines = [line for block in blocks for line in block.text.split("\n")]
    alone = next((found for found in map(line_date, lines) if found), None)
    stated = document_date("\n\n".join(block.text for block in blocks[:_FIRST_BLOCKS]))
    return alone or stated or signed_date(lines)


def _is_title(text: str) -> bool:
    return len(text) <= _LONGEST and sum(map(str.isalpha, text)) >= _LETTERS
