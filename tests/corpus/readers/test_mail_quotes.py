"""Quoted mail: the marks go, all else stays, and what was quoted is known by its place."""

from hypothesis import given
from hypothesis import strategies as st

from corpus.readers.mail_quotes import Stretch, stretches

QUOTED = "message, quoted"


def test_a_text_without_quotes_is_one_stretch_as_it_stands() -> None:
    text = "Dear Tomas,\n\n  two vans -> the school.\n"
    assert stretches(text) == (Stretch(text, "message"),)


def test_what_was_quoted_as_often_stands_together_without_its_marks() -> None:
    text = (
        "Yes.\n\n> How many vans\n> - for the school\n>   on the hill?\n>\n"
        "> Clara wrote:\n>> Can you help?\n> > We have\n>>none.\nTomas"
    )
    assert stretches(text) == (
        Stretch("Yes.\n", "message"),
        Stretch("How many vans\n- for the school\n  on the hill?\n\nClara wrote:", QUOTED),
        Stretch("Can you help?\nWe have\nnone.", QUOTED),
        Stretch("Tomas", "message"),
    )


def test_a_lone_comparison_keeps_its_sign() -> None:
    assert stretches("The fee is\n> 500 crowns.") == (Stretch("The fee is\n> 500 crowns."),)


@given(st.text(st.sampled_from("ab5 >\n\t"), max_size=60))
def test_nothing_is_lost_but_marks_at_the_head_of_lines(text: str) -> None:
    kept = "".join("".join(one.text.split()) for one in stretches(text))
    without = (line.lstrip("> \t") for line in text.split("\n"))
    assert kept.replace(">", "") == "".join("".join(line.split()) for line in without).replace(
        ">", ""
    )
