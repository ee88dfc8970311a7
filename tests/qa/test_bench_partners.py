"""Programs measured beside each other: requests and replies, and what is said of one that fails."""

import sys

import pytest

from qa.bench_partners import Partner
from qa.errors import BenchError

PROGRAM = """
from qa.bench_partners import answer_requests
import sys

def double(number):
    print("this goes nowhere near the replies")
    return {"doubled": 2 * number}

def fail():
    sys.exit("no such file")

answer_requests({"double": double, "fail": fail})
"""
COMMAND = [sys.executable, "-c", PROGRAM]


def test_each_request_gets_its_reply_whatever_else_is_printed() -> None:
    with Partner(COMMAND) as partner:
        assert partner.ask("double", number=4) == {"doubled": 8}
        assert partner.ask("double", number=-1) == {"doubled": -2}


def test_a_program_that_ends_is_told_with_what_it_said() -> None:
    with Partner(COMMAND) as partner, pytest.raises(BenchError) as raised:
        partner.ask("fail")
    assert "ended with code 1 at “fail”: no such file" in raised.value.message


def test_a_program_that_has_ended_cannot_be_asked_again() -> None:
    with Partner(COMMAND) as partner:
        for _ in range(2):
            with pytest.raises(BenchError):
                partner.ask("fail")


def test_a_program_that_is_not_there_is_told() -> None:
    with pytest.raises(BenchError, match="/no/such/python"):
        Partner(["/no/such/python"])
