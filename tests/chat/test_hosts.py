"""Whom the server answers: no page but its own, and under no name but its own."""

import doctest
import http.client
import json
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlsplit

import anyio
import pytest
from starlette.types import Message, Receive, Scope, Send

import chat.hosts
from chat.hosts import HostCheck, is_page_of, name_in, names_of
from tests.chat.conftest import Served
from tests.chat.test_api import QUESTION, in_order


def sent(served: Served, method: str, path: str, **headers: str) -> tuple[int, str]:
    """The status and the text that come back for a request with these headers."""
    place = urlsplit(served.address)
    connection = http.client.HTTPConnection(str(place.hostname), place.port, timeout=60)
    body = json.dumps(in_order(QUESTION, 1)) if method == "POST" else None
    given = {"content-type": "application/json", **headers}
    try:
        connection.request(method, path, body, given)
        reply = connection.getresponse()
        return reply.status, reply.read().decode()
    finally:
        connection.close()


PATHS = [
    ("GET", "/"),
    ("GET", "/health"),
    ("GET", "/config"),
    ("GET", "/gradio_api/queue/data?session_hash=x"),
    ("POST", "/gradio_api/run/ask"),
    ("POST", "/gradio_api/upload"),
    ("POST", "/gradio_api/mcp/"),
]


@pytest.mark.parametrize(("method", "path"), PATHS)
def test_a_page_whose_name_leads_here_gets_nothing(served: Served, method: str, path: str) -> None:
    status, text = sent(served, method, path, host="evil.example:7860")
    assert status == 400
    assert text.startswith("This chat is not asked by the name 'evil.example:7860'.")
    assert "allowed_hosts" in text


@pytest.mark.parametrize("host", ["localhost", "LOCALHOST:99", "127.0.0.1:1", "[::1]:7860"])
def test_this_computer_is_answered_by_all_its_names(served: Served, host: str) -> None:
    status, text = sent(served, "POST", "/gradio_api/run/ask", host=host)
    assert status == 200
    assert json.loads(text)["data"][0]["question"] == QUESTION


@pytest.mark.parametrize("origin", ["http://evil.example", "http://localhost:3000", "null"])
@pytest.mark.parametrize("path", [path for method, path in PATHS if method == "POST"])
def test_another_page_changes_and_asks_nothing(served: Served, origin: str, path: str) -> None:
    status, text = sent(served, "POST", path, origin=origin, host="localhost:7860")
    assert status == 403
    assert text.startswith(f"A page of {origin!r} may change nothing at 'localhost:7860'")


def test_the_chats_own_page_is_answered(served: Served) -> None:
    path = "/gradio_api/run/ask"
    status, _ = sent(served, "POST", path, origin="http://localhost:7860", host="localhost:7860")
    assert status == 200
    assert sent(served, "GET", "/health", origin="http://evil.example")[0] == 200


def outcome(check: HostCheck, kind: str, *hosts: str, origin: str = "") -> list[Message]:
    """What the check sends by itself; nothing where the application is asked."""
    told: list[Message] = []

    async def send(message: Message) -> None:
        await anyio.lowlevel.checkpoint()
        told.append(message)

    async def receive() -> Message:
        raise AssertionError

    pairs = [(b"host", host.encode()) for host in hosts]
    pairs += [(b"origin", origin.encode())] if origin else []
    scope = {"type": kind, "method": "POST", "headers": pairs}
    # In a thread of its own: where a browser was tested before, a loop runs in this one.
    with ThreadPoolExecutor(1) as pool:
        pool.submit(anyio.run, check, scope, receive, send).result()
    return told


async def application(scope: Scope, receive: Receive, send: Send) -> None:
    """Answer nothing."""


@pytest.mark.parametrize(
    ("host", "origin", "refused"),
    [
        ("localhost", "http://localhost", False),
        ("localhost", "http://evil.example", True),
        ("evil.example", "http://evil.example", True),
    ],
)
def test_a_websocket_is_refused_like_a_request(host: str, origin: str, *, refused: bool) -> None:
    check = HostCheck(application, "127.0.0.1", ())
    told = outcome(check, "websocket", host, origin=origin)
    assert told == ([{"type": "websocket.close", "code": 1008}] if refused else [])


def test_what_is_no_request_goes_through() -> None:
    assert outcome(HostCheck(application, "127.0.0.1", ()), "lifespan") == []


def test_a_request_without_a_name_or_with_two_is_refused() -> None:
    check = HostCheck(application, "127.0.0.1", ())
    assert outcome(check, "http")[0]["status"] == 400
    assert outcome(check, "http", "localhost", "evil.example")[0]["status"] == 400
    assert outcome(check, "http", "localhost") == []


@pytest.mark.parametrize("host", ["127.0.0.1", "127.0.0.9", "::1", "localhost"])
def test_a_server_for_this_computer_has_loopback_names_and_those_allowed(host: str) -> None:
    assert names_of(host, ()) == {"localhost", "127.0.0.1", "::1", host}
    assert names_of(host, ("a.example",)) == names_of(host, ()) | {"a.example"}


def test_a_server_for_others_is_asked_by_any_name_until_some_are_allowed() -> None:
    assert outcome(HostCheck(application, "0.0.0.0", ()), "http", "any.example") == []
    named = HostCheck(application, "0.0.0.0", ("A.example:80", "fe80::1"))
    for host in ("a.example:7860", "a.example.", "[fe80::1]", "localhost:7860"):
        assert outcome(named, "http", host) == []
    assert outcome(named, "http", "b.example")[0]["status"] == 400


@pytest.mark.parametrize(
    "host",
    ["", " ", "evil.example/localhost", "localhost@evil.example", "[::1", "a b", "a:b", "::"],
)
def test_what_is_no_name_is_none(host: str) -> None:
    assert name_in(host) == ""


def test_the_examples_hold() -> None:
    outcome = doctest.testmod(chat.hosts)
    assert (outcome.failed, outcome.attempted) == (0, 5)


def test_the_usual_port_need_not_be_said() -> None:
    assert is_page_of("https://a.example", "A.example:443")
    assert is_page_of("http://a.example:80", "a.example")
    assert not is_page_of("https://a.example", "a.example:80")
    assert not is_page_of("a.example", "a.example")
