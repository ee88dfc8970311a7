"""XML from strangers: names by namespace, and nothing read that the file does not hold."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.errors import DamagedFile
from corpus.xml_walk import xml_texts


def test_names_have_the_prefixes_that_were_asked_for() -> None:
    data = (
        b'<x:a xmlns:x="one" xmlns="two"><b x:c="1" d="2">text</b><x:e>  more\n text </x:e></x:a>'
    )
    assert xml_texts(data, "a", {"one": "n"}) == {
        "b@n:c": "1",
        "b@d": "2",
        "b": "text",
        "n:e": "more text",
    }


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"<a>",
        b"<a></b>",
        b"<a>\x00</a>",
        b'<?xml version="1.0" encoding="no-such"?><a/>',
        b'<?xml version="1.0" encoding="utf-16"?><a/>',
        b"<a>&none;</a>",
        b"<a>&#xD800;</a>",
        b"<a>\xed\xa0\x80</a>",
        b"<!DOCTYPE a [<!ELEMENT a ANY>]><a/>",
        b'<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/hostname">]><a>&b;</a>',
    ],
)
def test_what_is_damaged_or_declares_anything_is_refused(data: bytes) -> None:
    with pytest.raises(DamagedFile, match=r"^a\.xml is damaged: "):
        xml_texts(data, "a.xml", {})


def test_a_document_type_that_lies_elsewhere_is_not_fetched() -> None:
    data = b'<!DOCTYPE a SYSTEM "http://a.example/a.dtd"><a>b&eacute;&unknown;</a>'
    assert xml_texts(data, "a", {}) == {"a": "b\u00e9"}


@given(st.binary(max_size=60))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    try:
        xml_texts(data, "a", {})
    except DamagedFile:
        return
