import json
import struct

import numpy as np
import pytest
from write_packet_types import TARGET, typescript

from rnnviz.figures.compare import Curve, Look
from rnnviz.models import SequenceModel
from rnnviz.packet import PACKET_VERSION, Scaled, pack, unpack
from rnnviz.packets import COMPARISON, FORECAST, KINDS, PLAYER, STAGE, read_packet, write_packet
from rnnviz.replay import ReplayedRun, replay_packet
from rnnviz.tasks import TASKS, load_task
from rnnviz.ui.compare_curves import curves_packet
from tests.checked_packets import checked

HEADER = {"loss_name": "", "loss_help": "", "log": True, "faint": False, "runs": []}


def test_the_types_of_the_front_end_are_what_python_gives():
    assert TARGET.read_text(encoding="utf-8") == typescript()


def test_every_array_has_a_row_of_its_own():
    for kind in KINDS:
        names = [spec.name for spec in kind.arrays]
        assert len(set(names)) == len(names)
        for spec in kind.arrays:
            assert spec.about.endswith(".")
            name = spec.name.format(run=3, line=3, gate="forget")
            assert kind.spec_of(name) is spec
            if spec.by_epoch:
                assert kind.spec_of(name.replace("3/", "3/@12/")) is spec


@pytest.mark.parametrize("cell", ["rnn_relu", "lstm", "gru"])
@pytest.mark.parametrize("name", TASKS)
def test_a_players_packet_is_as_written_down(name, cell):
    task = load_task(name)
    models = {
        epoch: SequenceModel.for_task(task, cell=cell, hidden_size=4, seed=epoch).eval()
        for epoch in (0, 2)
    }
    run = ReplayedRun(
        id="a",
        label="A",
        model=models[2],
        epoch=2,
        epochs=2,
        snapshots=(0, 2),
        model_at=models.__getitem__,
    )
    header, arrays = checked(PLAYER, replay_packet(task, "test", [run]))
    assert header["kind"] == "player" and header["version"] == PACKET_VERSION
    assert {"0/hidden", "0/@0/hidden", "0/correlates", "0/@0/saturation"} <= arrays.keys()


def test_a_comparisons_packet_is_as_written_down():
    curve = Curve("LSTM", "LSTM 1", np.arange(9.0), np.linspace(1, 0.5, 9))
    header, arrays = checked(
        COMPARISON,
        curves_packet(
            [curve], looks={"LSTM": Look("#123456")}, kind="regression", log_scale=True, most=50
        ),
    )
    assert header["runs"][0]["label"] == "LSTM 1"
    assert arrays["0/loss"].shape == (9,)


def test_what_is_not_written_down_is_not_sent():
    with pytest.raises(ValueError, match="no array '0/smell'"):
        write_packet(COMPARISON, HEADER, {"0/smell": np.zeros(3)})
    with pytest.raises(ValueError, match=r"shape \(2, 3\), not of \('points',\)"):
        write_packet(COMPARISON, HEADER, {"0/loss": np.zeros((2, 3))})
    with pytest.raises(ValueError, match="int8"):
        write_packet(COMPARISON, HEADER, {"0/loss": np.zeros(3, np.int8)})
    with pytest.raises(ValueError, match="lacks \\['log'\\] and has \\['logs'\\]"):
        wrong = {name: value for name, value in HEADER.items() if name != "log"} | {"logs": True}
        write_packet(COMPARISON, wrong, {})


def test_a_packet_of_another_version_is_refused_with_a_sentence():
    message = write_packet(COMPARISON, HEADER, {})
    assert read_packet(COMPARISON, message)[0]["runs"] == []
    later = pack({**HEADER, "kind": "comparison", "version": PACKET_VERSION + 1}, {})
    for read in (unpack, lambda message: read_packet(COMPARISON, message)):
        with pytest.raises(ValueError, match="written by another version of rnnviz"):
            read(later)
    with pytest.raises(ValueError, match="did not number its packets"):
        read_packet(COMPARISON, pack(HEADER, {}))


def test_another_version_is_refused_before_its_arrays_are_read():
    told = {"version": 99, "arrays": {"a": {"dtype": "float16", "where": 3}}}
    text = json.dumps(told).encode()
    with pytest.raises(ValueError, match="another version"):
        unpack(struct.pack("<I", len(text)) + text)


def test_a_packet_of_another_kind_is_refused():
    message = write_packet(COMPARISON, HEADER, {})
    for kind in (STAGE, FORECAST, PLAYER):
        with pytest.raises(ValueError, match="of kind 'comparison'"):
            read_packet(kind, message)


def test_numbers_of_16_bits_come_with_their_scale():
    values = np.array([[-1, 1, np.nan], [0.25, -2, 0]])
    message = pack({}, {"r": Scaled.of(values, 1 / 32767), "after": np.ones(2, np.float32)})
    _, arrays = unpack(message)
    assert arrays["r"].dtype == np.int16
    assert arrays["r"].tolist() == [[-32767, 32767, -32768], [8192, -32767, 0]]
    assert arrays["after"].tolist() == [1, 1]
    (length,) = struct.unpack_from("<I", message)
    index = json.loads(message[4 : 4 + length])["arrays"]
    assert index["r"] == {"dtype": "int16", "shape": [2, 3], "offset": 0, "scale": 1 / 32767}
    assert index["after"]["offset"] == 12
