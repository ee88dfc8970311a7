"""Texts to test with: a document around any text, and Hypothesis strategies for untidy texts."""

from collections.abc import Iterable, Sequence

from hypothesis import strategies as st

from corpus import Document, Mark, Passage, Span, cite

# What readers meet: words, abbreviations, numbers, scripts without spaces, emoji, signs without
# width, words no line can hold, list marks, and stops of all kinds.
_TOKENS = (
    *("report", "Minister", "of", "I", "naïve", "don't", "St.", "Dr.", "Fig.", "e.g.", "al."),
    *("Jan.", "5th", "1.5", "(2020)", "2020", "a@b.example", "...", ".", "?!", "—", "“Yes.”"),
    *(
        "新型",
        "日本語のテキスト。",
        "終わり！",
        "Москва",
        "שלום",
        "العربية",
        "👩‍⚕️",
        "e\u0301",
        "\u200b",
    ),
    *("x" * 90, "字" * 70, "-", "•", "1.", "(a)", "IV.", "Contents:", "\ufeff", "\x00", "\x1b"),
)
_GAPS = (" ", " ", " ", "  ", "\t", "\u00a0", "\u3000", "\x0b", "\x0c", "\x85", "\u2028", "\x1c")
_BREAKS = ("\n", "\n", "\n\n", "\n \n", "\n\x0c\n", "\n\n\n\n", " \n\t")


@st.composite
def _joined(draw: st.DrawFn, parts: st.SearchStrategy[str], glue: Sequence[str], most: int) -> str:
    drawn = draw(st.lists(parts, max_size=most))
    return "".join(part + draw(st.sampled_from(glue)) for part in drawn)


_WORDS = st.sampled_from(_TOKENS) | st.text(max_size=6)
_LINES = (
    _joined(_WORDS, _GAPS, 6)
    | _joined(st.sampled_from(_TOKENS), (" ",), 30)
    | st.sampled_from(("- one", "* two", "3) three", "Home", "News", "Dear all,", "", "  "))
    | st.sampled_from(("> one", ">> two", "> > - three", ">", "> "))
)
UNTIDY_TEXTS = _joined(_LINES, _BREAKS, 12) | st.text(max_size=120)


def document(text: str, *marks: Mark) -> Document:
    """A document that holds `text`."""
    return Document(
        source="notes/a.txt", sha256="ab" * 32, title="", date=None, text=text, marks=marks
    )


def quotes(passage: Passage) -> list[str]:
    """What each of the passage's sentences is quoted as."""
    return [cite(passage.document, span).quote for span in passage.sentences]


def parts(text: str, spans: Iterable[Span]) -> list[str]:
    """The stretches of `text` at `spans`."""
    return [text[span.start : span.end] for span in spans]


def times_covered(text: str, spans: Iterable[Span]) -> set[int]:
    """In how many of the spans each character that is not white space stands."""
    times = [0] * len(text)
    for span in spans:
        for offset in range(span.start, span.end):
            times[offset] += 1
    return {times[offset] for offset, sign in enumerate(text) if not sign.isspace()}


def in_order(spans: Sequence[Span]) -> bool:
    """Whether every span holds something and ends before the next one starts."""
    bounds = [bound for span in spans for bound in (span.start, span.end)]
    return bounds == sorted(bounds) and all(len(span) for span in spans)
