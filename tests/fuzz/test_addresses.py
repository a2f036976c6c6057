"""Addresses with wrong parameters, on every page, and cookies that are none."""

import asyncio
import re
import sqlite3
from pathlib import Path

import pytest
from hypothesis import strategies
from streamlit.testing.v1 import AppTest

from rnnviz.runs.spec import RunSpec
from rnnviz.runs.store import RunStore
from rnnviz.tasks import Architecture
from rnnviz.train_config import TrainConfig
from rnnviz.ui.kept import KEPT
from rnnviz.ui.workspace import COOKIE, WorkspaceCookie
from tests.app.no_engine import NoEngine
from tests.fuzz.attack import attack, nothing_executed
from tests.fuzz.hostile import TEXTS, texts
from tests.fuzz.plan import FACTOR
from tests.ui.test_stage import train_into

ROOT = Path(__file__).parents[2]
PAGES = sorted((ROOT / "pages").glob("*.py"))
# A parameter that a page reads from its address.
_BOUND = re.compile(r'key="(\w+)",\s*bind="query-params"')
_READ = re.compile(r'(?:_number\(|query_params\.get\()"(\w+)"')


def parameters() -> list[str]:
    """Return all parameters that some page reads, found in the source."""
    found = {"runs", "step", "unit", "epoch", "run", "view", "split", "sample", "layer", "surplus"}
    found |= {"start", "horizon", "pins", "sort", "text"}
    for source in [*(ROOT / "rnnviz" / "ui").glob("*.py"), *PAGES]:
        text = source.read_text()
        found |= {*_BOUND.findall(text), *_READ.findall(text)}
    return sorted(found)


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    store = RunStore(tmp_path_factory.mktemp("addresses") / "runs.sqlite3")
    short = TrainConfig(epochs=2)
    for task, cell in (("gs10", "lstm"), ("gs10", "gru"), ("ball", "gru"), ("hello", "gru")):
        train_into(store, RunSpec(task, cell, Architecture(4), short))
    store.create(RunSpec("gs10", "gru", Architecture(4), short), name="<b>*waits*</b>")
    yield store
    store.close()


@pytest.fixture(scope="module", autouse=True)
def _no_engine(store):
    patch = pytest.MonkeyPatch()
    patch.setattr("rnnviz.ui.header.shared_store", lambda: store)
    patch.setattr("rnnviz.ui.header.start_in_background", lambda: None)
    engine = NoEngine(store)
    for source in (ROOT / "rnnviz" / "ui").glob("*.py"):
        if "shared_engine" in source.read_text() and source.stem not in ("server", "startup"):
            patch.setattr(f"rnnviz.ui.{source.stem}.shared_engine", lambda: engine)
    KEPT.clear()
    yield
    patch.undo()


def kept(store):
    with sqlite3.connect(store.path) as connection:
        return "\n".join(connection.iterdump())


def visit(page, query):
    """Open a page as a new visitor whose address holds these parameters."""
    test = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)
    test.switch_page(f"pages/{page.name}")
    test.query_params.update(query)
    test.run()
    assert not test.exception, (page.name, query, [one.message for one in test.exception])
    return test


def no_markup_of_strangers(test):
    """Whatever the address says stands in no message as a link or picture."""
    for message in [*test.warning, *test.error, *test.info]:
        assert not re.search(r"(?<!\\)\]\(", message.value), message.value
        assert len(message.value) < 600


# No browser can send half a character in an address.
sendable = texts.filter(lambda text: not any(0xD800 <= ord(one) <= 0xDFFF for one in text))


def test_hostile_sequences(store):
    """What stands in an address as a typed sequence is played or refused, with a sentence."""
    runs = {run.spec.task: run.id for run in store.runs() if run.spec.task in ("hello", "ball")}
    runs |= {"gs10": store.runs()[-1].id}
    written = strategies.one_of(sendable, strategies.sampled_from(("1, 2, 3", "he", "4.1 3.9")))

    def check(case):
        run, text = case
        test = visit(
            ROOT / "pages" / "step_through.py", {"runs": run, "data": "typed", "text": text}
        )
        no_markup_of_strangers(test)
        assert len(test.warning) <= 1

    cases = strategies.tuples(strategies.sampled_from(sorted(runs.values())), written)
    attack("typed sequences in addresses", cases, check, unpickles=True)


def numbers(ids):
    """Return what stands where a number or an id should, or several at once."""
    one = strategies.one_of(
        sendable,
        strategies.integers().map(str),
        strategies.integers(-2, 40).map(str),
        strategies.lists(strategies.one_of(sendable, strategies.sampled_from(ids)), max_size=8).map(
            ".".join
        ),
        strategies.sampled_from((".".join(ids), ids[0], f"{ids[0]}.{ids[0]}", "test", "l0")),
    )
    return strategies.one_of(one, one, strategies.lists(one, min_size=2, max_size=3))


def test_addresses(store):
    ids = [run.id for run in store.runs()]
    before = kept(store)
    query = strategies.dictionaries(
        strategies.sampled_from(parameters()), numbers(ids), min_size=1, max_size=6
    )
    chosen = strategies.sampled_from((ids[0], ids[-1], ".".join(ids[-2:]), ".".join(ids)))
    with_runs = strategies.builds(lambda runs, rest: {**rest, "runs": runs}, chosen, query)

    def check(case):
        page, given = case
        no_markup_of_strangers(visit(page, given))

    pages = strategies.sampled_from(PAGES)
    attack(
        "addresses",
        strategies.tuples(pages, strategies.one_of(query, with_runs)),
        check,
        unpickles=True,  # Streamlit's own cache in memory
    )
    assert kept(store) == before  # looking changes nothing


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_addresses_that_people_try(store, page):
    """All at once: every parameter is the same nonsense."""
    with nothing_executed(unpickles=True):
        for text in TEXTS[1 :: 1 if FACTOR > 1 else 5]:  # not the empty one: test_an_empty_split
            if text == "\ud800":
                continue
            no_markup_of_strangers(visit(page, dict.fromkeys(parameters(), text)))
        no_markup_of_strangers(visit(page, {"runs": ".".join(map(str, range(100_000)))}))


def test_an_empty_split(store):
    """An address with an empty split shows the usual one."""
    test = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)
    test.switch_page("pages/step_through.py")
    test.query_params.update({"data": "", "runs": store.runs()[-1].id})
    test.run()
    assert not test.exception


def test_every_parameter_is_known():
    """The list of parameters comes from the source, and finds those that there are."""
    assert {"runs", "view", "data", "sample", "find", "in_state"} <= set(parameters())
    assert {"text", "layer"} <= set(parameters())


def test_cookies():
    """A cookie that is none of ours is replaced, and none is read as more than a name."""

    async def app(scope, receive, send):
        await send({"type": "http.response.start", "headers": [(b"content-type", b"text/html")]})

    def check(sent):
        answers = []

        async def send(message):
            answers.append(message)

        headers = [(b"cookie", value) for value in sent]
        scope = {"type": "http", "path": "/", "headers": headers}
        asyncio.run(WorkspaceCookie(app)(scope, None, send))
        given = [value for name, value in answers[0]["headers"] if name == b"set-cookie"]
        valid = re.search(rb"rnnviz_workspace=\"?[A-Za-z0-9_-]{22,64}\b", b"; ".join(sent))
        assert len(given) == 1 or (valid and not given)
        assert all(b"\n" not in value and b"\r" not in value for value in given)

    name = COOKIE.encode()
    values = strategies.one_of(
        strategies.binary(max_size=60),
        strategies.binary(max_size=40).map(lambda value: name + b"=" + value),
        strategies.text('abcXYZ019_-"; =,\\', max_size=70).map(
            lambda text: name + b"=" + text.encode()
        ),
    )
    attack("cookies", strategies.lists(values, max_size=3), check)
