"""Showing: links that lead back to their place."""

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from corpus import Span
from qa.showing import REFERENCE_PREFIX, Reference

SPANS = st.tuples(st.integers(0, 10**12), st.integers(1, 10**6)).map(
    lambda pair: Span(pair[0], pair[0] + pair[1])
)


@settings(deadline=None)
@given(st.text(), st.text("0123456789abcdef", max_size=64), SPANS, st.none() | SPANS)
@example("a:b%20#c?d&e=f.txt", "ab", Span(0, 1), None)
@example("#cite-x:00:1:2:3:4", "ab", Span(0, 1), Span(0, 1))
@example("报告/ü n\u202e.md", "ab", Span(0, 1), None)
@example("", "", Span(0, 1), None)
def test_a_reference_is_read_back_from_its_link(
    source: str, sha256: str, passage: Span, quote: Span | None
) -> None:
    reference = Reference(source, sha256, passage, quote)
    link = reference.link()
    assert link.startswith(REFERENCE_PREFIX)
    assert link.isascii()
    assert not set(link.removeprefix(REFERENCE_PREFIX)) & set(" \"'<>&#\n")
    assert Reference.parse(link) == reference


@pytest.mark.parametrize(
    "link",
    [
        "",
        "#cite-",
        "#",
        "javascript:alert(1)",
        "#cite-a.txt",
        "#cite-a.txt:00",
        "#cite-a.txt:00:1:2:3",
        "#cite-a.txt:00:1:2:3:4:5",
        "#cite-a.txt:00:-1:2:3:4",
        "#cite-a.txt:00:1.5:2:3:4",
        "#cite-a.txt:00: 1:2:3:4",
        "#cite-a.txt:00::::",
        "#cite-a.txt:00:x:2:3:4",
        "#cite-a.txt:00:²:2:3:4",
        f"#cite-a.txt:00:{'9' * 5000}:2:3:4",
        "https://evil.example:00:1:2:3:4",
    ],
    ids=lambda link: link[:30],
)
def test_what_no_reference_makes_is_read_as_none(link: str) -> None:
    assert Reference.parse(link) is None
