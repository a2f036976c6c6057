"""Every page without a browser: on an empty store, with runs, with nonsense in the address."""

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from rnnviz.runs.spec import RunSpec
from rnnviz.runs.store import StoreError
from rnnviz.runs.workspaces import workspace_of
from rnnviz.tasks import TASKS, Architecture, load_task
from rnnviz.train_config import TrainConfig
from tests.ui.test_stage import train_into

ROOT = Path(__file__).parents[2]
PAGES = ("pages/lab.py", "pages/step_through.py", "pages/forecast.py")


def open_page(page, **query) -> AppTest:
    test = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)
    test.query_params.update(query)
    test.run()
    if page != PAGES[0]:
        test.switch_page(page).run()
        if query:
            test.query_params.update(query)
            test.run()
    assert not test.exception, test.exception
    return test


def trained(store, cells=("lstm", "gru"), task="gs10"):
    spec = TrainConfig(epochs=3)
    return [train_into(store, RunSpec(task, cell, Architecture(4), spec)) for cell in cells]


def text_of(test) -> str:
    return " ".join(part.value for part in [*test.markdown, *test.caption, *test.warning])


@pytest.mark.parametrize("page", PAGES)
def test_an_empty_store_is_no_error(engine, page):
    test = open_page(page)
    if page != PAGES[0]:
        assert "The first network is being trained" in test.info[0].value


@pytest.mark.parametrize("page", PAGES)
def test_shows_the_runs_of_the_address(engine, store, page):
    runs = trained(store)
    test = open_page(page, runs=".".join(run.id for run in runs))
    assert not test.warning


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize(
    "query",
    [
        {"runs": "nope"},
        {"runs": "...."},
        {"runs": "😀" * 500},
        {"runs": "<script>alert(1)</script>"},
        {"step": "x", "unit": "-3"},
        {"step": "9" * 400, "unit": "²"},
        {"sequence": "nonsense"},
    ],
)
def test_nonsense_in_the_address_is_no_error(engine, store, page, query):
    trained(store, cells=["gru"])
    open_page(page, **query)


def test_unknown_runs_are_named(engine):
    assert "This address names runs that do not exist here: nope" in text_of(
        open_page(PAGES[0], runs="nope")
    )


def test_train_starts_what_the_form_says(engine, store):
    test = open_page(PAGES[0])
    test.selectbox(key="lab_task").select("gs10").run()
    test.number_input(key="gs10_epochs").set_value(7)
    test.number_input(key="gs10_seed").set_value(5)
    test.button(key="lab_train").click().run()
    assert not test.exception
    assert [(spec.task, spec.cell) for spec in engine.submitted] == [
        ("gs10", "rnn_tanh"),
        ("gs10", "lstm"),
    ]
    assert {(spec.training.epochs, spec.training.seed) for spec in engine.submitted} == {(7, 5)}
    # While they train, Stop stands where Train was.
    test.button(key="lab_stop").click().run()
    assert len(engine.stopped) == 2


def test_a_run_is_paused_paced_stepped_resumed_and_stopped(engine, store):
    run = store.create(RunSpec("sine", "gru", Architecture(4), TrainConfig()))
    test = open_page(PAGES[0], runs=run.id)
    test.selectbox(key=f"lab_pace_{run.id}").select(0.0).run()
    assert store.run(run.id).pace == 0
    test.button(key="lab_next_epoch").click().run()
    assert engine.stepped == [run.id]
    test.button(key="lab_pause").click().run()
    assert store.run(run.id).status == "paused"
    test.button(key="lab_resume").click().run()
    assert (store.run(run.id).status, store.run(run.id).attempt) == ("queued", 1)
    test.button(key="lab_pause").click().run()
    test.button(key="lab_stop_paused").click().run()
    assert store.run(run.id).status == "stopped"
    assert not test.exception


def test_a_run_is_renamed_and_deleted_and_brought_back(engine, store):
    run = trained(store, cells=["gru"])[0]
    test = open_page(PAGES[0], runs=run.id)
    test.text_input(key=f"rename_{run.id}").set_value("My best").run()
    assert store.run(run.id).name == "My best"
    assert test.button(key=f"earlier_{run.id}").label == "My best"
    test.button(key=f"delete_{run.id}").click().run()
    assert store.runs() == []
    assert not test.exception
    test.button(key="undo_delete").click().run()
    assert [found.id for found in store.runs()] == [run.id]


def test_on_a_shared_server_somebody_elses_run_is_read_only(engine, store, monkeypatch):
    monkeypatch.setenv("RNNVIZ_SHARED", "1")
    monkeypatch.setattr("rnnviz.ui.workspace._cookie", lambda: "0123456789abcdefghijklmn")
    spec = RunSpec("sine", "gru", Architecture(4), TrainConfig())
    run = store.create(spec, workspace="browser-of-somebody-else")
    test = open_page(PAGES[0], runs=run.id)
    assert "belong to someone else" in text_of(test)
    keys = {button.key for button in test.button}
    assert "lab_train" in keys
    assert not keys & {"lab_stop", "lab_pause", "lab_resume"}
    test.button(key="lab_train").click().run()
    assert {own.workspace for own in store.active_runs() if own.id != run.id} == {
        workspace_of("0123456789abcdefghijklmn")
    }
    # A bare address shows nothing of it.
    bare = open_page(PAGES[0])
    assert f"earlier_{run.id}" not in {button.key for button in bare.button}


@pytest.mark.parametrize("task", TASKS)
def test_an_untouched_form_trains_with_the_defaults_of_the_task(engine, store, task):
    test = open_page("pages/lab.py")
    test.selectbox(key="lab_task").set_value(task).run()
    test.button(key="lab_train").click().run()
    defaults = load_task(task).defaults
    for run in store.runs():
        assert run.spec.training == defaults.training
        assert run.spec.architecture == defaults.architecture
    assert len(store.runs()) == 2


def test_the_same_number_of_parameters(engine):
    test = open_page(PAGES[0])
    test.button_group(key="lab_cells").set_value(["lstm", "gru"])
    test.toggle(key="sine_same_size").set_value(True).run()
    test.button(key="lab_train").click().run()
    lstm, gru = engine.submitted
    assert lstm.architecture.hidden_size == 16
    assert gru.architecture.hidden_size == 19  # 1,274 parameters against 1,233


@pytest.mark.parametrize(
    ("key", "value", "message"),
    [
        ("sine_epochs", 0, "Epochs must be a whole number"),
        ("sine_hidden_size", 100_000, "Hidden size must be a whole number from 1 to 512"),
        ("sine_learning_rate", 0.0, "Learning rate must be above 0"),
        ("sine_clip", 0.0, "Gradient clip must be above 0"),
    ],
)
def test_a_wrong_setting_is_said_beside_the_form(engine, key, value, message):
    test = open_page(PAGES[0])
    test.number_input(key=key).set_value(value).run()
    assert message in text_of(test)
    assert test.button(key="lab_train").disabled


def test_no_cell_is_said(engine):
    test = open_page(PAGES[0])
    test.button_group(key="lab_cells").set_value([]).run()
    assert "Choose at least one cell" in text_of(test)


def test_a_finished_run_is_summed_up(engine, store):
    test = open_page(PAGES[0], runs=".".join(run.id for run in trained(store)))
    assert "persistence (next value = this value)" in text_of(test)
    table = test.dataframe[0].value
    by_name = table.set_index("network")["test RMSE (percentage points)"]
    assert by_name.index[:3].tolist() == ["LSTM", "GRU", "persistence (next value = this value)"]
    assert by_name["persistence (next value = this value)"] == "0.7236"


def test_an_engine_that_does_not_start_says_why(engine, store):
    engine.failure = "Training cannot start: tcp://somewhere did not answer."
    test = open_page(PAGES[0])
    test.button(key="lab_train").click().run()
    assert not test.exception
    assert "did not answer" in test.error[0].value
    assert store.runs() == []


@pytest.mark.parametrize("page", PAGES)
def test_a_store_that_does_not_open_says_why(engine, monkeypatch, page):
    def broken():
        raise StoreError("Runs cannot be stored in /x. Set RNNVIZ_HOME.")

    monkeypatch.setattr("rnnviz.ui.header.shared_store", broken)
    test = open_page(page)
    assert "RNNVIZ_HOME" in test.error[0].value


def test_a_forecast_names_every_network_and_its_error(engine, store):
    runs = trained(store)
    test = open_page(PAGES[2], runs=".".join(run.id for run in runs))
    table = test.dataframe[0].value
    assert table["forecast"].tolist() == ["LSTM", "GRU", "persistence", "AR(6)", "ETS"]
    expected = [run.result["test"]["rmse"] for run in runs]
    assert table["one-step RMSE (percentage points)"].tolist()[:2] == pytest.approx(expected)


def test_a_run_of_other_data_is_left_out_of_the_picture(engine, store):
    sine = trained(store, ["gru"], task="sine")
    gs10 = trained(store, ["lstm"])
    ids = ".".join(run.id for run in [*gs10, *sine])
    table = open_page(PAGES[2], runs=ids).dataframe[0].value
    assert table["forecast"].tolist() == ["LSTM", "persistence", "AR(6)", "ETS"]


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("task", ["ball", "hello", "adding", "weather", "peek", "reverse"])
def test_every_kind_of_task_is_shown(engine, store, page, task):
    layered = RunSpec(task, "gru", Architecture(4, num_layers=2), TrainConfig(epochs=2))
    runs = [*trained(store, ["lstm"], task=task), train_into(store, layered)]
    open_page(page, runs=".".join(run.id for run in runs), layer="l0")


@pytest.mark.parametrize("task", ["ball", "hello", "pronoun", "reber", "parens"])
def test_networks_answer_what_is_typed(engine, store, task):
    run = trained(store, ["gru"], task=task)[0]
    test = open_page(PAGES[2], runs=run.id)
    assert len(test.text) == 1
    for nonsense in ("", "   ", "\u0000", "1, x", "<b>", "😀" * 100, "9" * 400, "nan, inf"):
        test.text_input(key="typed").set_value(nonsense).run()
        assert not test.exception
        assert len(test.warning) == 1 or len(test.text) == 1
