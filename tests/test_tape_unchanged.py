"""Recording changes nothing, and a tape holds nothing but tensors."""

import gc
import weakref

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import nn

import rnnviz
from rnnviz.instrument.capture import Call


class Classifier(nn.Module):
    def __init__(self, kind, dropout):
        super().__init__()
        self.recurrent = kind(3, 4, 2, batch_first=True, bidirectional=True, dropout=dropout)
        self.after = nn.Dropout(0.5)
        self.readout = nn.Linear(8, 2)

    def forward(self, x, fail=False):
        hidden, _ = self.recurrent(x)
        if fail:
            raise ArithmeticError("the model failed")
        return self.readout(self.after(hidden[:, -1]))


def make(kind, dropout, training):
    torch.manual_seed(0)
    model = Classifier(kind, dropout).train(training)
    model.readout.bias.grad = torch.ones(2)
    return model


def snapshot(model):
    """Everything of a model that recording could change."""
    return {
        "parameters": [p.detach().clone() for p in model.parameters()],
        "versions": [p._version for p in model.parameters()],
        "addresses": [p.data_ptr() for p in model.parameters()],
        "gradients": [p.grad.clone() for p in model.parameters() if p.grad is not None],
        "requires_grad": [p.requires_grad for p in model.parameters()],
        "modes": [module.training for module in model.modules()],
        "hooks": [
            (dict(m._forward_hooks), dict(m._forward_pre_hooks), dict(m._forward_hooks_with_kwargs))
            for m in model.modules()
        ],
        "attributes": [sorted(vars(m)) for m in model.modules()],
        "random": torch.get_rng_state(),
        "grad mode": torch.is_grad_enabled(),
    }


def assert_same(before, after):
    for name, values in before.items():
        tensors = isinstance(values, torch.Tensor) or name in ("parameters", "gradients")
        if tensors:
            torch.testing.assert_close(after[name], values, rtol=0, atol=0, msg=name)
        else:
            assert after[name] == values, name


models = st.tuples(
    st.sampled_from([nn.LSTM, nn.GRU, nn.RNN]), st.sampled_from([0.0, 0.5]), st.booleans()
)
x = torch.linspace(-1, 1, 30).view(2, 5, 3)
repeatable = settings(derandomize=True, deadline=None, max_examples=12)


@given(models)
@repeatable
def test_a_pass_under_a_tape_is_the_pass_without(options):
    results = []
    for recorded in (False, True):
        model = make(*options)
        torch.manual_seed(3)
        if recorded:
            with rnnviz.recording(model) as tape:
                output = model(x)
            tape["recurrent"]
        else:
            output = model(x)
        output.square().sum().backward()
        results.append(({"output": output.detach()}, snapshot(model)))
    addresses = [found.pop("addresses") for _, found in results]
    assert len(addresses) == 2
    for plain, taped in zip(*results, strict=True):
        assert_same(plain, taped)


@given(models, st.booleans())
@repeatable
def test_a_tape_leaves_no_trace_also_after_an_exception(options, fail):
    model = make(*options)
    with torch.no_grad():
        before = snapshot(model)
        random = torch.get_rng_state()
        try:
            with rnnviz.recording(model) as tape:
                model(x, fail=fail)
        except ArithmeticError:
            assert fail
        torch.set_rng_state(random)  # the model itself draws masks
        assert_same(before, snapshot(model))
        assert tape["recurrent"].parity < 1e-5
        assert_same(before, snapshot(model))


@given(models, st.booleans())
@repeatable
def test_record_leaves_no_trace_also_after_an_exception(options, fail):
    model = make(*options)
    before = snapshot(model)
    if fail:
        with pytest.raises(ValueError, match="dtype"):
            rnnviz.record(model.recurrent, x.double())
    else:
        rnnviz.record(model.recurrent, x)
    assert_same(before, snapshot(model))


def test_record_draws_the_masks_that_the_next_pass_draws():
    model = make(nn.LSTM, 0.5, True)
    recorded = rnnviz.record(model.recurrent, x).output
    output, _ = model.recurrent(x)
    torch.testing.assert_close(torch.tensor(recorded), output.detach(), rtol=0, atol=1e-6)


@pytest.mark.parametrize("read", [False, True])
def test_a_tape_holds_no_model_and_no_graph(read):
    model = make(nn.LSTM, 0.5, True)
    with rnnviz.recording(model) as tape:
        output = model(x)
        if read:
            tape["recurrent"]
    held = [weakref.ref(thing) for thing in (model, model.recurrent, *model.parameters())]
    del model, output
    gc.collect()
    assert [reference() for reference in held] == [None] * len(held)
    assert tape["recurrent"].parity < 1e-5


def test_captured_tensors_are_detached_references():
    model = make(nn.LSTM, 0.0, True)
    seen = {}
    model.recurrent.register_forward_hook(lambda m, args, output: seen.update(output=output[0]))
    with rnnviz.recording(model) as tape:
        model(x)
    call = tape._calls["recurrent"][0]
    assert isinstance(call, Call)
    assert call.output.data_ptr() == seen["output"].data_ptr()
    assert call.x.data_ptr() == x.data_ptr()
    tensors = (call.x, call.output, call.final_hidden, *call.weights)
    assert not any(tensor.requires_grad for tensor in tensors)


def test_another_hook_that_exchanges_the_output_is_not_what_is_recorded():
    gru = nn.GRU(3, 4, batch_first=True)
    gru.register_forward_hook(lambda module, args, output: (output[0] * 0, output[1]))
    with rnnviz.recording(gru) as tape:
        output, _ = gru(x)
    assert not output.any()
    assert tape[""].output.any()
    assert tape[""].parity < 1e-6


def test_tapes_may_be_nested():
    model = make(nn.LSTM, 0.5, True)
    with rnnviz.recording(model) as outer, rnnviz.recording(model.recurrent) as inner:
        model(x)
    assert outer["recurrent"].parity < 1e-5
    torch.testing.assert_close(
        torch.tensor(outer["recurrent"].output), torch.tensor(inner[""].output), rtol=0, atol=0
    )
