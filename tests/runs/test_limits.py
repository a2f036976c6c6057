"""What an administrator allows."""

import math
from dataclasses import replace

import pytest

from rnnviz.runs.engine import Engine, EngineError
from rnnviz.runs.limits import Limits


def test_nothing_is_limited_unless_somebody_says_so(spec, monkeypatch):
    for name in ("RUNS", "EPOCHS", "UNITS", "MINUTES", "MEMORY"):
        monkeypatch.delenv(f"RNNVIZ_MOST_{name}", raising=False)
    limits = Limits.from_environment()
    assert limits == Limits(math.inf, math.inf, math.inf, math.inf, limits.memory)
    Limits().check(spec, 10_000)


def test_every_limit_that_is_passed_is_named_at_once(spec):
    limits = Limits(runs=2, epochs=4, units=3)
    limits.check(
        replace(
            spec,
            training=replace(spec.training, epochs=4),
            architecture=replace(spec.architecture, hidden_size=3),
        ),
        1,
    )
    with pytest.raises(EngineError, match="at most 2 .* at most 4 epochs .* at most 3 units"):
        limits.check(spec, 2)


@pytest.mark.parametrize("name", ["RUNS", "EPOCHS", "UNITS", "MINUTES", "MEMORY"])
@pytest.mark.parametrize("said", ["many", "-1", "0", "nan"])
def test_a_limit_that_is_no_number_is_refused(name, said, monkeypatch):
    monkeypatch.setenv(f"RNNVIZ_MOST_{name}", said)
    with pytest.raises(ValueError, match=f"RNNVIZ_MOST_{name} must be a number above 0"):
        Limits.from_environment()


def test_a_run_beyond_its_limits_is_not_kept(store, spec, monkeypatch):
    monkeypatch.setenv("RNNVIZ_MOST_RUNS", "1")
    engine = Engine(store)
    store.create(spec, workspace="mine")
    store.create(spec, workspace="another")
    with pytest.raises(EngineError, match="at most 1 of your runs"):
        engine.submit(spec, workspace="mine")
    assert len(store.runs("mine")) == 1
    engine.close()
