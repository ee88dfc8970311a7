"""The endpoints, asked by real clients: plain HTTP, gradio_client, and an MCP client."""

import asyncio
import json
import os
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from qa.errors import MissingExtra
from tests.chat.conftest import HARBOUR, Served
from tests.chat.http import call, get, post

QUESTION = "Who rebuilt the harbour of Lisbon?"
PARAMETERS = ["question", "k", "sources", "folders", "issuers", "since", "until"]


def in_order(*values: object) -> dict[str, object]:
    """All seven values of an endpoint, for a plain POST."""
    defaults: list[object] = ["", 5, None, None, None, "", ""]
    return {"data": [*values, *defaults[len(values) :]]}


def assert_answer(answer: dict[str, Any]) -> None:
    """The answer names the engineer, with a citation that anyone can check."""
    assert answer["question"] == QUESTION
    assert answer["passages"][0]["text"] == HARBOUR
    assert answer["passages"][0]["source"] == "harbour.txt"
    if answer["found"]:
        (citation, *_) = answer["citations"]
        assert HARBOUR[citation["start"] : citation["end"]] == citation["quote"] == answer["text"]


def test_only_the_three_endpoints_are_offered_and_their_answers_are_typed(served: Served) -> None:
    info = get(served.address, "/gradio_api/info").json()
    assert list(info["named_endpoints"]) == ["/ask", "/passages", "/documents"]
    assert info["unnamed_endpoints"] == {}
    ask = info["named_endpoints"]["/ask"]
    assert [one["parameter_name"] for one in ask["parameters"]] == PARAMETERS
    given = ask["returns"][0]["type"]["properties"]
    assert given["found"] == {"type": "boolean"}
    assert given["citations"]["items"]["properties"]["start"] == {"type": "integer"}
    listed = info["named_endpoints"]["/documents"]["returns"][0]["type"]["properties"]
    assert listed["documents"]["items"]["properties"]["uploaded"] == {"type": "boolean"}


def test_a_plain_post_gives_the_answer(served: Served) -> None:
    reply = post(served.address, "/gradio_api/run/ask", in_order(QUESTION, 2))
    assert reply.status == 200
    (answer,) = reply.json()["data"]
    assert_answer(answer)
    assert len(answer["passages"]) == 2


def test_values_can_be_named_over_http(served: Served) -> None:
    (answer,) = call(served.address, "ask", question=QUESTION, k=1)["complete"]
    assert_answer(answer)
    (listed,) = call(served.address, "documents")["complete"]
    assert [one["source"] for one in listed["documents"]] == ["harbour.txt", "letters/academy.md"]
    letter = listed["documents"][1]
    assert (letter["title"], letter["date"], letter["issuer"], letter["uploaded"]) == (
        "A letter",
        "2020-02-20",
        "The Academy of Bridges",
        False,
    )
    assert [one["reason"] for one in listed["not_read"]] == ["empty.txt is empty"]
    assert (listed["passages"], listed["unfinished"]) == (2, False)


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ((["letters/academy.md"],), ["letters/academy.md"]),
        ((None, ["letters"]), ["letters/academy.md"]),
        ((None, None, ["bridges"]), ["letters/academy.md"]),
        ((None, None, None, "2020-02", "2020"), ["letters/academy.md"]),
        ((), ["harbour.txt", "letters/academy.md"]),
    ],
)
def test_passages_come_from_the_documents_that_are_chosen(
    served: Served, values: tuple[object, ...], expected: list[str]
) -> None:
    given = in_order("Who rebuilt the harbour?", 5, *values)
    (found,) = post(served.address, "/gradio_api/run/passages", given).json()["data"]
    assert [one["source"] for one in found["passages"]] == expected
    assert [one["rank"] for one in found["passages"]] == list(range(1, len(expected) + 1))


@pytest.mark.parametrize(
    ("values", "message"),
    [
        (("",), "the question is blank"),
        ((7,), "7, which is no text"),
        ((QUESTION, 0), "k is 0"),
        ((QUESTION, "five"), "k is 'five'"),
        ((QUESTION, 1, ["harbor.txt"]), "did you mean harbour.txt?"),
        ((QUESTION, 1, "harbour.txt"), "sources is no list of names"),
        ((QUESTION, 1, [], [3]), "folders is no list of names"),
        ((QUESTION, 1, None, None, None, "May"), "'May' is no date"),
        ((QUESTION, 1, None, None, None, "2030"), "no document is from 2030-01-01 or later"),
    ],
)
def test_what_is_wrong_is_told_with_what_to_do(
    served: Served, values: tuple[object, ...], message: str
) -> None:
    reply = post(served.address, "/gradio_api/run/ask", in_order(*values))
    assert reply.status == 500
    assert message in reply.json()["error"]


def test_the_health_route_says_that_it_runs(served: Served) -> None:
    assert get(served.address, "/health").json() == {"status": "ok", "passages": 2}


def test_what_belongs_to_the_page_is_not_offered_by_name(served: Served) -> None:
    from gradio_client import Client

    client = Client(served.address, verbose=False, analytics_enabled=False)
    for name in ("add", "remove", "choose"):
        with pytest.raises(ValueError, match="Cannot find a function"):
            client.predict(api_name=f"/{name}")


def test_gradio_client_gets_typed_answers(served: Served) -> None:
    from gradio_client import Client

    client = Client(served.address, verbose=False, analytics_enabled=False)
    assert_answer(client.predict(question=QUESTION, api_name="/ask"))
    found = client.predict(QUESTION, k=1, issuers=["academy"], api_name="/passages")
    assert [one["source"] for one in found["passages"]] == ["letters/academy.md"]
    assert len(client.predict(api_name="/documents")["documents"]) == 2


def test_an_assistant_asks_by_the_model_context_protocol(served: Served) -> None:
    if not os.environ.get("CI"):
        pytest.importorskip("mcp", reason="the extra chapterverse[mcp] is not installed")
    from mcp import ClientSession
    from mcp.client.streamable_http import streamable_http_client

    async def ask() -> tuple[list[Any], Any, Any]:
        address = f"{served.address}/gradio_api/mcp/"
        async with (
            streamable_http_client(address) as (reading, writing, _),
            ClientSession(reading, writing) as session,
        ):
            await session.initialize()
            tools = (await session.list_tools()).tools
            answered = await session.call_tool("ask", {"question": QUESTION, "k": 1})
            refused = await session.call_tool("ask", {"question": QUESTION, "folders": ["x"]})
            return tools, answered, refused

    # In a thread of its own: the browser's tests leave a loop running in this one.
    with ThreadPoolExecutor(1) as pool:
        tools, answered, refused = pool.submit(lambda: asyncio.run(ask())).result()
    assert [tool.name for tool in tools] == ["ask", "passages", "documents"]
    assert "citations" in tools[0].description
    schema = tools[0].inputSchema
    assert list(schema["properties"]) == PARAMETERS
    assert schema["properties"]["since"]["description"].startswith("Ask documents of this day")
    assert not answered.isError
    assert_answer(json.loads(answered.content[0].text))
    assert refused.isError
    assert "no document lies in the folder x" in refused.content[0].text


def test_without_the_library_for_it_the_command_to_install_it_is_said(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    import chat.mcp_server

    monkeypatch.setattr(chat.mcp_server, "find_spec", lambda _: None)
    with pytest.raises(MissingExtra) as caught:
        chat.mcp_server.check_mcp()
    assert "`pip install 'chapterverse[mcp]'`" in caught.value.hint
