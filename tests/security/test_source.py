"""What must not stand in the source: pickles, evaluated text, markup from strangers."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SOURCES = [ROOT / "app.py", *(ROOT / "pages").glob("*.py"), *(ROOT / "rnnviz").rglob("*.py")]
FRONTEND = ROOT / "frontend"
SCRIPTS = [
    path
    for path in FRONTEND.rglob("*.ts")
    if path.relative_to(FRONTEND).parts[0] not in ("node_modules", "tests")
]
BUILT = [*(ROOT / "rnnviz" / "web").glob("*.js")]
UNSAFE_MODULES = {"pickle", "cloudpickle", "dill", "marshal", "shelve", "joblib", "yaml"}
UNSAFE_CALLS = {
    "eval",
    "exec",
    "compile",
    "__import__",
    "os.system",
    "os.popen",
    "torch.load",
    "np.lib.format.read_array",
}
# Benchmarks and the command line start processes; the rest has no reason to.
STARTS_PROCESSES = {"bench", "__main__.py"}
# The app starts no program but its own workers, by the Python that runs it.
STARTS_WORKERS = ROOT / "rnnviz" / "runs" / "workers" / "local.py"
UNSAFE_SCRIPT = (
    "innerHTML",
    "outerHTML",
    "insertAdjacentHTML",
    "document.write",
    "DOMParser",
    "createContextualFragment",
    "eval(",
    "new Function",
    "javascript:",
    "srcdoc",
    "postMessage",
    "fetch(",
    "XMLHttpRequest",
    "WebSocket(",
    "import(",
    "localStorage",
    "document.cookie",
)


def unsafe(source: str, *, may_start_processes: bool = False) -> list[str]:
    """Return what of a source would run, load or show something that it should not."""
    found = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import | ast.ImportFrom):
            names = [alias.name for alias in node.names]
            if isinstance(node, ast.ImportFrom):
                names = [node.module or "", *(f"{node.module}.{name}" for name in names)]
            forbidden = UNSAFE_MODULES | (set() if may_start_processes else {"subprocess"})
            found += [
                name for name in names if name.split(".")[0] in forbidden or name == "torch.load"
            ]
        elif isinstance(node, ast.Call):
            call = ast.unparse(node.func)
            given = {word.arg: ast.unparse(word.value) for word in node.keywords}
            if call in UNSAFE_CALLS:
                found.append(call)
            if call in ("np.load", "numpy.load") and given.get("allow_pickle") != "False":
                found.append(f"{call} without allow_pickle=False")
            if given.get("unsafe_allow_html", "False") != "False":
                found.append("unsafe_allow_html")
            if given.get("unsafe_allow_javascript", "False") != "False":
                found.append("unsafe_allow_javascript")
            if given.get("shell", "False") != "False":
                found.append("shell")
            if call.endswith(("cache_data", "cache_resource")) and "persist" in given:
                found.append("a cache on disk is a pickle on disk")
            if call.endswith(("file_uploader", "chat_input", "camera_input", "audio_input")):
                found.append("an upload")
    return found


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_nothing_unsafe_in_python(path):
    may_start = bool(STARTS_PROCESSES & set(path.parts)) or path == STARTS_WORKERS
    assert unsafe(path.read_text(), may_start_processes=may_start) == []


def test_workers_are_all_that_the_app_starts():
    tree = ast.parse(STARTS_WORKERS.read_text())
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
    started = [call for call in calls if ast.unparse(call.func).startswith("subprocess.")]
    (command,) = [ast.unparse(call.args[0]) for call in started]
    assert "sys.executable, '-m', 'rnnviz.runs.workers.process'" in command


@pytest.mark.parametrize(
    "source",
    [
        "import pickle",
        "from pickle import loads",
        "import cloudpickle as c",
        "import subprocess",
        "from torch import load",
        "torch.load(path)",
        "torch.load(path, weights_only=True)",
        "np.load(path)",
        "np.load(path, allow_pickle=True)",
        "eval(text)",
        "st.markdown(x, unsafe_allow_html=True)",
        "f(x, shell=True)",
        "@st.cache_data(persist='disk')\ndef f(): pass",
        "st.file_uploader('x')",
    ],
)
def test_the_search_can_find(source):
    assert unsafe(source)


@pytest.mark.parametrize("path", [*SCRIPTS, *BUILT], ids=lambda path: str(path.relative_to(ROOT)))
def test_nothing_unsafe_in_scripts(path):
    text = path.read_text()
    assert [word for word in UNSAFE_SCRIPT if word in text] == []


def test_there_are_sources_to_search():
    assert len(SOURCES) > 100 and len(SCRIPTS) > 20
