import asyncio

import pytest

from rnnviz.ui.workspace import COOKIE, WorkspaceCookie


def answer(*headers, kind=b"text/html; charset=utf-8", scope="http"):
    """Return the cookies that a browser with these headers is given."""
    sent = []

    async def app(_, __, send):
        await send({"type": "http.response.start", "headers": [(b"content-type", kind)]})
        await send({"type": "http.response.body", "body": b""})

    async def send(message):
        sent.append(message)

    request = {"type": scope, "headers": list(headers)}
    asyncio.run(WorkspaceCookie(app)(request, None, send))
    return [value.decode() for name, value in sent[0]["headers"] if name == b"set-cookie"]


def test_a_new_browser_gets_a_secret_of_its_own():
    (first,), (second,) = answer(), answer()
    assert first.startswith(f"{COOKIE}=")
    assert first != second
    assert "HttpOnly" in first and "SameSite=Lax" in first and "Secure" not in first
    assert "Secure" in answer((b"x-forwarded-proto", b"https"))[0]


def test_a_browser_that_has_one_keeps_it():
    (cookie,) = answer()
    assert answer((b"cookie", cookie.split(";")[0].encode())) == []
    assert answer((b"cookie", f"a=b; {cookie.split(';')[0]}".encode())) == []


@pytest.mark.parametrize("sent", [b"rnnviz_workspace=x", b"rnnviz_workspace=../../etc", b"\xff=;;"])
def test_what_is_no_cookie_of_ours_is_replaced(sent):
    assert len(answer((b"cookie", sent))) == 1


def test_only_the_page_brings_a_cookie():
    assert answer(kind=b"text/javascript") == []
    assert answer(scope="websocket") == []
