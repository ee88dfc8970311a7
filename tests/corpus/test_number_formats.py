"""Numbers as spreadsheets show them, by worked examples."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.number_formats import built_in_code, shown


@pytest.mark.parametrize(
    ("stored", "code", "seen"),
    [
        ("5", "General", "5"),
        ("0.30000000000000004", "General", "0.3"),
        ("-2.50", "General", "-2.5"),
        ("1E+20", "General", "100000000000000000000"),
        ("5", "", "5"),
        ("5", "@", "5"),
        ("5", 'General" kg"', "5 kg"),
        ("30000", "#,##0", "30,000"),
        ("29999.5", "#,##0", "30,000"),
        ("2.5", "0", "3"),
        ("1234.5", '"$"#,##0.00', "$1,234.50"),
        ("-5", "$0", "-$5"),
        ("-1234.5", "#,##0.00_);(#,##0.00)", "(1,234.50)"),
        ("1234.5", "#,##0.00\\ [$€-407]", "1,234.50 €"),
        ("1234.5", "[$EUR]\\ 0.0", "EUR 1234.5"),
        ("-0.001", "0.00", "0.00"),
        ("0", '0.00;-0.00;"-"', "-"),
        ("5", "[Red]0;[Blue]0", "5"),
        ("3.14159", "0.###", "3.142"),
        ("42", "0.###", "42"),
        ("7", "00000", "00007"),
        ("0.075", "0.0%", "7.5%"),
        ("0.5", "0%", "50%"),
        ("1500000", '0.0,,"M"', "1.5M"),
        ("5", ";;;", "5"),
        ("0.5", "# ?/?", "0.5"),
        ("12345.678", "0.00E+00", "12345.678"),
        ("1234567890", "000-000-0000", "1234567890"),
        ("not a number", "0.00", "not a number"),
        ("1E+300", "0.00", "1E+300"),
        ("NaN", "0.00", "NaN"),
    ],
)
def test_numbers_stand_as_people_see_them(stored: str, code: str, seen: str) -> None:
    assert shown(stored, code) == seen


@pytest.mark.parametrize(
    ("stored", "code", "seen"),
    [
        ("43902", "dd/mm/yyyy", "2020-03-12"),
        ("43902", "[$-409]d mmm yyyy;@", "2020-03-12"),
        ("43902", "d-mmm", "2020-03-12"),
        ("43902.6041666667", "yyyy-mm-dd hh:mm", "2020-03-12 14:30"),
        ("43902.6041666667", "d/m/yy h:mm:ss", "2020-03-12 14:30:00"),
        ("43891", "mmm-yy", "March 2020"),
        ("43891", "yyyy", "2020"),
        ("0.5", "h:mm AM/PM", "12:00"),
        ("0.5", "mm:ss", "12:00:00"),
        ("1.0833333333", "[h]:mm", "26:00"),
        ("0.0630208333", "[mm]:ss", "90:45"),
        ("0.0010416667", "[ss]", "90"),
        ("59", "y-m-d", "1900-02-28"),
        ("61", "y-m-d", "1900-03-01"),
        ("2958465", "y-m-d", "9999-12-31"),
        ("2958466", "y-m-d", "2958466"),
        ("-1", "y-m-d", "-1"),
    ],
)
def test_dates_and_times_stand_year_first(stored: str, code: str, seen: str) -> None:
    assert shown(stored, code) == seen


@pytest.mark.parametrize(
    ("stored", "code", "seen"), [("1.5", "[ſ]", "1.5"), ("3", "0ſ", "3ſ"), ("43902", "ſ", "ſ")]
)
def test_a_letter_that_is_like_one_of_a_date_makes_none(stored: str, code: str, seen: str) -> None:
    assert shown(stored, code) == seen


def test_days_may_count_from_1904() -> None:
    assert shown("42440", "y-m-d", from_1904=True) == "2020-03-12"
    assert shown("1.5", "[h]:mm", from_1904=True) == "36:00"


@pytest.mark.parametrize(
    ("number", "stored", "seen"),
    [
        (0, "1.5", "1.5"),
        (4, "1234.5", "1,234.50"),
        (10, "0.075", "7.50%"),
        (14, "43902", "2020-03-12"),
        (22, "43902.5", "2020-03-12 12:00"),
        (31, "43902", "2020-03-12"),
        (57, "43902", "2020-03-12"),
        (999, "43902", "43902"),
    ],
)
def test_formats_that_are_named_by_number_are_known(number: int, stored: str, seen: str) -> None:
    assert shown(stored, built_in_code(number)) == seen


@given(st.floats().map(repr), st.text('#0?.,%;-_*"\\[]$hmsydEe+/@ Gx€', max_size=20))
def test_any_number_in_any_format_is_shown(stored: str, code: str) -> None:
    assert isinstance(shown(stored, code), str)


@given(st.integers(-(10**12), 10**12))
def test_whole_numbers_are_grouped_as_python_groups_them(number: int) -> None:
    assert shown(str(number), "#,##0") == f"{number:,}"
    assert shown(str(number), "General") == str(number)
