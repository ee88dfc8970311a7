"""JSON lines and JSON: records, numbers as written, lines that are broken, hostile nesting."""

import json
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus import Mark
from corpus.errors import DamagedFile, NotText
from corpus.extract import Extract
from corpus.readers.jsonl import read_json, read_jsonl
from tests.corpus.readers.mutations import damaged, extract_of

LONG = "Two vans brought the masks to all of the schools. " * 6


def lines(*values: str) -> Extract:
    return read_jsonl("\n".join(values).encode(), "a.jsonl")


def text_of(value: str) -> str:
    return read_json(value.encode(), "a.json").text


def test_each_line_is_a_record_and_a_place() -> None:
    extract = lines('{"country": "Italy", "masks": 30000}', "", '{"country": "Iran"}')
    assert extract == Extract(
        text="country: Italy | masks: 30000\n\ncountry: Iran",
        marks=(Mark(0, "line 1"), Mark(31, "line 3")),
        title="",
        date=None,
        how="JSON lines, utf-8, 2 lines",
    )


def test_running_text_is_a_paragraph_without_a_name() -> None:
    record = json.dumps({"_id": "7", "title": "Masks", "text": LONG, "summary": LONG})
    assert lines(record).text.split("\n\n") == [
        "_id: 7 | title: Masks",
        LONG.strip(),
        f"summary: {LONG.strip()}",
    ]


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ('{"a": {"b": 1, "c": {"d": "x"}}}', "a.b: 1 | a.c.d: x"),
        ('{"tags": ["red", "blue", 3]}', "tags: red, blue, 3"),
        ('{"vans": [{"id": 1}, {"id": 2, "n": [[1], 2]}]}', "id: 1\n\nid: 2 | n.1: 1 | n.2: 2"),
        ('{"a": 1.50, "b": 1e5, "c": 12345678901234567890123}', None),
        ('{"a": true, "b": false, "c": null, "d": ""}', "a: true | b: false"),
        ('{"a": 1, "a": 2}', "a: 1 | a: 2"),
        ('{"a": "x\\ud800\\u0000y\\r\\nz"}', "a: x\ufffdy z"),
        ('{"": "x", "a\\nb": "y"}', "x | a b: y"),
        ('["one", 2]', "one\n\n2"),
        ('"lone"', "lone"),
        ("null", ""),
        ("", ""),
        ("{}", ""),
    ],
)
def test_values_stand_as_they_are_written(value: str, text: str | None) -> None:
    expected = "a: 1.50 | b: 1e5 | c: 12345678901234567890123" if text is None else text
    assert text_of(value) == expected


def test_lists_over_the_limit_are_values_of_their_own() -> None:
    assert text_of(json.dumps({"a": ["x" * 200, "y" * 200]})) == f"a.1: {'x' * 200} | a.2: " + (
        "y" * 200
    )


def test_items_of_an_array_are_places() -> None:
    assert read_json(b'[{"a": 1}, {}, {"a": 3}]', "a.json").marks == (
        Mark(0, "item 1"),
        Mark(6, "item 3"),
    )


def test_an_array_within_the_outermost_object_is_its_table() -> None:
    extract = read_json(b'{"name": "List", "vans": [{"id": 1}, {"id": 2}], "year": 2}', "a.json")
    assert extract.text == "name: List | year: 2\n\nid: 1\n\nid: 2"
    assert [mark.label for mark in extract.marks] == ["beginning", "vans, item 1", "vans, item 2"]


def test_broken_lines_are_noted_and_the_others_read() -> None:
    extract = lines('{"a": 1}', '{"a": ', '{"a": 3}', "oops")
    assert extract.text == "a: 1\n\na: 3"
    assert extract.notes == ("2 lines are no JSON and were not read: 2, 4",)


def test_of_many_broken_lines_the_first_are_named() -> None:
    (note,) = lines("1", *["x"] * 12).notes
    assert note == "12 lines are no JSON and were not read: 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, ..."


def test_either_kind_is_read_under_the_name_of_the_other() -> None:
    assert lines("{", '"a": 1,', '"b": 2', "}").text == "a: 1 | b: 2"
    assert text_of('{"a": 1}\n{"a": 2}\n') == "a: 1\n\na: 2"


@pytest.mark.parametrize("text", ["{", "no JSON", '{"a": 1', "[" * 100_000, "1 2\n3 4"])
def test_what_is_no_json_is_refused(text: str) -> None:
    for reader in (read_json, read_jsonl):
        with pytest.raises(DamagedFile, match=r"^a\.json is no JSON"):
            reader(text.encode(), "a.json")


def test_binary_data_is_refused() -> None:
    with pytest.raises(NotText, match=r"a\.jsonl"):
        read_jsonl(bytes(range(256)), "a.jsonl")


@pytest.mark.parametrize(
    "text",
    [
        "[" * 200_000 + "]" * 200_000 + '\n{"a": 1}',
        '{"a":' * 200_000,
        '{"a":' * 900 + "1" + "}" * 900,
        '{"' + "a" * 5_000_000 + '": {"b": [1, {"c": 2}]}}',
        "9" * 3_000_000,
        "{broken\n" * 200_000 + "1",
        "[" + "[1]," * 300_000 + "1]",
    ],
    ids=["arrays", "open", "objects", "a long name", "a long number", "broken", "many"],
)
def test_hostile_files_are_read_or_refused_in_seconds(text: str) -> None:
    start = time.perf_counter()
    extract_of(read_jsonl, text.encode(), "a.jsonl")
    assert time.perf_counter() - start < 20


_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text("ab é.|", max_size=6),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text("xy.", max_size=3), inner, max_size=4)
    ),
    max_leaves=12,
)


def leaves(value: object) -> list[str]:
    if isinstance(value, dict):
        return [leaf for inner in value.values() for leaf in leaves(inner)]
    if isinstance(value, list):
        return [leaf for inner in value for leaf in leaves(inner)]
    return [] if value is None else [value if isinstance(value, str) else json.dumps(value)]


@settings(max_examples=150)
@given(_VALUES)
def test_every_value_is_found_in_the_text(value: object) -> None:
    extract = extract_of(read_json, json.dumps(value).encode(), "a.json")
    assert extract is not None
    text = " ".join(extract.text.split())
    assert all(" ".join(leaf.split()) in text for leaf in leaves(value))


@settings(max_examples=100)
@given(st.binary(max_size=100) | st.text('{}[]",:1a\\u\n ', max_size=40).map(str.encode))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    extract_of(read_json, data, "a.json")
    extract_of(read_jsonl, data, "a.jsonl")


def test_damaged_files_are_read_or_refused() -> None:
    for data in damaged(b'{"a": {"b": [1, "\\ud83d"]}}\n{"text": "x"}\n', 300):
        extract_of(read_jsonl, data, "a.jsonl")
