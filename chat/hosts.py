"""Whom the server answers: who asks it by a name of its own, and changes things from its own page.

Any web page can let a name of its own lead to this computer, and can send requests to it. A browser
says in the Host header by which name the server is asked, and in the Origin header which page asks.
"""

import re
from collections.abc import Sequence
from ipaddress import ip_address

from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

_LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
# A name or an address, and a port.
_HOST = re.compile(r"(?:\[([0-9a-f:.]+)\]|([^][\s:/@]+))(?::\d*)?", re.IGNORECASE)
# These change nothing, and of what they give a browser shows other pages nothing.
_READING = frozenset({"GET", "HEAD", "OPTIONS"})
_SHOWN_CHARACTERS = 80


class HostCheck:
    """Answers as the application does, or says why not."""

    def __init__(self, app: ASGIApp, host: str, allowed: Sequence[str]) -> None:
        """Check for a server that listens at `host` and is reached by the names `allowed`, too."""
        self._app = app
        self._names = names_of(host, allowed)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request or a connection through, or refuse it."""
        refused = self._refusal(scope) if scope["type"] in {"http", "websocket"} else None
        if refused is None:
            await self._app(scope, receive, send)
        elif scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1008})
        else:
            await refused(scope, receive, send)

    def _refusal(self, scope: Scope) -> PlainTextResponse | None:
        headers = Headers(scope=scope)
        host = ", ".join(headers.getlist("host"))
        if self._names and name_in(host) not in self._names:
            return PlainTextResponse(
                f"This chat is not asked by the name {_shown(host)}. If it shall be, set"
                " allowed_hosts to that name in qa.toml, or QA_ALLOWED_HOSTS in the environment.\n",
                status_code=400,
            )
        origins = headers.getlist("origin")
        reading = scope.get("method") in _READING
        if not reading and not all(is_page_of(origin, host) for origin in origins):
            return PlainTextResponse(
                f"A page of {_shown(', '.join(origins))} may change nothing at {_shown(host)}: only"
                " the chat's own page may. A proxy in front of the chat has to pass the Host header"
                " on as it is.\n",
                status_code=403,
            )
        return None


def names_of(host: str, allowed: Sequence[str]) -> frozenset[str]:
    """The names by which a server that listens at `host` is asked; none at all for any name.

    A name leads to another address than a loopback one by the will of others, whom the program does
    not know; so there any name will do, unless some are `allowed`.

    >>> sorted(names_of("0.0.0.0", ["Archive.example"]))
    ['0.0.0.0', '127.0.0.1', '::1', 'archive.example', 'localhost']
    >>> sorted(names_of("0.0.0.0", []))
    []
    """
    if not allowed and not _is_loopback(host):
        return frozenset()
    return _LOOPBACK | {name_in(name) or name.lower() for name in (host, *allowed)}


def name_in(host: str) -> str:
    """The name in a Host header, without the port; "" where there is none.

    >>> name_in("LOCALHOST:7860"), name_in("[::1]:7860"), name_in("a.example, b.example")
    ('localhost', '::1', '')
    """
    parts = _HOST.fullmatch(host.strip())
    return (parts[1] or parts[2]).lower().removesuffix(".") if parts else ""


def is_page_of(origin: str, host: str) -> bool:
    """Whether a page of `origin` comes from `host`, by name and port.

    >>> is_page_of("http://localhost:7860", "localhost:7860")
    True
    >>> is_page_of("http://localhost:3000", "localhost:7860"), is_page_of("null", "localhost")
    (False, False)
    """
    scheme, _, place = origin.lower().partition("://")
    usual = {"http": ":80", "https": ":443"}.get(scheme, "")
    return bool(place) and place.removesuffix(usual) == host.lower().removesuffix(usual)


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host.lower() == "localhost"


def _shown(text: str) -> str:
    return repr(text[:_SHOWN_CHARACTERS])
