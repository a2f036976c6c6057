import math

import numpy as np
import pytest
from scipy import stats

from rnnviz.analysis.gain import difference, relative_gain


def coupled_errors(rng, samples, count, autocorrelation, ratio):
    """Squared errors of two forecasts whose errors go together, in time and with each other."""

    def series():
        values = rng.standard_normal((samples, count + 60))
        for step in range(1, count + 60):
            values[:, step] += autocorrelation * values[:, step - 1]
        return values[:, 60:]

    second = series()
    return (ratio * (0.8 * second + 0.6 * series())) ** 2, second**2


@pytest.mark.parametrize(
    ("count", "autocorrelation"), [(18, 0.0), (18, 0.3), (80, 0.0), (80, 0.6), (300, 0.6)]
)
def test_the_interval_holds_the_truth_about_as_often_as_it_says(rng, count, autocorrelation):
    first, second = coupled_errors(rng, 400, count, autocorrelation, 0.9)
    gains = [relative_gain(a, b, root=True, overlap=1) for a, b in zip(first, second, strict=True)]
    held = np.mean([gain.low <= 0.1 <= gain.high for gain in gains])
    assert 0.88 <= held <= 0.985


def test_independent_cases_taken_for_a_series_and_the_reverse(rng):
    # The interval for independent cases is too narrow for a series: that is why there are two.
    first, second = coupled_errors(rng, 300, 80, 0.6, 0.9)
    held = np.mean(
        [
            (gain := relative_gain(a, b, root=True)).low <= 0.1 <= gain.high
            for a, b in zip(first, second, strict=True)
        ]
    )
    assert held < 0.88


def test_forecasts_that_look_far_ahead_overlap(rng):
    # Errors 10 steps ahead from every start are sums of 10 shocks: neighbours share nine.
    shocks = rng.standard_normal((300, 2, 129))
    errors = np.lib.stride_tricks.sliding_window_view(shocks, 10, axis=-1).sum(axis=-1)
    gains = [relative_gain(a**2, b**2, root=True, overlap=10) for a, b in errors]
    held = np.mean([gain.low <= 0 <= gain.high for gain in gains])
    assert held >= 0.9
    assert math.isnan(relative_gain(errors[0, 0, :19] ** 2, 1.0, overlap=10).low)


def test_a_difference_of_independent_cases_is_the_paired_t_interval(rng):
    first, second = rng.random(30), rng.random(30)
    gain = difference(first, second)
    paired = stats.ttest_rel(second, first).confidence_interval(0.95)
    assert gain.value == pytest.approx(np.mean(second - first))
    assert (gain.low, gain.high) == pytest.approx((paired.low, paired.high))
    assert gain.cases == 30


def test_a_relative_gain_is_about_the_difference_over_the_mean(rng):
    first, second = 1 + 0.01 * rng.random((2, 400))
    relative, plain = relative_gain(first, second), difference(first, second)
    assert relative.low == pytest.approx(plain.low / second.mean(), rel=0.02, abs=1e-5)
    assert relative.high == pytest.approx(plain.high / second.mean(), rel=0.02, abs=1e-5)


def test_the_root_of_the_mean_halves_the_logarithm(rng):
    first, second = rng.random((2, 100))
    whole, root = (relative_gain(first, second, root=root) for root in (False, True))
    assert (1 - root.value) ** 2 == pytest.approx(1 - whole.value)
    assert (1 - root.low) ** 2 == pytest.approx(1 - whole.low)


def test_weights_are_the_same_as_repeated_values_in_the_mean(rng):
    values, weights = rng.random(20), rng.integers(1, 4, 20).astype(float)
    repeated = np.repeat(values, weights.astype(int))
    assert difference(values, 0.0, weights=weights).value == pytest.approx(-repeated.mean())


@pytest.mark.parametrize(("right", "of"), [(60, 60), (57, 60), (30, 60)])
def test_shares_are_never_known_without_any_doubt(right, of):
    hits = (np.arange(of) < right).astype(float)
    gain = difference(hits, 0.5, higher_is_better=True, share=True)
    assert gain.low < gain.value <= gain.high or gain.value == pytest.approx(gain.high, abs=0.05)
    assert gain.low < gain.high
    assert gain.better == (right > 45)


def test_shares_hold_the_truth_where_nearly_all_are_right(rng):
    held = []
    for _ in range(400):
        both = rng.random((2, 100))
        first, second = (both[0] < 0.99).astype(float), (both[1] < 0.98).astype(float)
        gain = difference(first, second, higher_is_better=True, share=True)
        held.append(gain.low <= 0.01 <= gain.high)
    assert np.mean(held) >= 0.93


def test_the_same_forecast_is_no_gain(rng):
    values = rng.random(50)
    for gain in (relative_gain(values, values), difference(values, values)):
        assert (gain.value, gain.low, gain.high) == (0, 0, 0)
        assert not gain.told_apart
    assert not difference(np.ones(9), np.ones(9), share=True).told_apart


def test_a_clear_winner_and_a_clear_loser(rng):
    low, high = 0.1 + 0.01 * rng.random((2, 50)) + np.array([[0], [1]])
    assert relative_gain(low, high).better
    assert relative_gain(high, low).worse
    assert difference(low, high).better
    assert difference(low, high, higher_is_better=True).worse


def test_a_higher_level_is_wider(rng):
    first, second = rng.random((2, 40))
    narrow, wide = (relative_gain(first, second, level=level) for level in (0.95, 0.99))
    assert wide.low < narrow.low < narrow.high < wide.high


def test_no_error_at_all_and_errors_without_end():
    some, none = np.array([0.1, 0.2, 0.3]), np.zeros(3)
    assert relative_gain(none, some).better
    assert relative_gain(some, none).worse
    assert relative_gain(some, 0.0).worse
    assert not relative_gain(none, none).told_apart
    assert relative_gain(np.array([0.1, np.inf, 1]), some).worse
    assert difference(np.array([0.1, np.nan, 1]), some).worse


def test_what_cannot_be_paired():
    with pytest.raises(ValueError, match="cannot be paired"):
        relative_gain(np.ones(3), np.ones(4))
    with pytest.raises(ValueError, match="cannot be paired"):
        difference(np.ones(0), 0.5)
