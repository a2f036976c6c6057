import pytest
import torch

from rnnviz.cells import CELLS
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
    with pytest.raises(ValueError, match="dropout must be from 0 to below 1"):
        make_recurrent("lstm", 1, Architecture(1, dropout=1.0))
