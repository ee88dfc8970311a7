"""Which rows of a table a question passes over: where it names one, the others do not answer it."""

from corpus.document import Document
from corpus.lines import CELL_SEPARATOR
from corpus.passage import Passage, Span
from corpus.rows import is_row, named_cells, names_columns
from index.lexical import words_of
from qa.terms import QuestionTerms, function_stems


def rows_beside_the_named(passage: Passage, terms: QuestionTerms) -> frozenset[int]:
    """The rows of `passage` beside the only one whose first cell stands in the question.

    They are counted as sentences of the passage are, from 0.
    """
    document = passage.document
    if CELL_SEPARATOR not in passage.text:
        return frozenset()
    rows = {
        number: _first_cell(document, span)
        for number, span in enumerate(passage.sentences)
        if is_row(document, span) and not names_columns(document, span)
    }
    asked = f" {' '.join(words_of(terms.text))} "
    named = [number for number, first in rows.items() if _stands_in(first, asked)]
    return frozenset(rows) - set(named) if len(named) == 1 else frozenset()


def _first_cell(document: Document, row: Span) -> str:
    """What the first cell of `row` says, without the name that it may have there."""
    first = document.text[row.start : row.end].split(CELL_SEPARATOR.strip())[0]
    for cell in named_cells(document, row)[:1]:
        if cell.span.start < row.start + len(first):
            return document.text[cell.span.start : cell.span.end]
    return first


def _stands_in(cell: str, asked: str) -> bool:
    words = words_of(cell)
    return not function_stems().issuperset(words) and f" {' '.join(words)} " in asked
