import numpy as np
import pytest

from rnnviz.packet import pack, quantise, unpack


def test_what_is_packed_comes_back(rng):
    arrays = {
        "a": rng.normal(size=(3, 4)).astype(np.float32),
        "odd": rng.integers(-127, 127, size=5).astype(np.int8),
        "none": np.empty((0, 2), dtype=np.float32),
        "b": rng.normal(size=7).astype(np.float32),
    }
    header, back = unpack(pack({"title": "日本 😀", "n": 3}, arrays))
    assert header == {"title": "日本 😀", "n": 3}
    assert list(back) == list(arrays)
    for name, array in arrays.items():
        assert back[name].dtype == array.dtype
        np.testing.assert_array_equal(back[name], array)


def test_doubles_are_sent_in_single_precision():
    _, back = unpack(pack({}, {"a": np.array([1 / 3])}))
    assert back["a"].dtype == np.float32


def test_arrays_are_aligned_for_typed_views():
    message = pack({"x": "y"}, {"odd": np.zeros(3, np.int8), "a": np.ones(2, np.float32)})
    header_length = int.from_bytes(message[:4], "little")
    assert (4 + header_length) % 4 == 0
    assert len(message) % 4 == 0


def test_the_index_has_its_own_name():
    with pytest.raises(ValueError, match="reserved"):
        pack({"arrays": 1}, {})


def test_a_header_that_is_no_json_is_refused():
    with pytest.raises(ValueError, match="JSON"):
        pack({"loss": float("nan")}, {})


@pytest.mark.parametrize("message", [b"", b"\0\0", b"\xff\0\0\0{}"])
def test_a_cut_message_is_refused(message):
    with pytest.raises(ValueError, match="packet"):
        unpack(message)


def test_quantised_values_are_close_and_bounded(rng):
    values = rng.uniform(-3, 3, size=1000)
    levels = quantise(values, limit=2)
    assert levels.dtype == np.int8
    np.testing.assert_allclose(levels / 127 * 2, np.clip(values, -2, 2), atol=2 / 254 + 1e-9)
    assert quantise(np.array([np.nan]))[0] == 0
