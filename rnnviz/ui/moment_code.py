"""Python that prints the numbers of a moment, exactly those on screen."""

from rnnviz.runs.store import Run
from rnnviz.tasks import SplitName

_TEMPLATE = """import torch

import rnnviz
from rnnviz.runs.restore import restore_model, restore_task
from rnnviz.runs.store import RunStore

step, unit = {{step}}, {{unit}}
store = RunStore.default()  # RNNVIZ_HOME, or the folder of the app on this machine
run = store.run(RUN)
task = restore_task(run)
model = restore_model(store, run, epoch={{epoch}})
probe = task.probe(SPLIT, INDEX)

with torch.no_grad(), rnnviz.recording(model) as tape:
    model(torch.tensor(probe.inputs)[None])
layer = tape["{{path}}"]["{{layer}}"]

values = {"hidden": layer.hidden, "cell_state": layer.cell_state, **layer.gates}
for name, array in values.items():
    if array is not None:
        print(f"{name}: {array[0, step, unit]:+.3f}")
print(f"parity: {layer.parity:.1e}")
store.close()
"""


def moment_code(run: Run, split: SplitName, index: int) -> str:
    """Return the program of one run and sequence; the player fills in the moment's places."""
    return (
        _TEMPLATE.replace("RUN)", f"{run.id!r})")
        .replace("SPLIT", repr(split))
        .replace("INDEX", str(int(index)))
    )
