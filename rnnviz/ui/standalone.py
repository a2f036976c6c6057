"""The player as one file: a page that plays a packet without a server or the internet.

The packet is data in the page and never markup: it travels as base64, and what JavaScript makes
of its texts is set as text. The page's own policy forbids it to fetch anything.
"""

import base64
import html
import json
from collections.abc import Mapping
from functools import cache
from typing import Any

from rnnviz.ui.web_components import built_text

_POLICY = (
    "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; "
    "img-src data: blob:; base-uri 'none'; form-action 'none'"
)
_STYLE = """
:root { color-scheme: light dark;
  --st-background-color: #ffffff; --st-text-color: #1b2530;
  --st-secondary-background-color: #f5f6f8; --st-border-color: rgba(49, 51, 63, 0.2);
  --st-primary-color: #0b6e99; --st-font: system-ui, "Source Sans 3", "Noto Sans", sans-serif; }
@media (prefers-color-scheme: dark) { :root {
  --st-background-color: #0e1117; --st-text-color: #f2f4f7;
  --st-secondary-background-color: #1c212b; --st-border-color: rgba(250, 250, 250, 0.22);
  --st-primary-color: #6ec1e4; } }
body { margin: 0; background: var(--st-background-color); color: var(--st-text-color);
  font-family: var(--st-font); }
main { max-width: 1240px; margin: 0 auto; padding: 18px 16px 40px; }
h1 { font-size: 21px; margin: 0 0 8px; }
"""


@cache
def _script() -> str:
    """Return the player's code as it was built; it starts itself on the element that names it."""
    code = built_text("player.js")
    if "</script" in code.lower() or "<!--" in code:
        raise ValueError("the player's code cannot stand in a page: it would end its own element")
    return code


@cache
def _style() -> str:
    style = _STYLE + built_text("player.css")
    if "</style" in style.lower():
        raise ValueError("the player's style cannot stand in a page: it would end its own element")
    return style


def standalone_page(packet: bytes, title: str, moment: Mapping[str, Any] | None = None) -> str:
    """Write a packet of :mod:`rnnviz.replay` and the player around it as one HTML page.

    Parameters
    ----------
    packet
        What the player draws. Epochs that are not in it cannot be shown.
    title
        Plain text.
    moment
        Where it opens: ``step``, ``unit``, ``run``, ``epoch``, ``view``; by default as the packet
        says.
    """
    told = json.dumps(dict(moment or {})).replace("<", "\\u003c")
    name = html.escape(title)
    return f"""<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="{_POLICY}">
<title>{name}</title>
<style>{_style()}</style>
</head>
<body>
<main>
<h1>{name}</h1>
<div data-rnnviz="player" data-packet="packet" data-moment="moment"></div>
</main>
<script type="application/json" id="moment">{told}</script>
<script type="text/plain" id="packet">{base64.b64encode(packet).decode()}</script>
<script type="module">
{_script()}
</script>
</body>
</html>
"""
