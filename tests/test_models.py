import pytest
import torch

from rnnviz.cells import CELLS
from rnnviz.models import SequenceModel, make_recurrent
from rnnviz.tasks import load_task


@pytest.mark.parametrize("cell", CELLS)
def test_predicts_after_every_step_and_after_a_window(cell):
    model = SequenceModel(cell, input_size=2, hidden_size=5, output_size=3)
    x = torch.randn(4, 7, 2)
    every = model(x)
    assert every.shape == (4, 7, 3)
    torch.testing.assert_close(model.predict_next(x), every[:, -1])


def test_takes_layers_and_directions():
    model = SequenceModel("gru", 2, 5, 3, num_layers=2, bidirectional=True)
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
    model = SequenceModel("lstm", 1, 16, 1)
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
        SequenceModel("lstm", input_size=1, output_size=1, **sizes)


def test_an_unknown_cell_is_named():
    with pytest.raises(ValueError, match="unknown cell 'elman'"):
        make_recurrent("elman", 1, 1)
