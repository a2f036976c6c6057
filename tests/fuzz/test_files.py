"""Bytes from files: packets, recordings, weights. Damaged, cut, foreign or made to hurt."""

import io
import json
import pickle
import struct
import zipfile
import zlib
from copy import deepcopy

import numpy as np
import psutil
import pytest
import torch
from hypothesis import strategies as st
from safetensors.torch import save
from torch import nn

import rnnviz
from rnnviz.packet import pack, unpack
from rnnviz.recorded import Recording
from rnnviz.runs.build import build_model
from rnnviz.runs.restore import restore_model
from rnnviz.runs.run import SCHEDULED, Snapshot
from rnnviz.runs.spec import RunSpec
from rnnviz.runs.store import RunStore, StoreError
from rnnviz.tasks import Architecture, load_task
from tests.fuzz.attack import attack, is_a_sentence, nothing_executed
from tests.fuzz.hostile import values


class Content(bytes):
    """Bytes that a failing test does not print by the hundred thousand."""

    def __repr__(self):
        return f"<{len(self)} bytes, CRC {zlib.crc32(self):08x}>"


def damages(whole: bytes) -> st.SearchStrategy[bytes]:
    """Cut, flip, insert and overwrite bytes, also with whole other files."""
    place = st.integers(0, len(whole))
    few = st.binary(max_size=8)
    return st.one_of(
        st.builds(lambda end: whole[:end], place),
        st.builds(lambda at, new: whole[:at] + new + whole[at + len(new) :], place, few),
        st.builds(lambda at, new: whole[:at] + new + whole[at:], place, few),
        st.builds(lambda at, n: whole[:at] + whole[at + n :], place, st.integers(1, 64)),
        st.binary(max_size=80),
        st.sampled_from((b"", b"\0" * 1000, b"\x93NUMPY", b"PK\x03\x04", b"SQLite format 3\0")),
    ).map(Content)


class Exploit:
    """What runs a command when it is unpickled."""

    def __reduce__(self):
        import os

        return os.system, ("true",)


EXPLOIT = pickle.dumps(Exploit())


def test_the_watch_sees_an_exploit():
    """A watch that cannot bark watches nothing."""
    with pytest.raises(AssertionError, match=r"os\.system"), nothing_executed(unpickles=True):
        pickle.loads(EXPLOIT)
    with pytest.raises(AssertionError, match=r"pickle\.find_class"), nothing_executed():
        pickle.loads(EXPLOIT)


def test_packets():
    arrays = {"a": np.ones((3, 4), np.float32), "b": np.ones(5, np.int8), "c": np.empty((0, 2))}
    whole = pack({"title": "x"}, arrays)
    (length,) = struct.unpack_from("<I", whole)
    header, data = json.loads(whole[4 : 4 + length]), whole[4 + length :]

    def with_entry(name, key, value):
        wrong = deepcopy(header)
        if key:
            wrong["arrays"][name][key] = value
        else:
            wrong["arrays"] = value
        text = json.dumps(wrong).encode()
        return struct.pack("<I", len(text)) + text + data

    def check(message):
        try:
            _, found = unpack(message)
        except ValueError as error:
            assert is_a_sentence(error), error
        else:
            # No array is larger than what the message holds.
            assert sum(array.nbytes for array in found.values()) <= 3 * len(message)

    hurtful = st.one_of(
        values,
        st.lists(st.integers(-3, 9), max_size=4),
        st.lists(st.sampled_from((-1, 0, 2**31, 2**62, 2**64)), max_size=4),
    )
    keys = st.sampled_from(("shape", "dtype", "offset", "scale", ""))
    wrong = st.builds(with_entry, st.sampled_from(sorted(arrays)), keys, hurtful)
    for depth in (1000, 200_000):
        text = b"[" * depth
        check(struct.pack("<I", len(text)) + text)
    attack("packets", st.one_of(damages(whole), wrong), check)


@pytest.fixture(scope="module")
def kept(tmp_path_factory):
    """Return a small recording of an LSTM and its file."""
    torch.manual_seed(0)
    recording = rnnviz.record(nn.LSTM(2, 3, batch_first=True), torch.randn(2, 4, 2), lengths=[4, 2])
    path = tmp_path_factory.mktemp("kept") / "whole.npz"
    recording.save(path)
    return recording, path.read_bytes()


def load_or_sentence(path):
    """Return a recording that can be used, or None after a sentence."""
    try:
        recording = Recording.load(path)
    except ValueError as error:
        assert is_a_sentence(str(error).replace(str(path), "FILE")), error
        return None
    repr(recording)
    for layer in recording:
        layer.previous_hidden()
        if layer.cell == "lstm":
            layer.previous_cell()
        assert all(array.dtype != object for array in layer.arrays().values())
    recording.to_dataframe()
    return recording


def test_recordings_of_damaged_bytes(kept, tmp_path):
    path = tmp_path / "damaged.npz"

    def check(content):
        path.write_bytes(content)
        load_or_sentence(path)
        assert path.read_bytes() == content

    attack("recordings, bytes", damages(kept[1]), check)


def npz(arrays, compress=False):
    file = io.BytesIO()
    (np.savez_compressed if compress else np.savez)(file, **arrays)
    return file.getvalue()


def test_recordings_of_wrong_contents(kept, tmp_path):
    path = tmp_path / "wrong.npz"
    path.write_bytes(kept[1])
    with np.load(path) as stored:
        arrays = dict(stored)
    header = json.loads(str(arrays["header"]))

    def with_array(name, value):
        return {key: array for key, array in {**arrays, name: value}.items() if array is not None}

    def with_header(key, value):
        wrong = deepcopy(header)
        if key in wrong["layers"][0]:
            wrong["layers"][0][key] = value
        else:
            wrong[key] = value
        return {**arrays, "header": np.array(json.dumps(wrong))}

    shapes = st.lists(st.sampled_from((0, 1, 2, 3, 4, 5)), max_size=4)
    kinds = st.sampled_from(("f4", "f8", "i8", "c8", "?", "U3", "S2", "M8[s]"))
    made = st.builds(lambda shape, kind: np.zeros(shape, kind), shapes, kinds)
    wrong = st.one_of(
        st.builds(with_array, st.sampled_from(sorted(arrays)), st.one_of(st.none(), made)),
        st.builds(
            with_header,
            st.sampled_from(("name", "cell", "parity", "layers", "version", "format")),
            st.one_of(values, st.sampled_from(("gru", "rnn_tanh", "lstm", "l0", "l9"))),
        ),
    )

    def check(content):
        path.write_bytes(npz(content))
        load_or_sentence(path)

    attack("recordings, contents", wrong, check)


def npy_of_size(shape, kind="<f4"):
    header = f"{{'descr': '{kind}', 'fortran_order': False, 'shape': {shape}, }}".ljust(117) + "\n"
    return b"\x93NUMPY\x01\x00" + struct.pack("<H", len(header)) + header.encode()


def archive(entries, compression=zipfile.ZIP_STORED):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", compression) as zipped:
        for name, content in entries:
            zipped.writestr(name, content)
    return file.getvalue()


@pytest.mark.parametrize(
    "content",
    [
        EXPLOIT,
        archive([("header.npy", EXPLOIT)]),
        archive([("header.npy", npy_of_size((1,), "|O") + EXPLOIT)]),
        archive([("header.npy", npy_of_size((10**15,)))]),
        archive([("header.npy", npy_of_size((-1,)))]),
        archive([("header.npy", npy_of_size("(" * 5000))]),
        archive([("output.npy", bytes(200_000_000))], zipfile.ZIP_DEFLATED),
        archive([("../../escaped.npy", npy_of_size((0,)))]),
    ],
    ids=["pickle", "pickle inside", "objects", "petabytes", "minus", "nested", "bomb", "outside"],
)
def test_recordings_made_to_hurt(content, tmp_path):
    import tracemalloc

    path = tmp_path / "hurts.npz"
    path.write_bytes(content)
    tracemalloc.start()
    try:
        with nothing_executed(), pytest.raises(ValueError, match="is not a recording"):
            Recording.load(path)
        assert tracemalloc.get_traced_memory()[1] < 20_000_000
    finally:
        tracemalloc.stop()
    assert [one.name for one in tmp_path.iterdir()] == ["hurts.npz"]


def test_weights(tmp_path):
    """Damaged weights are no network; whole ones stay one."""
    spec = RunSpec("hello", "gru", Architecture(4))
    model = rnnviz.SequenceModel.for_task(load_task("hello"), cell="gru", hidden_size=4)
    whole = save(model.state_dict())
    other = rnnviz.SequenceModel.for_task(load_task("hello"), cell="lstm", hidden_size=5)
    store = RunStore(tmp_path / "runs.sqlite3")
    run = store.create(spec)

    def check(weights):
        store.put_snapshot(run.id, Snapshot(0, weights, b""), SCHEDULED)
        try:
            found = restore_model(store, run, 0)
        except StoreError as error:
            assert is_a_sentence(error), error
            assert run.id in str(error)
        else:
            shapes = {name: value.shape for name, value in found.state_dict().items()}
            assert shapes == {name: value.shape for name, value in model.state_dict().items()}

    for weights in (whole, save(other.state_dict()), EXPLOIT, b"\xff" * 8 + whole):
        check(weights)
    attack("weights", damages(whole), check)
    store.close()


def test_a_number_that_is_none(kept, tmp_path):
    """What the random cases found once stays tried."""
    path = tmp_path / "wrong.npz"
    path.write_bytes(kept[1])
    with np.load(path) as stored:
        arrays = dict(stored)
    header = json.loads(str(arrays["header"]))
    header["layers"][0]["parity"] = 10**400
    path.write_bytes(npz({**arrays, "header": np.array(json.dumps(header))}))
    with pytest.raises(ValueError, match="is a damaged recording: int too large"):
        Recording.load(path)


def tensors(header, data=b"", length=None):
    """Return a safetensors file with this header, and of the length that it is said to have."""
    written = header if isinstance(header, bytes) else json.dumps(header).encode()
    return struct.pack("<Q", len(written) if length is None else length) + written + data


def test_weights_whose_header_lies(tmp_path):
    """What a header claims is checked against the file before memory is taken for it."""
    store = RunStore(tmp_path / "runs.sqlite3")
    run = store.create(RunSpec("sine", "gru", Architecture(4)))
    model = build_model(run.spec, run.spec.load_task())
    whole = save(model.state_dict())
    length = struct.unpack("<Q", whole[:8])[0]
    header, data = json.loads(whole[8 : 8 + length]), whole[8 + length :]
    name = next(iter(header))
    first, last = header[name]["data_offsets"]

    def lies(**changed):
        return tensors({**header, name: header[name] | changed}, data)

    petabytes = 10**15
    files = [
        *(tensors(header, data, said) for said in (0, 8, 2**31, 2**63, 2**64 - 1, length + 1)),
        lies(shape=[petabytes], data_offsets=[0, 4 * petabytes]),
        lies(shape=[petabytes, petabytes, petabytes]),
        lies(shape=[2**63, 2]),
        lies(shape=[-1]),
        lies(shape=[]),
        lies(shape=[0]),
        lies(data_offsets=[last, first]),
        lies(data_offsets=[first, 2**64 - 1]),
        lies(data_offsets=[-4, last]),
        lies(dtype="F8_E5M2"),
        lies(dtype="OBJECT"),
        tensors({**header, "__metadata__": {"format": ["pt"]}}, data),
        tensors({**header, "../../etc/passwd": header[name]}, data),
        tensors({**header, "again": header[name]}, data),
        tensors(b"[" * 100_000, data),
        tensors(b'{"a":' * 100_000, data),
        tensors({}, b""),
        tensors(header, data[:-4]),
        tensors(header, data + b"more"),
    ]
    before = psutil.Process().memory_info().rss
    for weights in files:
        store.put_snapshot(run.id, Snapshot(0, weights, b""), SCHEDULED)
        with nothing_executed(), pytest.raises(StoreError, match="is damaged") as told:
            restore_model(store, run, 0)
        assert is_a_sentence(told.value), told.value
    assert psutil.Process().memory_info().rss - before < 200e6
    store.put_snapshot(run.id, Snapshot(0, whole, b""), SCHEDULED)
    restore_model(store, run, 0)
    store.close()
