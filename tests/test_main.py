"""The command line, as a script uses it."""

import json
import math
import re
import subprocess
import sys
from pathlib import Path

import pytest
import torch

from rnnviz.__main__ import TRAINING_FAILED, WRONG_INPUT, main
from rnnviz.runs.build import build_model
from rnnviz.tasks import TASKS

ROOT = Path(__file__).parents[1]


def test_lists_the_tasks(capsys):
    assert main(["tasks"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[0] for line in lines] == list(TASKS)


def test_trains_and_says_how_well(capsys):
    assert main(["train", "--task", "gs10", "--cell", "gru", "--epochs", "2"]) == 0
    out = capsys.readouterr().out
    assert "GRU on 10-year Treasury yield: test RMSE" in out
    assert "persistence: RMSE 0.7236 percentage points" in out


def test_the_last_line_is_json():
    arguments = ["train", "--task", "sine", "--cell", "lstm", "--epochs", "2", "--json"]
    done = subprocess.run(
        [sys.executable, "-m", "rnnviz", *arguments],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    report = json.loads(done.stdout.splitlines()[-1])
    assert list(report) == [
        "task",
        "cell",
        "parameters",
        "epochs",
        "best_epoch",
        "seconds",
        "test",
        "baselines",
    ]
    assert report["epochs"] == 2
    assert report["test"]["rmse"] > 0
    assert report["baselines"]["persistence"]["rmse"] == pytest.approx(0.105, abs=0.01)
    assert done.stderr == ""  # no progress bar where there is no terminal


def test_the_data_have_a_seed_of_their_own(capsys):
    def said(*arguments):
        assert main(["train", "--task", "sine", "--cell", "gru", "--epochs", "1", *arguments]) == 0
        return capsys.readouterr().out.splitlines()

    one, other, same = said(), said("--data-seed", "5"), said("--seed", "0", "--data-seed", "0")
    persistence = [line for line in one if "persistence" in line]
    assert persistence != [line for line in other if "persistence" in line]
    assert persistence == [line for line in same if "persistence" in line]


GOOD = ["train", "--task", "sine", "--cell", "lstm"]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ([*GOOD, "--epochs", "0"], "epochs must be a whole number from 1"),
        ([*GOOD, "--epochs", "-5"], "epochs must be a whole number from 1"),
        ([*GOOD, "--epochs", "many"], "'many' is not a whole number"),
        ([*GOOD, "--epochs", "1e400"], "'1e400' is not a whole number"),
        ([*GOOD, "--hidden-size", "0"], "hidden_size must be a whole number"),
        ([*GOOD, "--hidden-size", "9" * 30], "hidden_size must be a whole number"),
        ([*GOOD, "--learning-rate", "nan"], "learning_rate must be above 0"),
        ([*GOOD, "--learning-rate", "fast"], "'fast' is not a number"),
        ([*GOOD, "--seed", "-1"], "seed must be a whole number"),
        (["train", "--task", "sinus", "--cell", "lstm"], "unknown task 'sinus'"),
        (["train", "--task", "sine", "--cell", "😀"], "unknown cell '😀'"),
        (["train", "--task", "sine"], "required: --cell"),
        (["train", "--task", "", "--cell", "lstm"], "unknown task ''"),
        (["dance"], "invalid choice: 'dance'"),
        ([], "required: COMMAND"),
    ],
)
def test_wrong_input_gets_one_sentence(arguments, message, capsys):
    try:
        code = main(arguments)
    except SystemExit as exit_:  # argparse ends the program by itself
        code = exit_.code
    assert code == WRONG_INPUT
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err.count("\n") == 1
    assert message in captured.err


def test_a_training_that_diverges_fails(capsys):
    wild = ["--cell", "rnn_relu", "--optimiser", "sgd", "--learning-rate", "10"]
    assert main(["train", "--task", "sine", *wild]) == TRAINING_FAILED
    captured = capsys.readouterr()
    assert captured.out == ""
    assert re.fullmatch(
        r"rnnviz: The \w+ loss became infinite or not a number in epoch \d+. A smaller learning "
        r"rate or a gradient clip of 1 usually helps.\n",
        captured.err,
    )


def test_a_training_that_diverges_is_a_line_of_json_too(capsys):
    wild = ["--cell", "rnn_relu", "--optimiser", "sgd", "--learning-rate", "10", "--json"]
    assert main(["train", "--task", "sine", *wild]) == TRAINING_FAILED
    captured = capsys.readouterr()
    report = json.loads(captured.out)
    assert list(report) == ["task", "cell", "status", "epoch", "reason"]
    assert report["status"] == "diverged"
    assert f"in epoch {report['epoch']}." in report["reason"]
    assert captured.err == f"rnnviz: {report['reason']}\n"


@pytest.mark.parametrize("extra", [(), ("--json",)])
def test_a_network_that_is_not_finite_before_training_fails_in_epoch_0(capsys, monkeypatch, extra):
    def broken(spec, task):
        model = build_model(spec, task)
        with torch.no_grad():
            next(model.parameters()).fill_(math.nan)
        return model

    monkeypatch.setattr("rnnviz.runs.build.build_model", broken)
    assert main(["train", "--task", "sine", "--cell", "gru", *extra]) == TRAINING_FAILED
    captured = capsys.readouterr()
    assert "before training began" in captured.err
    assert not extra or json.loads(captured.out)["epoch"] == 0


def test_says_which_epoch_it_is_judged_by(capsys):
    arguments = ["train", "--task", "sine", "--cell", "gru", "--epochs", "3"]
    assert main(arguments) == 0
    assert (
        "weights of epoch 3 of 3, where the validation loss was lowest" in capsys.readouterr().out
    )
    assert main([*arguments, "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["best_epoch"] == 3
