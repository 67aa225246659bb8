"""`show` and `explore`: alternative text everywhere, sliders where something can be moved."""

from __future__ import annotations

import queue
from collections.abc import Iterator
from typing import Any

import matplotlib as mpl
import pytest
from jupyter_client.manager import KernelManager, start_new_kernel
from matplotlib import pyplot
from matplotlib.figure import Figure

from course import explore, house_style, show
from course.drawing import COLOURS, DASHES, bundle_of

VIEW = "application/vnd.jupyter.widget-view+json"
DRAW = """
from course import explore, show
from matplotlib.figure import Figure

def line(slope, power):
    if slope > 4:
        raise ValueError("too steep")
    figure = Figure()
    figure.subplots().plot([0, 1], [0, slope**power])
    return figure
"""
EXPLORE = (
    'explore(line, alt="A line of slope {slope} to the {power}.", '
    "slope=(0.0, 5.0, 1.0), power=(1, 3, 2))"
)
KINDS = ("display_data", "update_display_data", "execute_result", "error", "stream")


@pytest.fixture(scope="module")
def kernel() -> Iterator[Any]:
    manager: KernelManager
    manager, client = start_new_kernel(kernel_name="python3")
    try:
        assert not run(client, DRAW)
        yield client
    finally:
        client.stop_channels()
        manager.shutdown_kernel(now=True)


def run(client: Any, code: str) -> list[dict[str, Any]]:
    """Return what a notebook would show of a cell: new outputs, updated ones and errors."""
    return [one for one in messages(client, client.execute(code)) if one["kind"] in KINDS]


def messages(client: Any, request: str) -> list[dict[str, Any]]:
    """Return the content of all that the kernel says in answer to a request, with its `kind`."""
    said: list[dict[str, Any]] = []
    while True:
        try:
            message = client.get_iopub_msg(timeout=60)
        except queue.Empty:
            pytest.fail("the kernel does not answer")
        if message["parent_header"].get("msg_id") != request:
            continue
        content = message["content"]
        if message["msg_type"] == "status" and content["execution_state"] == "idle":
            return said
        said.append({"kind": message["msg_type"], **content})


def move(client: Any, slider: str, value: float) -> list[dict[str, Any]]:
    """Return what is said when a front end moves a slider."""
    state = {"method": "update", "state": {"value": value}, "buffer_paths": []}
    message = client.session.msg("comm_msg", {"comm_id": slider, "data": state})
    client.shell_channel.send(message)
    return messages(client, message["header"]["msg_id"])


def test_sliders_stand_above_a_figure_of_its_own(kernel: Any) -> None:
    sliders, figure = run(kernel, EXPLORE)
    assert VIEW in sliders["data"]
    assert sliders["data"]["text/plain"].endswith("notebook: slope, power.")
    assert 'alt="A line of slope 1.0 to the 2."' in figure["data"]["text/html"]
    assert figure["transient"]["display_id"]


@pytest.mark.parametrize(
    ("value", "kind", "words"),
    [
        (2.0, "text/html", 'alt="A line of slope 2.0 to the 2."'),
        (4.5, "text/plain", "Nothing can be drawn here: ValueError: too steep"),
        (3.0, "text/html", 'alt="A line of slope 3.0 to the 2."'),
    ],
)
def test_a_moved_slider_draws_the_figure_anew(
    kernel: Any, value: float, kind: str, words: str
) -> None:
    said = messages(kernel, kernel.execute(EXPLORE))
    (slider,) = [
        one["comm_id"]
        for one in said
        if one["kind"] == "comm_open" and one["data"]["state"].get("description") == "slope"
    ]
    first = [one for one in said if one["kind"] == "display_data"][-1]
    (moved,) = [one for one in move(kernel, slider, value) if one["kind"] == "update_display_data"]
    assert moved["transient"]["display_id"] == first["transient"]["display_id"]
    assert words in moved["data"][kind]


def test_without_ipywidgets_the_figure_stands_alone(kernel: Any) -> None:
    hide = "import sys\nkept = sys.modules.get('ipywidgets')\nsys.modules['ipywidgets'] = None\n"
    (figure,) = run(kernel, f"{hide}{EXPLORE}\nsys.modules['ipywidgets'] = kept")
    assert "slope 1.0" in figure["data"]["text/plain"]
    assert "<img alt=" in figure["data"]["text/html"]


def test_outside_a_notebook_the_words_are_printed(capsys: pytest.CaptureFixture[str]) -> None:
    explore(lambda mu: Figure(), alt="A peak at {mu}.", mu=(0, 5, 3))
    show(Figure(), alt="Nothing.")
    assert capsys.readouterr().out == "A peak at 3.\nNothing.\n"


@pytest.mark.parametrize(
    "given", [(1, 0, 0.5), (0, 1, 2), (0, 1), 3.0, ("a", 1, 2), (1, 1, 1)], ids=str
)
def test_a_slider_without_order_is_refused(given: Any) -> None:
    with pytest.raises(ValueError, match=r"mu must be three numbers, \(lowest, highest"):
        explore(lambda mu: Figure(), alt="A peak.", mu=given)


def test_alternative_text_cannot_end_the_tag_and_is_never_missing() -> None:
    page = bundle_of(Figure(), alt='a "quoted" <b>')["text/html"]
    assert 'alt="a &quot;quoted&quot; &lt;b&gt;"' in page
    with pytest.raises(ValueError, match="`alt` must say in words"):
        show(Figure(), alt=" ")
    with pytest.raises(TypeError, match="this is a int"):
        show(3, alt="three")  # type: ignore[arg-type]


def test_a_figure_of_pyplot_is_not_shown_twice() -> None:
    figure = pyplot.figure()
    show(figure, alt="An empty page.")
    assert not pyplot.fignum_exists(figure.number)


def test_the_house_style_is_readable_on_any_page_and_without_colour() -> None:
    with mpl.rc_context():
        house_style()
        figure = Figure()
        axes = figure.subplots()
        lines = [axes.plot([0, 1])[0] for _ in COLOURS]
    assert figure.get_facecolor() == (1, 1, 1, 1)
    assert len({line.get_color() for line in lines}) == len(COLOURS) == len(DASHES)
    assert len({str(line._unscaled_dash_pattern) for line in lines}) == len(DASHES)
