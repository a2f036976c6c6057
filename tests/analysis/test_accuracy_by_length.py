import numpy as np
import pytest

from rnnviz.analysis.accuracy_by_length import LengthBand, accuracy_by_length


def test_bands_hold_their_lengths_and_nothing_else():
    lengths = np.array([1, 10, 11, 35, 40])
    right = np.array([True, False, True, False, False])
    assert accuracy_by_length(lengths, right) == (
        LengthBand(1, 10, 2, 0.5),
        LengthBand(11, 20, 1, 1.0),
        LengthBand(31, 40, 2, 0.0),
    )


def test_together_they_are_the_accuracy_of_all(rng):
    lengths, right = rng.integers(1, 90, 200), rng.random(200) < 0.7
    bands = accuracy_by_length(lengths, right, width=7)
    assert sum(band.count for band in bands) == 200
    assert sum(band.count * band.accuracy for band in bands) == pytest.approx(right.sum())


@pytest.mark.parametrize(
    ("lengths", "right", "width", "message"),
    [
        ([1, 2], [True], 10, "do not match"),
        ([1], [True], 0, "must be at least 1"),
        ([0], [True], 10, "must be at least 1"),
    ],
)
def test_what_makes_no_sense_is_refused(lengths, right, width, message):
    with pytest.raises(ValueError, match=message):
        accuracy_by_length(np.array(lengths), np.array(right), width=width)
