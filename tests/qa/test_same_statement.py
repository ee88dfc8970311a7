"""Same statement: what may be cited beside an answer, and what is only worded like it."""

import pytest

from qa.same_statement import say_the_same


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("The letter was signed by Dai Houliang.", "Dai Houliang signed the letter himself."),
        ("Participants wrote down every attack.", "The participants wrote every attack down."),
        ("The mill was built in 1903.", "In 1903 the mill was built."),
        ("It was closed in May 1912 by the council.",) * 2,
        ("东京大学成立于1877年。", "东京大学成立于1877年，是日本最早的大学。"),
    ],
)
def test_what_has_the_same_names_and_numbers_says_the_same(one: str, other: str) -> None:
    leans = one.startswith("It ")
    assert say_the_same(one, other) is not leans
    assert say_the_same(other, one) is not leans


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("The courier of route 777 is agent 12.", "The courier of route 7776 is agent 4297."),
        ("The fee was set at 54 euros.", "The fee was set at 45 euros."),
        ("The fee was two euros.", "The fee was three euros."),
        ("Paris has two airports.", "London has two airports."),
        ("The rector of Kazan is Ivanov.", "The rector of Moscow is Petrov."),
        ("Ректор Казанского университета — Иванов.", "Ректор Московского университета — Петров."),
        ("The letter was signed by Dai Houliang.", "The letter was signed."),
        ("The bridge was approved.", "The bridge was not approved."),
        ("A pilot study suggested fewer attacks.", "The tablets were counted each week."),
        ("The attacks were counted each week.", "Fewer attacks were told of in the pilot study."),
        ("The school was closed in the autumn.", "He closed the school in the autumn."),
        ("合同金额是五十万元。", "合同金额是八十万元。"),
        ("北京大学成立于1898年。", "香港大学成立于1911年。"),
    ],
)
def test_what_is_worded_alike_may_say_something_else(one: str, other: str) -> None:
    assert not say_the_same(one, other)
    assert not say_the_same(other, one)
