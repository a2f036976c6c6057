"""All calls of a module as one recording, and what a tape says of the others."""

import warnings

import numpy as np
import pytest
import torch
from torch import nn
from torch.nn.utils.rnn import pack_padded_sequence

import rnnviz
from rnnviz.tape import LastCallWarning

CELLS = [nn.RNN, nn.LSTM, nn.GRU]


@pytest.fixture
def x():
    torch.manual_seed(1)
    return torch.randn(2, 6, 3, dtype=torch.float64)


def parts_of(module, x, sizes):
    """Read a sequence in parts, each from where the last one ended."""
    state = None
    with rnnviz.recording(module) as tape:
        for part in x.split(sizes, dim=1):
            _, state = module(part, state)
    return tape


@pytest.mark.parametrize("kind", CELLS)
def test_calls_that_go_on_from_each_other_are_one_long_call(kind, x, tmp_path):
    torch.manual_seed(0)
    module = kind(3, 4, 2, batch_first=True, dtype=torch.float64)
    joined = parts_of(module, x, [1, 3, 2]).joined("")
    whole = rnnviz.record(module, x)
    assert joined.lengths.tolist() == [6, 6]
    np.testing.assert_allclose(joined.output, whole.output, rtol=0, atol=1e-12)
    for layer, expected in zip(joined, whole, strict=True):
        assert layer.name == expected.name
        for name, values in expected.arrays().items():
            np.testing.assert_allclose(layer.arrays()[name], values, rtol=0, atol=1e-12)
        np.testing.assert_allclose(
            layer.previous_hidden(), expected.previous_hidden(), rtol=0, atol=1e-12
        )
    assert repr(joined).splitlines()[0].startswith(repr(whole).splitlines()[0].split(" parity")[0])
    joined.save(tmp_path / "joined.npz")
    again = rnnviz.Recording.load(tmp_path / "joined.npz")
    np.testing.assert_allclose(
        again["l1"].previous_hidden(), joined["l1"].previous_hidden(), rtol=0, atol=1e-12
    )


def test_calls_that_begin_anew_are_joined_and_not_taken_for_one_sequence(x, tmp_path):
    lstm = nn.LSTM(3, 4, batch_first=True, dtype=torch.float64)
    with rnnviz.recording(lstm) as tape:
        lstm(x)
        lstm(2 * x)
    joined = tape.joined("")
    first, second = tape.calls("")
    for name in ("hidden", "cell_state", "input"):
        expected = [getattr(call["l0"], name) for call in (first, second)]
        np.testing.assert_array_equal(getattr(joined["l0"], name), np.concatenate(expected, axis=1))
    for name in ("previous_hidden", "previous_cell"):
        before = getattr(joined["l0"], name)()
        assert not before[:, 6].any(), "the second call began from zero"
        assert before[:, 7].any()
    assert joined.parity == max(first.parity, second.parity)
    with pytest.raises(ValueError, match=r"does not begin where the call before it ended.*calls"):
        joined.save(tmp_path / "joined.npz")
    assert not (tmp_path / "joined.npz").exists()


def test_a_reverse_layer_reads_each_call_by_itself(x):
    gru = nn.GRU(3, 4, batch_first=True, bidirectional=True, dtype=torch.float64)
    with rnnviz.recording(gru) as tape:
        for part in x.split(3, dim=1):
            gru(part)
    joined = tape.joined("")["l0_reverse"]
    for call, steps in zip(tape.calls(""), (slice(0, 3), slice(3, 6)), strict=True):
        np.testing.assert_array_equal(joined.hidden[:, steps], call["l0_reverse"].hidden)
        before = call["l0_reverse"].previous_hidden()
        np.testing.assert_array_equal(joined.previous_hidden()[:, steps], before)
    assert tape.joined("").output.shape == (2, 6, 8)


def test_sequences_with_lengths_go_on_right_behind_their_last_step(x):
    gru = nn.GRU(3, 4, batch_first=True, dtype=torch.float64)
    lengths = [[6, 2], [1, 4]]
    with rnnviz.recording(gru) as tape:
        for each in lengths:
            gru(pack_padded_sequence(x, torch.tensor(each), True, enforce_sorted=False))
    joined = tape.joined("")
    assert joined.lengths.tolist() == [7, 6]
    assert joined.output.shape == (2, 7, 4)
    for row in range(2):
        parts = [
            call.output[row, : each[row]]
            for call, each in zip(tape.calls(""), lengths, strict=True)
        ]
        np.testing.assert_array_equal(
            joined.output[row, : joined.lengths[row]], np.concatenate(parts)
        )
    assert not joined.output[1, 6:].any()


def test_batches_of_different_sizes_cannot_be_joined(x):
    gru = nn.GRU(3, 4, batch_first=True, dtype=torch.float64)
    with rnnviz.recording(gru) as tape:
        for part in (x, x, x[:1]):
            gru(part)
    message = r"call 1 has 2 sequences and call 3 has 1.*tape\.calls\(''\)"
    with pytest.raises(ValueError, match=message):
        tape.joined("")


def test_one_call_is_its_own_recording_and_says_nothing(x):
    gru = nn.GRU(3, 4, batch_first=True, dtype=torch.float64)
    with rnnviz.recording(gru) as tape:
        gru(x)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert tape.joined("") is tape[""] is tape.calls("")[-1]


@pytest.mark.parametrize("read", ["tape", "layer"])
def test_the_last_of_several_calls_is_told_for_what_it_is(read, x):
    gru = nn.GRU(3, 4, batch_first=True, dtype=torch.float64)
    with rnnviz.recording(gru) as tape:
        for _ in range(10):
            gru(x)
    sentence = r"called 10 times, and this is only the last call; tape\.calls\(''\) .*joined\(''\)"
    with pytest.warns(LastCallWarning, match=sentence) as told:
        assert tape.layer("", "l0") is not None if read == "layer" else tape[""]
    assert told[0].filename == __file__
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        tape.calls("")
        tape.joined("")


def test_joined_says_what_there_is(x):
    with rnnviz.recording(nn.GRU(3, 4)) as tape:
        pass
    with pytest.raises(KeyError, match="run the model inside the with block"):
        tape.joined("")
    with pytest.raises(KeyError, match="no recurrent module at 'decoder'"):
        tape.joined("decoder")
