import numpy as np
import pytest

from rnnviz.analysis.saturation import gate_saturation


def test_shares_of_each_unit():
    # Unit 0 is always open, unit 1 always shut, unit 2 open at one step of four.
    values = np.full((1, 4, 3), 0.5)
    values[..., 0] = 0.95
    values[..., 1] = 0.05
    values[0, 2, 2] = 0.99
    found = gate_saturation(values)
    assert found.open.tolist() == [1, 0, 0.25]
    assert found.shut.tolist() == [0, 1, 0]
    assert found.mean_open == pytest.approx(1.25 / 3)
    assert found.mean_shut == pytest.approx(1 / 3)


def test_the_thresholds_themselves_are_not_saturated():
    found = gate_saturation(np.array([0.1, 0.9]).reshape(1, 2, 1))
    assert (found.mean_open, found.mean_shut) == (0, 0)


def test_padding_is_not_counted(rng):
    values = rng.random((5, 7, 3))
    lengths = np.array([7, 1, 3, 6, 2])
    padded = values.copy()
    for row, length in zip(padded, lengths, strict=True):
        row[length:] = 0  # what a recording holds behind the end
    found = gate_saturation(padded, lengths)
    steps = np.concatenate([row[:n] for row, n in zip(values, lengths, strict=True)])
    assert found.shut == pytest.approx((steps < 0.1).mean(axis=0))
    assert found.open == pytest.approx((steps > 0.9).mean(axis=0))
    assert (gate_saturation(padded).shut > found.shut).all()


def test_a_gate_mirrored_swaps_its_shares(rng):
    values = rng.random((3, 9, 4))
    one, other = gate_saturation(values), gate_saturation(1 - values)
    assert one.shut == pytest.approx(other.open)
    assert one.open == pytest.approx(other.shut)


@pytest.mark.parametrize(
    ("shape", "lengths", "message"),
    [
        ((3, 4), None, "must have the shape"),
        ((2, 3, 4), [3], "lengths must have"),
        ((0, 3, 4), None, "no step"),
        ((1, 3, 4), [0], "no step"),
    ],
)
def test_what_does_not_belong_together_is_refused(shape, lengths, message):
    with pytest.raises(ValueError, match=message):
        gate_saturation(np.zeros(shape), None if lengths is None else np.array(lengths))
