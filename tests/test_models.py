import numpy as np
import pytest
import torch

import rnnviz
from rnnviz.cells import CELLS
from rnnviz.encoder_decoder import EncoderDecoder
from rnnviz.models import SequenceModel, make_recurrent
from rnnviz.tasks import Architecture, load_task


@pytest.mark.parametrize("cell", CELLS)
def test_predicts_after_every_step_and_after_a_window(cell):
    model = SequenceModel(cell, 2, 3, Architecture(5))
    x = torch.randn(4, 7, 2)
    every = model(x)
    assert every.shape == (4, 7, 3)
    last = torch.arange(7).expand(4, 7) == 6
    torch.testing.assert_close(model.at_steps(x, None, last), every[:, -1])


def test_takes_layers_and_directions():
    model = SequenceModel("gru", 2, 3, Architecture(5, num_layers=2, bidirectional=True))
    assert model(torch.randn(4, 7, 2)).shape == (4, 7, 3)


def test_the_seed_makes_the_weights_and_leaves_the_global_state_alone():
    task = load_task("sine")
    before = torch.random.get_rng_state()
    one = SequenceModel.for_task(task, cell="lstm", hidden_size=4, seed=1)
    torch.testing.assert_close(torch.random.get_rng_state(), before)
    same = SequenceModel.for_task(task, cell="lstm", hidden_size=4, seed=1)
    other = SequenceModel.for_task(task, cell="lstm", hidden_size=4, seed=2)
    assert torch.equal(one.recurrent.weight_hh_l0, same.recurrent.weight_hh_l0)
    assert not torch.equal(one.recurrent.weight_hh_l0, other.recurrent.weight_hh_l0)


def test_counts_its_parameters():
    model = SequenceModel("lstm", 1, 1, Architecture(16))
    assert model.parameter_count() == CELLS["lstm"].parameter_count(1, 16) + 17


@pytest.mark.parametrize(
    ("sizes", "message"),
    [
        ({"hidden_size": 0}, "hidden_size must be a whole number"),
        ({"hidden_size": 4, "num_layers": 0}, "num_layers must be a whole number"),
    ],
)
def test_a_wrong_size_is_named(sizes, message):
    with pytest.raises(ValueError, match=message):
        SequenceModel("lstm", 1, 1, Architecture(**sizes))


def test_an_unknown_cell_is_named():
    with pytest.raises(ValueError, match="unknown cell 'elman'"):
        make_recurrent("elman", 1, Architecture(1))


@pytest.mark.parametrize("bidirectional", [False, True])
def test_padding_changes_nothing(bidirectional):
    torch.manual_seed(0)
    model = SequenceModel("lstm", 2, 3, Architecture(5, bidirectional=bidirectional))
    x = torch.randn(3, 8, 2)
    lengths = torch.tensor([8, 3, 5])
    for k, length in enumerate(lengths):
        x[k, length:] = 99.0  # what stands behind the end must not matter
    together = model(x, lengths)
    for k, length in enumerate(lengths):
        torch.testing.assert_close(together[k, :length], model(x[k : k + 1, :length])[0])


def test_symbols_are_embedded():
    model = SequenceModel("gru", 4, 3, Architecture(5), vocabulary_size=7)
    assert model(torch.tensor([[0, 6, 3]])).shape == (1, 3, 3)


@pytest.mark.filterwarnings("error")
def test_dropout_in_one_layer_is_no_warning():
    SequenceModel("gru", 4, 3, Architecture(5, dropout=0.5))


def test_a_wrong_dropout_is_named():
    with pytest.raises(ValueError, match="dropout must be at least 0 and below 1"):
        make_recurrent("lstm", 1, Architecture(1, dropout=1.0))


@pytest.mark.parametrize("cell", CELLS)
@pytest.mark.parametrize("bidirectional", [False, True])
def test_an_encoder_decoder_reads_then_writes(cell, bidirectional):
    task = load_task("reverse", length=5)
    model = SequenceModel.for_task(
        task, cell=cell, hidden_size=6, num_layers=2, bidirectional=bidirectional, seed=1
    )
    assert isinstance(model, EncoderDecoder)
    x = torch.tensor(task.examples("test").inputs[:4])
    assert model(x).shape == (4, x.shape[1], task.output_size)
    source = model.embedding(x[:, :5])
    read, state = model.encoder(source)
    states = model.hidden_states(x)
    torch.testing.assert_close(states[:, :5], read)
    if not bidirectional:
        written, _ = model.decoder(model.embedding(x[:, 5:]), state)
        torch.testing.assert_close(states[:, 5:], written)


def test_the_decoder_knows_the_source_and_not_what_follows():
    task = load_task("reverse")
    model = SequenceModel.for_task(task, cell="lstm", hidden_size=8, seed=1)
    x = torch.tensor(task.examples("test").inputs[:2])
    before = model(x)
    other_source = x.clone()
    other_source[:, 0] = (x[:, 0] + 1) % 10
    reach = task.source_length
    assert (model(other_source)[:, reach:] - before[:, reach:]).abs().max() > 1e-4
    other_answer = x.clone()
    other_answer[:, -1] = (x[:, -1] + 1) % 10
    torch.testing.assert_close(model(other_answer)[:, :-1], before[:, :-1])


def test_left_alone_it_reads_what_it_has_written():
    task = load_task("reverse")
    model = SequenceModel.for_task(task, cell="gru", hidden_size=8, seed=3)
    x = torch.tensor(task.examples("test").inputs[:20])
    reach = task.source_length
    with torch.no_grad():
        scores = model.answers(x)
        own = x.clone()
        own[:, reach + 1 :] = scores[:, reach:-1].argmax(dim=-1)
        torch.testing.assert_close(scores[:, reach:], model(own)[:, reach:])
        # Whatever stands where the answer should be is not read.
        blank = x.clone()
        blank[:, reach + 1 :] = 0
        torch.testing.assert_close(model.answers(blank), scores)


def test_both_halves_are_recorded():
    task = load_task("reverse")
    model = SequenceModel.for_task(task, cell="lstm", hidden_size=4)
    x = torch.tensor(task.probe("test").inputs)[None]
    with rnnviz.recording(model) as tape:
        states = model.hidden_states(x)
    assert set(tape) == {"encoder", "decoder"}
    reach = task.source_length
    np.testing.assert_allclose(tape["encoder"].output[0], states[0, :reach].detach(), atol=1e-6)
    np.testing.assert_allclose(tape["decoder"].output[0], states[0, reach:].detach(), atol=1e-6)
    last = tape["encoder"]["l0"].hidden[0, -1]
    np.testing.assert_allclose(tape["decoder"]["l0"].initial_hidden[0], last, atol=1e-6)
