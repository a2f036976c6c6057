import sys

import numpy as np
import pytest
import torch
from torch import nn

import rnnviz
from rnnviz.recorded import LayerRecording, Recording

KINDS = {"lstm": nn.LSTM, "gru": nn.GRU, "rnn_tanh": nn.RNN}


@pytest.fixture(params=KINDS)
def recording(request):
    torch.manual_seed(0)
    module = KINDS[request.param](3, 4, num_layers=2, bidirectional=True, batch_first=True)
    return rnnviz.record(module, torch.randn(3, 7, 3), lengths=[7, 2, 5])


@pytest.fixture
def projected():
    torch.manual_seed(0)
    # In float32 PyTorch itself warns that oneDNN knows no projections.
    module = nn.LSTM(3, 4, proj_size=2, batch_first=True, dtype=torch.float64)
    return rnnviz.record(module, torch.randn(2, 5, 3, dtype=torch.float64))


def everything(recording):
    named = {"output": recording.output, "lengths": recording.lengths}
    for layer in recording:
        named |= {f"{layer.name}/{name}": array for name, array in layer.arrays().items()}
    return named


def test_layers_are_found_by_pytorchs_suffixes(recording):
    names = ["l0", "l0_reverse", "l1", "l1_reverse"]
    assert [layer.name for layer in recording] == names
    assert recording["l1_reverse"] is recording.layers[3]
    assert len(recording) == 4
    with pytest.raises(KeyError, match=r"no layer 'l2'.* l0, l0_reverse, l1, l1_reverse"):
        recording["l2"]


def test_all_arrays_are_numpy_and_read_only(recording):
    for name, array in everything(recording).items():
        assert type(array) is np.ndarray, name
        with pytest.raises(ValueError, match="read-only"):
            array[...] = 0


def test_a_layer_must_have_the_gates_of_its_cell(recording):
    layer = recording.layers[0]
    parts = {name: getattr(layer, name) for name in LayerRecording.__dataclass_fields__}
    with pytest.raises(ValueError, match=r"layer 'l0': .* has the gates .* not \['door'\]"):
        LayerRecording(**parts | {"gates": {"door": layer.hidden}})


def test_only_an_lstm_has_a_state_before_each_step(recording):
    if recording.layers[0].cell != "lstm":
        with pytest.raises(ValueError, match="it has no cell state"):
            recording.layers[0].previous_cell()


def test_parity_is_the_worst_of_the_layers(recording):
    assert recording.parity == max(layer.parity for layer in recording)
    parts = {
        name: getattr(recording.layers[0], name) for name in LayerRecording.__dataclass_fields__
    }
    broken = LayerRecording(**parts | {"parity": float("nan")})
    layers = (recording.layers[0], broken, recording.layers[1])
    assert np.isnan(Recording(layers, recording.output, recording.lengths).parity)


def test_a_person_can_read_the_repr(projected):
    assert repr(projected).startswith(
        "Recording of LSTM: 2 sequences of 5 steps, 2 outputs, parity "
    )
    assert "l0          3 inputs -> 2 units; gates input, forget, candidate, output" in repr(
        projected
    )
    one = rnnviz.record(nn.RNN(3, 4), torch.randn(7, 3))
    assert "1 sequence of 7 steps" in repr(one)
    assert "gates none" in repr(one)


def test_a_person_can_read_the_repr_of_a_layer(recording):
    layer = recording["l1_reverse"]
    first, second = repr(layer).splitlines()
    assert first.startswith("LayerRecording of ")
    assert first.endswith(": 3 sequences of 2 to 7 steps")
    assert second.startswith("  l1_reverse  8 inputs -> 4 units; gates ")
    assert second.endswith(f"; parity {layer.parity:.1e}")
    assert repr(recording).endswith(second)


def test_the_repr_tells_lengths_apart(recording):
    assert "3 sequences of 2 to 7 steps" in repr(recording)


def test_a_saved_recording_comes_back_the_same(recording, tmp_path):
    path = tmp_path / "rec"  # no suffix: none is added
    recording.save(path)
    loaded = Recording.load(path)
    assert [p.name for p in tmp_path.iterdir()] == ["rec"]
    assert repr(loaded) == repr(recording)
    before, after = everything(recording), everything(loaded)
    assert list(after) == list(before)
    for name, array in before.items():
        assert after[name].dtype == array.dtype
        np.testing.assert_array_equal(after[name], array)
    assert [layer.parity for layer in loaded] == [layer.parity for layer in recording]


def test_a_saved_recording_holds_no_pickle(recording, tmp_path):
    recording.save(tmp_path / "rec.npz")
    with np.load(tmp_path / "rec.npz", allow_pickle=False) as stored:
        assert all(stored[name].dtype != object for name in stored)


@pytest.mark.parametrize("content", ["text", "array", "arrays", "objects", "header", "nothing"])
def test_another_file_is_refused_in_one_sentence(content, tmp_path):
    path = tmp_path / "other.npz"
    with open(path, "wb") as file:
        if content == "text":
            file.write(b"hello")
        elif content == "array":
            np.save(file, np.zeros(3))
        elif content == "arrays":
            np.savez(file, x=np.zeros(3))
        elif content == "objects":
            np.savez(file, header=np.array([{}], dtype=object))
        elif content == "header":
            np.savez(file, header=np.array('{"format": "another"}'))
    with pytest.raises(ValueError, match=r"other\.npz is not a recording that Recording\.save"):
        Recording.load(path)


def test_a_later_format_asks_for_an_update(recording, tmp_path):
    path = tmp_path / "later.npz"
    np.savez(path, header=np.array('{"format": "rnnviz recording", "version": 99}'))
    with pytest.raises(ValueError, match="a later rnnviz"):
        Recording.load(path)


def test_a_missing_file_is_an_os_error(tmp_path):
    with pytest.raises(FileNotFoundError):
        Recording.load(tmp_path / "absent.npz")


def test_the_dataframe_has_a_row_a_unit_and_a_column_a_quantity(recording):
    frame = recording.to_dataframe()
    first = recording.layers[0]
    states = ["hidden"] + ["cell_state"] * (first.cell == "lstm")
    assert list(frame) == ["batch", "step", "layer", "unit", *states, *first.gates]
    assert len(frame) == (7 + 2 + 5) * 4 * 4, "padding has no rows"
    assert frame.isna().sum().sum() == 0
    for layer in recording:
        rows = frame[(frame.layer == layer.name) & (frame.batch == 2)]
        for name, values in {"hidden": layer.hidden, **layer.gates}.items():
            table = rows.pivot(index="step", columns="unit", values=name).to_numpy()
            np.testing.assert_array_equal(table, values[2, :5])


def test_a_projected_state_has_no_value_for_the_other_units(projected):
    frame = projected.to_dataframe()
    assert frame.groupby("unit").hidden.count().tolist() == [10, 10, 0, 0]
    assert frame.groupby("unit").forget.count().tolist() == [10, 10, 10, 10]


def test_xarray_has_named_dimensions(recording, projected):
    pytest.importorskip("xarray")
    dataset = recording.to_xarray()
    assert dataset.hidden.dims == ("layer", "batch", "step", "unit")
    for layer in recording:
        np.testing.assert_array_equal(dataset.hidden.sel(layer=layer.name), layer.hidden)
        for name, values in layer.gates.items():
            np.testing.assert_array_equal(dataset[name].sel(layer=layer.name), values)
    masked = dataset.where(dataset.step < dataset.length)
    assert masked.hidden.isel(layer=0, unit=0).count("step").values.tolist() == [7, 2, 5]
    assert projected.to_xarray().hidden.dims == ("layer", "batch", "step", "projected")


@pytest.mark.parametrize("package", ["pandas", "xarray"])
def test_without_the_package_the_message_says_what_to_install(package, projected, monkeypatch):
    monkeypatch.setitem(sys.modules, package, None)  # what an import then finds missing
    method = {"pandas": "to_dataframe", "xarray": "to_xarray"}[package]
    with pytest.raises(ImportError, match=rf"{method}\(\) needs {package}: pip install {package}"):
        getattr(projected, method)()
