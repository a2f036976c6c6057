import numpy as np
import pytest
import torch

from rnnviz.models import SequenceModel
from rnnviz.packet import unpack
from rnnviz.replay import ReplayedRun, replay_probe
from rnnviz.tasks import TASKS, load_task
from rnnviz.typed import MOST_LETTERS, typed_probe
from rnnviz.ui.typed_examples import played_examples, written_rows

VARIANTS = [(name, {}) for name in TASKS]
VARIANTS += [("sentiment", {"language": "zh"}), ("reverse", {"what": "dates"})]


@pytest.mark.parametrize(("name", "options"), VARIANTS)
def test_every_example_is_read_as_the_networks_of_its_task_read(name, options):
    task = load_task(name, **options)
    examples = played_examples(task)
    assert len(examples) >= 3
    assert len({called for called, _ in examples}) == len(examples)
    own = task.probe("test")
    for _, text in examples:
        probe = typed_probe(task, text)
        assert probe.inputs.dtype == own.inputs.dtype
        assert probe.inputs.shape[1:] == own.inputs.shape[1:]
        assert len(text) <= MOST_LETTERS
        model = SequenceModel.for_task(task, cell="gru", hidden_size=3, num_layers=1)
        with torch.no_grad():
            assert torch.isfinite(model(torch.tensor(probe.inputs)[None])).all()


@pytest.mark.parametrize("name", ["sine", "weather", "ball", "peek", "adding"])
def test_numbers_of_the_data_typed_are_the_data(name):
    task = load_task(name)
    own = task.probe("test")
    scale = task.stds if hasattr(task, "stds") else task.value_scale
    raw = own.inputs * scale + (task.means if hasattr(task, "means") else 0)
    probe = typed_probe(task, written_rows(task, raw[:9]))
    count = len(probe.labels)
    # Typed to about 1% of the spread.
    assert probe.inputs == pytest.approx(own.inputs[:count], abs=0.06)
    assert probe.value == pytest.approx(own.value[:count], abs=0.06 * float(np.ravel(scale)[0]))


@pytest.mark.parametrize("name", ["hello", "pronoun", "reber", "parens", "copy", "reverse"])
def test_text_of_the_data_typed_is_the_data(name):
    task = load_task(name)
    own = task.probe("test", 3)
    glue = " " if name == "pronoun" else ""
    probe = typed_probe(task, glue.join(own.labels[: task.source_length or None]))
    assert np.array_equal(probe.inputs, own.inputs)
    assert probe.labels == own.labels
    if name == "reverse":
        assert probe.answers == own.answers
    elif name != "copy":
        # The last answer of the data is a symbol that is not read, and so was not typed.
        assert probe.answers[:-1] == own.answers[:-1]
        assert probe.answers[-1] == ""


def test_the_truth_is_what_was_typed_next_or_what_the_rule_says():
    assert typed_probe(load_task("ball"), "1 3;5").target[:2].tolist() == [3, 5]
    assert np.isnan(typed_probe(load_task("ball"), "1, 3, 5").target[2])
    adding = typed_probe(load_task("adding"), "0.2 0\n0.5 1\n0.25 1")
    assert np.isnan(adding.target[:2]).all()
    assert adding.target[2] == pytest.approx(0.75)
    assert np.isnan(typed_probe(load_task("adding"), "0.2 1\n0.5 1\n0.25 1").target).all()
    peek = typed_probe(load_task("peek"), "1, -1, 2")
    assert peek.answers == ("not positive", "positive", "")
    assert not any(typed_probe(load_task("sentiment"), "We loved the hotel").answers)
    dates = typed_probe(load_task("reverse", what="dates"), "Feb 29, 2000")
    assert "".join(dates.answers) == "2000-02-29"


def test_what_a_keyboard_makes_easy_is_understood():
    task = load_task("pronoun")
    assert typed_probe(task, "alice IS a baker, she bakes.").labels == (
        *("Alice", "is", "a", "baker", ",", "she", "bakes", "."),
    )
    assert typed_probe(load_task("copy"), "ab ..?_").labels == ("a", "b", "·", "·", "?", "·")
    assert typed_probe(load_task("reber"), "btx").labels == ("B", "T", "X")
    assert typed_probe(load_task("sine"), "1，2；3").value.tolist() == [1, 2, 3]


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("sine", "", "the sequence is empty"),
        ("sine", "1, two", "'two' is not a number"),
        ("sine", "1, nan", "'nan' is not a number"),
        ("sine", "1, inf", "'inf' is too large"),
        ("sine", "1e7", "within 1,000,000 of 0"),
        ("sine", "1 " * 301, "this has 602 characters; at most 600"),
        ("weather", "1 2 3 4\n1 2 3", "step 1 has 3 numbers and needs 4: highest temperature"),
        ("weather", "1", "step 0 has 1 number and needs 4"),
        (
            "pronoun",
            "Alice is a wizard of Oz",
            "does not know 'wizard', 'of', 'Oz'; it knows 66 words, the first of them Alice",
        ),
        ("pronoun", "Alise is a techer", "'Alise' (nearest: Alice), 'techer' (nearest: teacher)"),
        ("hello", "help", "does not know 'p'"),
        ("reverse", "123", "exactly 8 characters, not 3"),
        ("reverse", "1234567▸", "does not know '▸'"),
    ],
)
def test_one_sentence_says_what_is_wrong(name, text, said):
    with pytest.raises(ValueError, match=r"\w") as error:
        typed_probe(load_task(name), text)
    assert said in str(error.value)


@pytest.mark.parametrize("length", [10, 50, 100, 300])
def test_adding_is_typed_at_the_length_of_training(length):
    task = load_task("adding", length=length)
    for name, text in played_examples(task):
        steps = len(typed_probe(task, text).labels)
        # 600 characters hold a hundred steps.
        assert steps == length or length > 100 <= steps or (name == "from the test data")
        assert steps >= min(length, 85)
    first = typed_probe(task, played_examples(task)[0][1])
    if length <= 100:
        assert first.target[-1] == pytest.approx(1.7)  # and not 1, which every network says


@pytest.mark.parametrize("name", ["sine", "weather", "sunspots"])
def test_a_typed_series_is_as_long_as_a_window_where_that_fits(name):
    task = load_task(name)
    for _, text in played_examples(task):
        steps = len(typed_probe(task, text).labels)
        assert steps == task.window or len(text) > MOST_LETTERS - 60


def test_a_date_that_is_none_is_refused():
    task = load_task("reverse", what="dates")
    for text in ("Feb 30, 2001", "2001-02-03 ", "Mar 5,  1987"):
        with pytest.raises(ValueError, match="is not a date|exactly 12"):
            typed_probe(task, text)


@pytest.mark.parametrize("cell", ["rnn_relu", "lstm"])
def test_the_farthest_numbers_make_a_packet(cell):
    task = load_task("sine")
    model = SequenceModel.for_task(task, cell=cell, hidden_size=8, num_layers=1).eval()
    with torch.no_grad():
        model.recurrent.weight_hh_l0.mul_(9)
    probe = typed_probe(task, "1000000 -1000000 " * 30)
    header, arrays = unpack(
        replay_probe(task, probe, [ReplayedRun("a", "a", model, 0, 0)], typed=True)
    )
    assert header["sequence"]["typed"]
    assert header["sequence"]["step_name"] == "step"
    assert arrays["0/hidden"].shape == (60, 8)
