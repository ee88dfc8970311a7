"""Records as text: short values on one line, long ones as paragraphs."""

from corpus.records import Field, record_blocks

LONG = "The masks came by ship, and it took them four weeks. " * 6


def test_the_values_of_a_record_stand_on_one_line_behind_their_names() -> None:
    fields = [Field("Country", "Italy"), Field("Masks", "30,000"), Field("", "urgent")]
    assert record_blocks(fields) == ["Country: Italy | Masks: 30,000 | urgent"]


def test_blank_values_are_left_out() -> None:
    assert record_blocks([Field("Country", "Italy"), Field("Masks", " \n")]) == ["Country: Italy"]
    assert record_blocks([Field("Country", ""), Field("Masks", " ")]) == []


def test_line_breaks_in_a_short_value_are_spaces() -> None:
    assert record_blocks([Field("To", "Quay Street 5\n\nHarbour")]) == ["To: Quay Street 5 Harbour"]


def test_a_long_value_is_a_block_of_its_own_that_keeps_its_lines() -> None:
    text = f"{LONG}\n\nThe ministry"
    fields = [Field("Note", text), Field("Country", "Italy"), Field("", LONG)]
    assert record_blocks(fields) == ["Country: Italy", f"Note: {text}", LONG.strip()]


def test_what_cannot_be_stored_is_cleaned_away() -> None:
    assert record_blocks([Field("a\x00", "b\ud800")]) == ["a: b\ufffd"]
