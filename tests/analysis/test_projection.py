import numpy as np
import pytest

from rnnviz.analysis.projection import principal_path


def test_a_plane_is_found_whole(rng):
    plane = np.linalg.qr(rng.standard_normal((6, 2)))[0].T
    states = rng.standard_normal((50, 2)) * [3, 1] @ plane + 5
    path = principal_path(states, 3)
    assert path.explained[:2].sum() == pytest.approx(1)
    assert path.explained[2] == pytest.approx(0, abs=1e-12)
    rebuilt = path.points @ path.directions + states.mean(axis=0)
    np.testing.assert_allclose(rebuilt, states, atol=1e-9)


def test_distances_and_order_are_kept(rng):
    states = rng.standard_normal((30, 4))
    path = principal_path(states, 4)
    assert (np.diff(path.explained) <= 0).all()
    assert path.explained.sum() == pytest.approx(1)
    np.testing.assert_allclose(path.directions @ path.directions.T, np.eye(4), atol=1e-12)
    np.testing.assert_allclose(
        np.linalg.norm(path.points, axis=1),
        np.linalg.norm(states - states.mean(axis=0), axis=1),
    )


def test_the_sign_is_settled(rng):
    states = rng.standard_normal((40, 5))
    path, again = principal_path(states, 2), principal_path(states[::-1], 2)
    np.testing.assert_allclose(path.directions, again.directions, atol=1e-9)
    largest = np.abs(path.directions).argmax(axis=1)
    assert (path.directions[[0, 1], largest] > 0).all()


def test_what_does_not_move_explains_nothing():
    path = principal_path(np.ones((7, 3)), 2)
    assert path.explained.tolist() == [0, 0]
    assert not path.points.any()


@pytest.mark.parametrize(
    ("states", "components", "match"),
    [
        (np.zeros(4), 1, "shape"),
        (np.zeros((4, 2)), 3, "from 1 to 2"),
        (np.full((4, 2), np.nan), 1, "finite"),
    ],
)
def test_what_cannot_be_projected_is_refused(states, components, match):
    with pytest.raises(ValueError, match=match):
        principal_path(states, components)
