import asyncio

import pytest

from rnnviz.ui.workspace import COOKIE, WorkspaceCookie


def answer(*headers, kind=b"text/html; charset=utf-8", scope="http", path="/"):
    """Return the cookies that a browser with these headers is given."""
    return [value.decode() for name, value in ask(*headers, kind=kind, scope=scope, path=path)[1]]


def ask(*headers, kind=b"text/html; charset=utf-8", scope="http", path="/"):
    """Return the status of an answer and its cookies."""
    sent = []

    async def app(_, __, send):
        start = {"type": "http.response.start", "status": 200}
        await send({**start, "headers": [(b"content-type", kind)]})
        await send({"type": "http.response.body", "body": b""})

    async def send(message):
        sent.append(message)

    request = {"type": scope, "headers": list(headers), "path": path, "scheme": "http"}
    asyncio.run(WorkspaceCookie(app)(request, None, send))
    cookies = [pair for pair in sent[0]["headers"] if pair[0] == b"set-cookie"]
    return sent[0]["status"], cookies


def test_a_new_browser_gets_a_secret_of_its_own():
    (first,), (second,) = answer(), answer()
    assert first.startswith(f"{COOKIE}=")
    assert first != second
    assert "HttpOnly" in first and "SameSite=Lax" in first and "Secure" not in first
    assert "Secure" in answer((b"x-forwarded-proto", b"https"))[0]


@pytest.mark.parametrize(
    ("told", "secure"),
    [
        ("https", True),
        ("HTTPS", True),
        (" https , http", True),
        ("https,https", True),
        ("wss", True),
        ("http", False),
        ("http, https", False),  # the visitor's own way is the first, and is not encrypted
        ("httpsx", False),
        ("", False),
    ],
)
def test_whatever_way_a_proxy_writes_it_tls_gives_a_secure_cookie(told, secure):
    (cookie,) = answer((b"X-Forwarded-Proto", told.encode()))
    assert ("Secure" in cookie.split("; ")) == secure


def test_files_are_for_browsers_with_a_cookie():
    (cookie,) = answer()
    sent = (b"cookie", cookie.split(";")[0].encode())
    for path in ("/media/a.csv", "/below/media/a.csv"):
        assert ask(path=path) == (403, [])
        assert ask((b"cookie", b"rnnviz_workspace=short"), path=path)[0] == 403
        assert ask(sent, path=path)[0] == 200


@pytest.mark.parametrize(
    "sent",
    [
        (b"set-cookie", b"rnnviz_workspace=" + b"x" * 22),
        (b"x-forwarded-proto", b"https; rnnviz_workspace=" + b"x" * 22),
        (b"cookie", b"another=" + b"x" * 22),
    ],
)
def test_no_request_chooses_what_cookie_is_given(sent):
    first, second = answer(sent), answer(sent)
    assert len(first) == 1 and first != second
    assert "x" * 22 not in first[0]


def test_a_browser_that_has_one_keeps_it():
    (cookie,) = answer()
    assert answer((b"cookie", cookie.split(";")[0].encode())) == []
    # Whatever other programs of this host have left before it.
    for other in ("a=b", 'prefs={"a":1,"b":2}', "a b=1", "ab[c]=1", "flag", "path=/", "x=1;"):
        assert answer((b"cookie", f"{other}; {cookie.split(';')[0]}".encode())) == [], other


@pytest.mark.parametrize("sent", [b"rnnviz_workspace=x", b"rnnviz_workspace=../../etc", b"\xff=;;"])
def test_what_is_no_cookie_of_ours_is_replaced(sent):
    assert len(answer((b"cookie", sent))) == 1


def test_only_the_page_brings_a_cookie():
    assert answer(kind=b"text/javascript") == []
    assert answer(scope="websocket") == []
