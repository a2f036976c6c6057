"""Python that prints the numbers of a moment, exactly those on screen."""

from rnnviz.runs.store import Run
from rnnviz.ui.sequence_choice import ShownSequence

_TEMPLATE = """# Save this in the folder that holds rnnviz, or add that folder to PYTHONPATH.
import torch

import rnnviz
from rnnviz.runs.restore import restore_model, restore_task
from rnnviz.runs.store import RunStore
TYPED_IMPORT
step, unit = {{step}}, {{unit}}
store = RunStore.default()  # RNNVIZ_HOME, or the folder of the app on this machine
run = store.run(RUN)
task = restore_task(run)
model = restore_model(store, run, epoch={{epoch}})
probe = PROBE

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


def moment_code(run: Run, sequence: ShownSequence) -> str:
    """Return the program of one run and sequence; the player fills in the moment's places."""
    method = "window_probe" if sequence.window else "probe"
    probe, imports = f"task.{method}({sequence.split!r}, {int(sequence.index)})", ""
    if sequence.typed:
        # The player must not take for a place what was typed.
        text = repr(sequence.typed).replace("{", "\\x7b")
        probe, imports = f"typed_probe(task, {text})", "from rnnviz.typed import typed_probe\n"
    return (
        _TEMPLATE.replace("TYPED_IMPORT\n", f"{imports}\n")
        .replace("RUN)", f"{run.id!r})")
        .replace("PROBE", probe)
    )
