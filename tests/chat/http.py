"""Plain HTTP to the chat: what any program, or an attacker, can send."""

import json
import urllib.error
import urllib.request
from dataclasses import dataclass
from typing import Any

_SECONDS = 60


@dataclass(frozen=True, slots=True)
class Reply:
    """A status and what came with it."""

    status: int
    body: bytes

    def json(self) -> Any:  # noqa: ANN401 - whatever the server says
        """The body as JSON."""
        return json.loads(self.body)


def get(address: str, path: str) -> Reply:
    """Ask for a page."""
    return _send(urllib.request.Request(f"{address}{path}"))


def post(address: str, path: str, value: object) -> Reply:
    """Send JSON."""
    data = json.dumps(value).encode()
    headers = {"content-type": "application/json"}
    return _send(urllib.request.Request(f"{address}{path}", data, headers))


def call(address: str, name: str, **named: object) -> Any:  # noqa: ANN401
    """Call an endpoint with named values, in the two steps of Gradio's interface for HTTP."""
    event = post(address, f"/gradio_api/call/v2/{name}", named).json()["event_id"]
    return events_in(get(address, f"/gradio_api/call/v2/{name}/{event}"))


def events_in(reply: Reply) -> dict[str, Any]:
    """The last value of each kind of event in a stream."""
    events: dict[str, Any] = {}
    kind = ""
    for line in reply.body.decode().splitlines():
        if line.startswith("event: "):
            kind = line.removeprefix("event: ")
        elif line.startswith("data: "):
            events[kind] = json.loads(line.removeprefix("data: "))
    return events


def upload(address: str, name: str, data: bytes) -> str:
    """Send a file as the browser does; gives the path that the server has it under."""
    boundary = "0123456789"
    head = f'--{boundary}\r\nContent-Disposition: form-data; name="files"; filename="{name}"\r\n'
    body = f"{head}Content-Type: application/octet-stream\r\n\r\n".encode() + data
    body += f"\r\n--{boundary}--\r\n".encode()
    headers = {"content-type": f"multipart/form-data; boundary={boundary}"}
    request = urllib.request.Request(f"{address}/gradio_api/upload", body, headers)
    reply = _send(request)
    assert reply.status == 200, reply
    return str(reply.json()[0])


def press(address: str, handler: str, values: list[object]) -> list[dict[str, Any]]:
    """What the page's own handler of that name answers, message by message."""
    dependencies = get(address, "/config").json()["dependencies"]
    (number,) = [one["id"] for one in dependencies if one["api_name"] == handler]
    join = {"data": values, "fn_index": number, "session_hash": "test"}
    reply = post(address, "/gradio_api/queue/join", join)
    assert reply.status == 200, reply
    stream = get(address, "/gradio_api/queue/data?session_hash=test").body.decode()
    lines = [line.removeprefix("data: ") for line in stream.splitlines() if line]
    return [json.loads(line) for line in lines]


def _send(request: urllib.request.Request) -> Reply:
    try:
        with urllib.request.urlopen(request, timeout=_SECONDS) as reply:
            return Reply(reply.status, reply.read())
    except urllib.error.HTTPError as error:
        with error:
            return Reply(error.code, error.read())
