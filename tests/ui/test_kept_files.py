import asyncio

import pytest

from rnnviz.ui.kept_files import KeptFiles


def answered(path, status=200, kind="http", content=b"text/css"):
    sent = []

    async def app(scope, receive, send):
        headers = [(b"content-type", content), (b"Cache-Control", b"public")]
        await send({"type": f"{kind}.response.start", "status": status, "headers": headers})

    async def send(message):
        sent.append(message)

    asyncio.run(KeptFiles(app)({"type": kind, "path": path}, None, send))
    return [value for name, value in sent[0]["headers"] if name.lower() == b"cache-control"]


@pytest.mark.parametrize("base", ["", "/below"])
def test_a_built_file_is_kept(base):
    path = f"{base}/_stcore/bidi-components/rnnviz-0123456789ab.stage/stage.js"
    (found,) = answered(path)
    assert b"max-age=86400" in found and b"immutable" in found


@pytest.mark.parametrize(
    "given",
    [
        {"path": "/"},
        {"path": "/_stcore/bidi-components/another.part/part.js"},
        {"path": "/_stcore/bidi-components/rnnviz-0123456789ab.stage/stage.js", "status": 404},
        {"path": "/_stcore/bidi-components/rnnviz-0123456789ab.stage/stage.js", "kind": "other"},
        {"path": "/a/_stcore/bidi-components/rnnviz-x", "content": b"text/html; charset=utf-8"},
    ],
)
def test_nothing_else_is_touched(given):
    assert answered(**given) == [b"public"]
