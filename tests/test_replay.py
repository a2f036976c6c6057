from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest
import torch

from rnnviz.cells import CELLS
from rnnviz.models import SequenceModel
from rnnviz.packet import unpack
from rnnviz.packets import PLAYER
from rnnviz.replay import ReplayedRun, layer_names, replay_packet
from rnnviz.replay_moment import other_epochs
from rnnviz.runs.build import build_model
from rnnviz.runs.spec import RunSpec
from rnnviz.tasks import TASKS, load_task
from rnnviz.train_config import TrainConfig
from tests.checked_packets import checked


def replay(task, cells, split="test"):
    runs = [
        ReplayedRun(
            id=f"run{k}",
            label=cell,
            model=build_model(
                RunSpec(
                    task.name,
                    cell,
                    replace(task.defaults.architecture, hidden_size=4 + k),
                    TrainConfig(seed=k),
                ),
                task,
            ).eval(),
            epoch=3,
            epochs=9,
        )
        for k, cell in enumerate(cells)
    ]
    header, arrays = unpack(replay_packet(task, split, runs, step=2, unit=None))
    return runs, header, arrays


@pytest.mark.parametrize("name", TASKS)
def test_holds_what_the_player_needs_of_every_cell(name):
    task = load_task(name)
    runs, header, arrays = replay(task, CELLS)
    sequence = header["sequence"]
    steps = sequence["steps"]
    assert steps == len(sequence["step_labels"]) == len(sequence["answers"])
    assert arrays["value"].shape == arrays["target"].shape == (steps,)
    assert (sequence["kind"] == "symbols") == bool(np.isnan(arrays["value"]).all())
    assert bool(sequence["classes"]) == (task.kind == "classification")
    for k, (run, told) in enumerate(zip(runs, header["runs"], strict=True)):
        units = 4 + k
        assert told["units"] == units
        assert told["parity"] < 1e-5
        assert arrays[f"{k}/hidden"].shape == (steps, units)
        assert arrays[f"{k}/inputs"].shape == (steps, told["inputs"])
        assert len(told["input_names"]) == told["inputs"]
        for gate in CELLS[run.label].gates:
            assert arrays[f"{k}/{gate}"].shape == (steps, units)
        # Every column of the picture has its source.
        for part in told["equation"]:
            if column := part.get("column"):
                assert column["affine"] or f"{k}/{column['source']}" in arrays
        if sequence["classes"]:
            given = arrays[f"{k}/probabilities"]
            assert given.shape == (steps, len(sequence["classes"]))
            np.testing.assert_allclose(given.sum(axis=1), 1, rtol=1e-5)


@pytest.mark.parametrize("name", ["sine", "gs10", "stock", "weather", "sunspots", "mackey_glass"])
def test_the_prediction_is_the_readout_in_the_datas_units(name):
    task = load_task(name)
    run = ReplayedRun(
        id="a",
        label="gru",
        model=SequenceModel.for_task(task, cell="gru", hidden_size=4, num_layers=1).eval(),
        epoch=0,
        epochs=1,
    )
    header, arrays = unpack(replay_packet(task, "test", [run], step=0, unit=None))
    with torch.no_grad():
        inputs = torch.tensor(task.probe("test").inputs)[None]
        readout = run.model(inputs)[0, :, 0].numpy()
    told = header["runs"][0]
    back = readout * told["readout_scale"] + arrays["0/readout_offset"]
    np.testing.assert_allclose(arrays["0/prediction"], back, rtol=1e-4, atol=1e-5)
    by_hand = arrays["0/hidden"] @ arrays["0/readout_weight"][0] + arrays["0/readout_bias"]
    np.testing.assert_allclose(by_hand, readout, atol=1e-5)


def test_an_lstms_input_gate_is_not_its_input():
    _, _, arrays = replay(load_task("sine"), ["lstm"])
    assert arrays["0/input"].shape[1] == 4
    assert arrays["0/input"].min() > 0
    assert arrays["0/inputs"].shape[1] == 1


@pytest.mark.parametrize("split", ["train", "validation"])
def test_any_split_can_be_read(split):
    task = load_task("gs10")
    _, header, _ = replay(task, ["lstm"], split)
    assert header["sequence"]["steps"] == len(task.targets_of(split))
    assert split in header["sequence"]["caption"]


def test_needs_a_run():
    with pytest.raises(ValueError, match="no run"):
        replay_packet(load_task("sine"), "test", [], step=0, unit=None)


def test_any_layer_and_direction_can_be_played():
    task = load_task("sine")
    model = SequenceModel.for_task(
        task, cell="lstm", hidden_size=3, num_layers=2, bidirectional=True
    ).eval()
    names = layer_names(model)
    assert names == ["l0_reverse", "l0", "l1_reverse", "l1"]
    run = ReplayedRun(id="a", label="LSTM", model=model, epoch=0, epochs=1)
    with torch.no_grad():
        inputs = torch.tensor(task.probe("test").inputs)[None]
        top = model.recurrent(inputs)[0][0].numpy()
    for name in names:
        packet = replay_packet(task, "test", [run], step=0, unit=None, layer=name)
        header, arrays = unpack(packet)
        told = header["runs"][0]
        assert told["layer"] == name
        assert told["reverse"] == name.endswith("_reverse")
        assert told["inputs"] == (1 if name.startswith("l0") else 6)
        # Neither direction feeds the readout alone.
        assert "0/readout_weight" not in arrays
    assert np.allclose(arrays["0/hidden"], top[:, :3])


def test_an_unknown_layer_is_the_top_one():
    task = load_task("sine")
    model = SequenceModel.for_task(task, cell="gru", hidden_size=3).eval()
    run = ReplayedRun(id="a", label="GRU", model=model, epoch=0, epochs=1)
    header, _ = unpack(replay_packet(task, "test", [run], step=0, unit=None, layer="l7"))
    assert header["runs"][0]["layer"] == "l0"


def test_a_snapshot_that_is_replaced_while_the_epochs_are_read_is_left_out():
    def recall(epoch):
        if epoch == 20:
            raise KeyError("run demonstration has no snapshot of epoch 20")
        return epoch

    run = SimpleNamespace(snapshots=(0, 10, 20), epoch=0, best=None, model_at=recall)
    assert other_epochs([run], lambda model: model, None, 1) == [{10: 10}]


@pytest.mark.filterwarnings("ignore::rnnviz.instrument.reconstruct.ParityWarning")
@pytest.mark.parametrize("cell", CELLS)
def test_a_network_that_diverged_is_shown_and_its_parity_is_said_to_be_unknown(cell):
    task = load_task("sine")
    models = [SequenceModel.for_task(task, cell=cell, hidden_size=4, num_layers=1) for _ in "ab"]
    with torch.no_grad():
        for weight in models[1].parameters():
            weight.fill_(torch.nan)
    run = ReplayedRun(
        id="a",
        label=cell,
        model=models[1].eval(),
        epoch=2,
        epochs=2,
        snapshots=(0, 2),
        model_at=lambda epoch: models[epoch // 2].eval(),
    )
    message = replay_packet(task, "test", [run], step=2, unit=None)
    header, arrays = checked(PLAYER, message)
    told = header["runs"][0]
    assert told["parity"] is None
    assert told["moments"]["0"]["parity"] < 1e-5
    assert np.isnan(arrays["0/hidden"]).all() and np.isfinite(arrays["0/@0/hidden"]).all()
