import math

import numpy as np
import pytest

from rnnviz.bench.soak import MOST_SECONDS, measure, slope_a_minute


def test_a_short_one_sees_every_part_and_ends(tmp_path):
    answers, *memory, log = measure(4.0, visitors=3, interval=0.5)
    assert answers.values["failures"] == 0
    assert answers.values["times"] >= 3
    assert [row.name for row in memory] == ["memory, app", "memory, workers"]
    # PyTorch is in the app and in both workers.
    app, workers = (row.values["last_mb"] for row in memory)
    assert app > 150 and workers > 300
    assert all(math.isfinite(row.values["mb_a_minute"]) for row in memory)
    assert 0 < log.values["most_mb"] < 64
    assert all(list(row.values) == list(answers.values) for row in (*memory, log))


def test_the_slope_is_that_of_what_grows_and_not_of_the_beginning():
    seconds = np.arange(0, 120, 3.0)
    start = np.where(seconds < 30, -50.0, 0.0)  # what is loaded at first
    assert slope_a_minute(seconds, 300 + start) == pytest.approx(0, abs=1e-9)
    assert slope_a_minute(seconds, 300 + start + seconds / 2) == pytest.approx(30)
    assert math.isnan(slope_a_minute([], []))
    assert math.isnan(slope_a_minute([1.0, 2.0], [1.0, 2.0]))


@pytest.mark.parametrize("seconds", [0.0, -1.0, MOST_SECONDS + 1, math.nan])
def test_it_is_bounded(seconds):
    with pytest.raises(ValueError, match="seconds must be above 0"):
        measure(seconds)
