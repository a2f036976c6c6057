import numpy as np
import pytest

from rnnviz.analysis.memory import direct_half_life
from rnnviz.models import SequenceModel
from rnnviz.packet import UNKNOWN
from rnnviz.packets import PLAYER, read_packet
from rnnviz.replay import ReplayedRun, replay_packet
from rnnviz.replay_candidates import Candidates
from rnnviz.replay_facts import MOST_CORRELATES, UnitFacts, fact_bytes
from rnnviz.tasks import load_task


def a_run(task, cell, epochs=(0, 2, 5), shown=5, spoil=None, units=5):
    models = {
        epoch: SequenceModel.for_task(
            task, cell=cell, hidden_size=units, num_layers=1, seed=epoch
        ).eval()
        for epoch in epochs
    }
    if spoil:
        spoil(models)
    return ReplayedRun(
        id="a",
        label="A",
        model=models[shown],
        epoch=shown,
        epochs=5,
        snapshots=tuple(epochs),
        model_at=models.__getitem__,
    )


def slowly(trace, series):
    """Compute r with NumPy's own function, over the steps that both know."""
    known = np.isfinite(trace) & np.isfinite(series)
    if known.sum() < 3 or np.ptp(trace[known]) < 1e-9 or np.ptp(series[known]) < 1e-9:
        return np.nan
    return np.corrcoef(trace[known], series[known])[0, 1]


def in_phase(trace, period):
    """Return how much of a trace a wave of a period explains, by least squares."""
    angle = 2 * np.pi * np.arange(len(trace)) / period
    waves = np.stack([np.cos(angle), np.sin(angle), np.ones(len(trace))], axis=1)
    fitted = waves @ np.linalg.lstsq(waves, trace, rcond=None)[0]
    return np.sqrt(1 - ((trace - fitted) ** 2).sum() / ((trace - trace.mean()) ** 2).sum())


def series_named(header, arrays):
    """Return each candidate of a packet from what else it holds."""
    sequence = header["sequence"]
    value, target, steps = arrays["value"], arrays["target"], sequence["steps"]
    found = {"position": np.arange(steps, dtype=float), "target": target}
    following = np.append(value[1:], np.nan)
    found["next value"] = np.where(np.isfinite(target), target, following)
    found["input"] = found[f"input {sequence['value_name']}"] = value
    for k, name in enumerate(sequence["features"]):
        found[f"input {name}"] = arrays["features"][:, k]
    for prefix, texts in (
        ("reading", sequence["step_labels"]),
        ("right answer", sequence["answers"]),
    ):
        for text in set(texts):
            shown = {" ": "␣", "\n": "↵"}.get(text, text)
            found[f"{prefix} “{shown}”"] = np.array([float(one == text) for one in texts])
    return found


@pytest.mark.parametrize("cell", ["lstm", "gru", "rnn_tanh"])
@pytest.mark.parametrize("name", ["sine", "weather", "hello", "reber", "adding"])
def test_correlations_are_those_of_a_slow_second_way(name, cell):
    task = load_task(name)
    header, arrays = read_packet(PLAYER, replay_packet(task, "test", [a_run(task, cell)]))
    told, names = header["runs"][0], header["sequence"]["correlate_names"]
    series, season = series_named(header, arrays), header["sequence"]["season"]

    def r_of(trace, one):
        return in_phase(trace, season) if one["unsigned"] else slowly(trace, series[one["name"]])

    for epoch in (5, 2, 0):
        place = "0" if epoch == 5 else f"0/@{epoch}"
        places, pairs = arrays[f"{place}/correlates"], arrays[f"{place}/correlations"]
        for p, panel in enumerate(told["panels"]):
            for unit in (0, 3):
                trace = arrays.get(f"{place}/{panel['source']}", arrays[f"0/{panel['source']}"])
                early = arrays[f"0/@0/{panel['source']}"][:, unit].astype(float)
                trace = trace[:, unit].astype(float)
                expected = np.array([r_of(trace, one) for one in names])
                strongest = sorted(np.abs(expected[np.isfinite(expected)]), reverse=True)
                chosen = places[p, unit]
                count = min(MOST_CORRELATES, len(strongest))
                assert (chosen[:count] >= 0).all() and (chosen[count:] == -1).all()
                assert len(set(chosen[:count])) == count
                np.testing.assert_allclose(
                    np.abs(expected[chosen[:count]]), strongest[:count], atol=1e-5
                )
                now, before = pairs[p, unit, :count].T
                np.testing.assert_allclose(now / 32767, expected[chosen[:count]], atol=2e-5)
                if epoch:
                    untrained = [r_of(early, names[k]) for k in chosen[:count]]
                    np.testing.assert_allclose(before / 32767, untrained, atol=2e-5)
                else:
                    assert (before == UNKNOWN).all()
                assert (pairs[p, unit, count:] == UNKNOWN).all()


def test_before_training_is_unknown_where_it_was_not_kept():
    task = load_task("sine")
    message = replay_packet(task, "test", [a_run(task, "gru", epochs=(2, 5))])
    _, arrays = read_packet(PLAYER, message)
    assert (arrays["0/correlations"][..., 0] != UNKNOWN).any()
    assert (arrays["0/correlations"][..., 1] == UNKNOWN).all()


def test_before_training_is_known_where_that_epoch_does_not_travel(monkeypatch):
    task = load_task("sine")
    run = a_run(task, "lstm")
    _, every = read_packet(PLAYER, replay_packet(task, "test", [run]))
    monkeypatch.setattr("rnnviz.replay.other_epochs", lambda runs, *_: [{} for _ in runs])
    _, one = read_packet(PLAYER, replay_packet(task, "test", [run]))
    assert "0/@0/hidden" not in one
    np.testing.assert_array_equal(one["0/correlations"], every["0/correlations"])


def test_a_network_shown_before_training_is_what_the_others_are_held_against():
    task = load_task("sine")
    _, arrays = read_packet(PLAYER, replay_packet(task, "test", [a_run(task, "gru", shown=0)]))
    assert (arrays["0/correlations"][..., 1] == UNKNOWN).all()
    early = arrays["0/hidden"]
    for unit, chosen in enumerate(arrays["0/@5/correlates"][0]):
        (rank,) = np.flatnonzero(chosen == 0)  # position
        expected = np.corrcoef(early[:, unit], np.arange(len(early)))[0, 1]
        before = arrays["0/@5/correlations"][0, unit, rank, 1]
        assert before / 32767 == pytest.approx(expected, abs=1e-4)


@pytest.mark.parametrize(("cell", "gate"), [("lstm", "forget"), ("gru", "update")])
def test_memory_and_saturation_are_of_the_steps_that_travel(cell, gate):
    task = load_task("sine")
    header, arrays = read_packet(PLAYER, replay_packet(task, "test", [a_run(task, cell)]))
    for place in ("0", "0/@2"):
        kept = arrays[f"{place}/{gate}"].astype(float)
        np.testing.assert_allclose(arrays[f"{place}/half_life"], direct_half_life(kept), rtol=1e-6)
        product = np.prod(kept, axis=0) ** (1 / len(kept))
        np.testing.assert_allclose(arrays[f"{place}/mean_gate"], product, rtol=1e-5)
        gates = header["runs"][0]["gates"]
        assert "candidate" not in gates and gate in gates
        for row, name in zip(arrays[f"{place}/saturation"], gates, strict=True):
            values = arrays[f"{place}/{name}"]
            shares = [[(v < 0.1).mean(), (v > 0.9).mean()] for v in values.T]
            np.testing.assert_allclose(row, shares, atol=1e-6)


def test_a_gate_that_stays_open_keeps_for_ever_and_one_that_is_shut_keeps_nothing():
    def spoil(models):
        bias = models[5].recurrent.bias_ih_l0
        bias.data[5:7] = 200.0  # forget gates of units 0 and 1
        bias.data[7] = -200.0

    task = load_task("sine")
    _, arrays = read_packet(PLAYER, replay_packet(task, "test", [a_run(task, "lstm", spoil=spoil)]))
    assert arrays["0/half_life"][:3].tolist() == [-1, -1, 0]
    assert arrays["0/mean_gate"][:3].tolist() == [1, 1, 0]
    assert np.isfinite(arrays["0/half_life"]).all()
    # A gate that never moves goes along with nothing.
    panels = ["hidden", "cell_state", "input", "forget", "candidate", "output"]
    assert (arrays["0/correlates"][panels.index("forget"), :3] == -1).all()


def test_a_cell_without_gates_has_none_of_their_numbers():
    task = load_task("sine")
    header, arrays = read_packet(PLAYER, replay_packet(task, "test", [a_run(task, "rnn_tanh")]))
    assert np.isnan(arrays["0/half_life"]).all() and np.isnan(arrays["0/mean_gate"]).all()
    assert arrays["0/saturation"].shape == (0, 5, 2)
    assert header["runs"][0]["gates"] == []


def test_what_is_no_number_leaves_the_facts_of_other_units_alone(rng):
    kept = rng.uniform(size=(9, 2))
    kept[4:, 1] = np.nan
    told = {"units": 2, "panels": [{"source": "forget"}], "gates": ["forget"]}
    candidates = Candidates({"position": np.arange(9.0)}, 1)
    facts = UnitFacts.of({"forget": kept}, told, candidates)
    assert facts.arrays["half_life"][0] > 0 and facts.arrays["half_life"][1] == 0
    assert np.isnan(facts.arrays["mean_gate"]).tolist() == [False, True]
    expected = [slowly(trace, np.arange(9.0)) for trace in kept.T]
    np.testing.assert_allclose(facts.correlations[0, :, 0], expected)


def test_the_size_of_the_facts_is_known_before_they_are():
    task = load_task("sine")
    header, arrays = read_packet(PLAYER, replay_packet(task, "test", [a_run(task, "lstm")]))
    names = ("half_life", "mean_gate", "saturation", "correlates", "correlations")
    assert fact_bytes(header["runs"][0]) == sum(arrays[f"0/{name}"].nbytes for name in names)
