"""What a series task refuses in words, and what it leaves alone."""

import numpy as np
import pytest

from rnnviz.tasks import Architecture, SeriesTask, TaskDefaults
from rnnviz.tasks.classical import fit_autoregression, fit_smoothing
from rnnviz.train_config import TrainConfig


def make(table, **changes):
    names = ("tide", "wind", "rain")[: np.atleast_2d(table).shape[-1]]
    given = {
        "name": "tide",
        "title": "Tide",
        "summary": "Predict the tide.",
        "source": "Generated.",
        "value_name": "tide",
        "positions": np.arange(len(table), dtype=np.float64),
        "table": table,
        "input_names": names,
        "window": 4,
        "predicts": "change",
        "validation_start": 40,
        "test_start": 50,
        "defaults": TaskDefaults("gru", Architecture(4), TrainConfig(epochs=1)),
    }
    return SeriesTask(**{**given, **changes})


@pytest.fixture
def table(rng):
    return rng.normal(size=(60, 3)).cumsum(axis=0)


@pytest.mark.parametrize(
    ("value", "written"), [(np.nan, "nan"), (np.inf, "inf"), (-np.inf, "-inf")]
)
@pytest.mark.parametrize("row", [3, 45, 59])
def test_a_value_that_is_no_finite_number_is_named_by_its_column_and_row(
    table, value, written, row
):
    table[row, 1] = value
    with pytest.raises(ValueError) as told:
        make(table)
    assert str(told.value) == (
        f"task 'tide': column 'wind' holds {written} in row {row}; every value of a series must "
        "be a finite number"
    )


def test_more_than_one_such_value_is_counted_and_the_first_is_named(table):
    table[[7, 9], 2] = np.nan
    table[30, 0] = np.inf
    labels = tuple(f"day {k}" for k in range(60))
    with pytest.raises(ValueError) as told:
        make(table, step_labels=labels)
    assert "column 'rain' holds nan in row 7 (day 7), and 2 more values are not" in str(told.value)


def test_a_column_without_a_name_is_named_by_its_number(table):
    table[5, 1] = np.nan
    with pytest.raises(ValueError, match="column 1 holds nan in row 5"):
        make(table, input_names=())


def test_a_position_that_is_no_finite_number_is_refused(table):
    positions = np.arange(60.0)
    positions[8] = np.nan
    with pytest.raises(ValueError, match="the time axis holds nan in row 8"):
        make(table, positions=positions)


def test_a_target_that_is_constant_in_training_is_refused_in_words(table):
    table[:40, 0] = 2.5
    with pytest.raises(ValueError) as told:
        make(table)
    assert str(told.value) == (
        "task 'tide': column 'tide', which is to be forecast, is 2.5 throughout the training "
        "range; there is nothing to learn from it"
    )


@pytest.mark.parametrize("value", [0.0, 0.1, -1e9])
def test_an_input_that_is_constant_in_training_is_read_as_0_and_said(table, value):
    table[:40, 2] = value
    task = make(table)
    assert (task.examples("train").inputs[..., 2] == 0).all()
    assert np.isfinite(task.examples("test").inputs).all()
    assert task.stds[2] == 1
    assert any("'rain' does not change in the training range" in note for note in task.notes)
    assert not any("wind" in note for note in task.notes)


def test_values_too_large_to_be_scaled_are_refused(table):
    with pytest.raises(ValueError, match="column 'wind' holds values too large to be scaled"):
        make(table * [1, 1e200, 1])


@pytest.mark.parametrize("shape", [(60,), (60, 3, 1)])
def test_a_table_of_another_shape_is_refused(table, shape):
    with pytest.raises(ValueError, match="the table must have the shape"):
        make(np.resize(table, shape))


def test_as_many_positions_as_rows(table):
    with pytest.raises(ValueError, match="60 rows and 59 positions"):
        make(table, positions=np.arange(59.0))


def test_the_arrays_that_a_caller_hands_in_stay_its_own(table):
    positions = np.arange(60.0)
    task = make(table, positions=positions)
    assert table.flags.writeable
    assert positions.flags.writeable
    before = task.series[0]
    table[0, 0] += 1
    assert task.series[0] == before
    assert not task.table.flags.writeable


def test_whole_numbers_may_be_handed_in(rng):
    task = make(rng.integers(0, 9, (60, 1)))
    assert task.table.dtype == np.float64


@pytest.mark.parametrize("fit", [lambda s: fit_autoregression(s, 2), fit_smoothing])
def test_a_baseline_is_not_fitted_to_what_is_no_number(rng, fit):
    series = rng.normal(size=50)
    series[20] = np.nan
    with pytest.raises(ValueError, match="nan in row 20; every value of a series must be a finite"):
        fit(series)
