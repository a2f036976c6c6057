import sqlite3

import numpy as np
import pytest

from rnnviz.packets import STAGE
from rnnviz.runs.build import build_model
from rnnviz.runs.picture import MOST_STEPS
from rnnviz.runs.size import parameter_count
from rnnviz.runs.spec import RunSpec
from rnnviz.runs.store import RunStore
from rnnviz.runs.train_run import train_run
from rnnviz.runs.workers.direct import DirectReports, train_to_end
from rnnviz.tasks import TASKS, Architecture, load_task
from rnnviz.train_config import TrainConfig
from rnnviz.ui.curves import CurveReader
from rnnviz.ui.labels import group_label, short_labels
from rnnviz.ui.stage import readable_seconds, stage_packet
from tests.checked_packets import checked


@pytest.fixture
def store(tmp_path):
    store = RunStore(tmp_path / "runs.sqlite3")
    yield store
    store.close()


class Unended(DirectReports):
    """All that comes of a run but its end."""

    def end(self, ending):
        self.write()


def train_into(store, spec, until=None):
    # Claimed as it is made: the app of some tests would train it, too.
    run = store.create(spec, worker="test")
    if until is None:
        train_to_end(store, run.id)
    else:
        train_run(spec, Unended(store, run.id))
    return store.run(run.id)


@pytest.mark.parametrize("name", TASKS)
def test_a_finished_run_brings_its_whole_training(store, name):
    run = train_into(store, RunSpec(name, "gru", Architecture(4), TrainConfig(epochs=3)))
    header, arrays = checked(STAGE, stage_packet(store, [run], CurveReader(), replay=True))
    task = load_task(name)
    told = header["runs"][0]
    assert header["mode"] == "replay"
    assert told["frame_epochs"] == [0, 1, 2, 3]
    assert arrays["0/forecast"].shape == (4, len(task.canvas().truth))
    steps = min(len(task.probe("test").labels), MOST_STEPS)
    assert arrays["0/hidden"].shape[:2] == (4, steps)
    assert np.isfinite(arrays["0/forecast"]).all()
    assert arrays["0/epoch"].tolist() == [0, 1, 2, 3]
    assert np.isnan(arrays["0/gradient"][0])  # no step was taken before training
    assert told["note"].startswith("took")
    assert told["sub"].startswith("4 units")
    model = build_model(run.spec, task)
    assert parameter_count(run.spec, task) == model.parameter_count()


def test_a_training_run_brings_its_newest_picture_and_few_points(store):
    spec = RunSpec("sine", "gru", Architecture(4), TrainConfig(epochs=30))
    run = train_into(store, spec, until="before its end")
    header, arrays = checked(STAGE, stage_packet(store, [run], CurveReader(), replay=False))
    told = header["runs"][0]
    assert told["status"] == "running"
    assert told["frame_epochs"] == [0, 30]
    assert arrays["0/forecast"].shape[0] == 2
    assert "left" in told["note"]


def test_a_damaged_picture_is_left_out_and_the_others_are_shown(store):
    run = train_into(store, RunSpec("sine", "gru", Architecture(4), TrainConfig(epochs=3)))
    with sqlite3.connect(store.path) as connection:
        connection.execute("UPDATE snapshots SET picture = x'ff00ff' WHERE epoch = 1")
    connection.close()
    header, arrays = checked(STAGE, stage_packet(store, [run], CurveReader(), replay=True))
    assert header["runs"][0]["frame_epochs"] == [0, 2, 3]
    assert len(arrays["0/forecast"]) == 3


def test_a_run_that_waits_shows_the_truth_alone(store):
    run = store.create(RunSpec("sine", "lstm", Architecture(4), TrainConfig()))
    header, arrays = checked(STAGE, stage_packet(store, [run], CurveReader(), replay=False))
    assert header["runs"][0]["frame_epochs"] == []
    assert "0/forecast" not in arrays
    assert len(arrays["truth"]) == 80


def test_a_live_update_of_two_small_runs_is_small(store):
    spec = RunSpec("sine", "gru", Architecture(16), TrainConfig(epochs=30))
    runs = [train_into(store, spec, until="before its end") for _ in range(2)]
    assert len(stage_packet(store, runs, CurveReader(), replay=False)) < 20_000


def test_runs_side_by_side_are_told_apart(store):
    lstm = store.create(RunSpec("sine", "lstm", Architecture(4), TrainConfig()))
    gru = store.create(RunSpec("sine", "gru", Architecture(4), TrainConfig()))
    large = store.create(RunSpec("sine", "gru", Architecture(8), TrainConfig()))
    same = store.create(RunSpec("sine", "gru", Architecture(8), TrainConfig(seed=1)))
    assert list(short_labels([lstm, gru]).values()) == ["LSTM", "GRU"]
    assert list(short_labels([gru, large]).values()) == ["GRU, 4 units", "GRU, 8 units"]
    assert len(set(short_labels([large, same]).values())) == 2
    assert group_label([lstm, gru]).startswith("Noisy sine: LSTM, GRU · ")


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (0.04, "0.0 s"),
        (9.94, "9.9 s"),
        (12.4, "12 s"),
        (89, "89 s"),
        (240, "4 min"),
        (7300, "2.0 h"),
    ],
)
def test_durations_read_as_a_person_would_say_them(seconds, text):
    assert readable_seconds(seconds) == text
