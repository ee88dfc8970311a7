"""Headers of e-mails as people read them."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.mail_headers import decoded, readable


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        ("Masks for Italy", "Masks for Italy"),
        ("=?utf-8?q?Gr=C3=BC=C3=9Fe_aus?= Rom", "Grüße aus Rom"),
        ("=?UTF-8?B?R3LDvMOfZQ==?=", "Grüße"),
        ("=?utf-8?B?R3LDvMOfZQ?=", "Grüße"),
        ("=?utf-8?q?Gr=C3?=\n =?utf-8?q?=BC=C3=9Fe?=", "Grüße"),
        ("=?iso-8859-1?q?Gr=FC?= =?utf-8?q?=C3=9Fe?=", "Grüße"),
        ("=?utf-8*de?q?Gr=C3=BC=C3=9Fe?=", "Grüße"),
        ("Re: =?utf-8?q?a?= and =?utf-8?q?b?=", "Re: a and b"),
        ("=?nonsense?q?Gr=C3=BC=C3=9Fe?=", "Grüße"),
        ("=?utf-8?q?Gr=FC=DFe?=", "Grüße"),
        ("Gr\udcc3\udcbc\udcc3\udc9fe", "Grüße"),
        ("Gr\udcfc\udcdfe aus M\udcfcnchen", "Grüße aus München"),
        ("a\n b\r\n\tc", "a b c"),
        ("=?utf-8?b?????=", "=?utf-8?b?????="),
        ("=?x", "=?x"),
        ("", ""),
    ],
)
def test_a_header_is_read_on_one_line(raw: str, text: str) -> None:
    assert readable(raw) == text


@pytest.mark.parametrize(
    ("content", "encoding", "text"),
    [
        (b"Gr\xfc\xdfe", "iso-8859-1", "Grüße"),
        ("Grüße".encode(), "us-ascii", "Grüße"),
        (b"Gr\xfc\xdfe", "utf-8", "Grüße"),
        (b"Gr\xfc\xdfe", "no\0such", "Grüße"),
        (b"a-b", "punycode", "a-b"),
        (b"+AOQ-", "utf-7", "+AOQ-"),
        (b"\\n", "unicode-escape", "\\n"),
        (b"eA==", "base64", "eA=="),
        (b"\0\xff\0", "us-ascii", "\0\ufffd\0"),
    ],
)
def test_a_text_in_the_wrong_encoding_is_read_all_the_same(
    content: bytes, encoding: str, text: str
) -> None:
    assert decoded(content, encoding).text == text


@given(st.text(st.characters(exclude_categories=()) | st.sampled_from("=?qQbB_"), max_size=80))
def test_any_header_is_read(raw: str) -> None:
    text = readable(raw)
    text.encode()
    assert len(text.splitlines()) <= 1


@pytest.mark.parametrize("part", ["=?utf-8?q?a?= ", "=?utf-8?q?", "=?", "=?a?b?", " "])
def test_long_headers_take_no_longer_than_their_length(part: str) -> None:
    start = time.perf_counter()
    readable(part * 100_000)
    assert time.perf_counter() - start < 10
