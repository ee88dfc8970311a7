"""The words of the page: the same in both languages, and as many places for values in each."""

import string

import pytest

from chat.assets import program
from chat.words import WORDS, translations, words_for

ENGLISH, CHINESE = WORDS["en"], WORDS["zh"]


def places_in(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


def test_both_languages_say_the_same_things() -> None:
    assert ENGLISH.keys() == CHINESE.keys()


@pytest.mark.parametrize("name", sorted(ENGLISH))
def test_a_phrase_takes_the_same_values_in_both_languages(name: str) -> None:
    assert places_in(ENGLISH[name]) == places_in(CHINESE[name])
    assert any("\u4e00" <= sign <= "\u9fff" for sign in CHINESE[name])


@pytest.mark.parametrize("language", ["zh", "zh-CN", "ZH-tw", "zh-CN,zh;q=0.9"])
def test_chinese_is_spoken_to_who_reads_it(language: str) -> None:
    assert words_for(language) is CHINESE


@pytest.mark.parametrize("language", ["", "en-GB", "de", "fr-FR,zh;q=0.5", "*"])
def test_english_is_spoken_to_everybody_else(language: str) -> None:
    assert words_for(language) is ENGLISH


def test_the_browser_has_the_words_under_the_names_of_its_languages() -> None:
    assert set(translations().translations) == {"en", "zh", "zh-CN"}
    assert '"lost": "The connection to Chapterverse is lost' in program()
