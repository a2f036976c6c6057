from xml.etree import ElementTree

import pytest

from rnnviz.tasks import TASKS, load_task
from rnnviz.ui.task_cards import SHELVES, sketch


@pytest.mark.parametrize("name", TASKS)
def test_every_task_has_a_shelf_and_a_picture_of_its_data(name):
    assert load_task(name).group in SHELVES
    drawn = list(ElementTree.fromstring(sketch(load_task(name))).iter())
    assert len(drawn) > 1


def test_no_two_tasks_look_the_same():
    assert len({sketch(load_task(name)) for name in TASKS}) == len(TASKS)
