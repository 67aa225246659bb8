"""`course doctor`: what shuts student code in here, what is missing, and the remedy."""

from __future__ import annotations

import os
import platform
import sys
from collections.abc import Iterator
from dataclasses import dataclass

from rich.console import Console
from rich.table import Table

from autograder.model.limits import Limits
from autograder.sandbox import landlock
from autograder.sandbox.client import Engine, why_not
from autograder.sandbox.launch import find_bubblewrap
from autograder.sandbox.levels import EngineError, Level
from autograder.sandbox.syscalls import NoSeccomp, make_filter


@dataclass(frozen=True)
class Part:
    """One thing that isolation is made of: whether it is there, and how to get it if not."""

    name: str
    found: str
    remedy: str


def examine() -> Iterator[Part]:
    """Yield the parts that isolation needs, each with what was found or the remedy."""
    linux = sys.platform == "linux"
    found = f"{platform.system()} {platform.release()}"
    remedy = "" if linux else "Grade on Linux: other systems cannot shut student code in."
    yield Part("operating system", found, remedy)
    if not linux:
        return
    try:
        yield Part("bubblewrap", find_bubblewrap(), "")
    except EngineError as error:
        yield Part("bubblewrap", "not found", f"{error}.")
    version = landlock.version()
    yield Part(
        "Landlock",
        f"version {version}" if version else "not there",
        ""
        if version >= landlock.SCOPES_SINCE
        else f"Version {landlock.SCOPES_SINCE} comes with Linux 6.12: use a newer kernel, with "
        "landlock among its security modules (lsm=).",
    )
    try:
        make_filter()
        yield Part("seccomp", "libseccomp and pyseccomp", "")
    except NoSeccomp as error:
        remedy = "Install the system's package libseccomp2 and run `pip install pyseccomp`."
        yield Part("seccomp", str(error), remedy)
    yield Part("user", "root, who becomes nobody" if os.getuid() == 0 else "an ordinary user", "")


def report_isolation(talk: Console, data: Console) -> int:
    """Print what holds and what is missing; return 0 if submissions can be graded here."""
    for part in examine():
        data.print(f"{part.name}: {part.found}", soft_wrap=True, markup=False)
        if part.remedy:
            data.print(f"  {part.remedy}", style="yellow", soft_wrap=True, markup=False)
    for level in (Level.FULL, Level.LITE):
        with talk.status(f"Trying level {level}"):
            reason = why_not(level)
        if not reason:
            _report(level, data)
            return 0
        data.print(f"Level {level} does not hold: {reason}.", soft_wrap=True, markup=False)
        if level is Level.FULL and "bwrap" in reason:
            data.print(
                "  User namespaces may be switched off: see `sysctl user.max_user_namespaces` and, "
                "on Ubuntu, `kernel.apparmor_restrict_unprivileged_userns`; in a container, allow "
                "them in its seccomp profile.",
                soft_wrap=True,
                markup=False,
            )
    data.print("Submissions are not graded on this machine.", style="red")
    return 1


def _report(level: Level, data: Console) -> None:
    with Engine(Limits(), level) as engine:
        denials = engine.denials()
    table = Table(title=f"Level {level}: student code cannot", title_justify="left")
    table.add_column("tried from inside")
    table.add_column("denied")
    for denial in denials:
        table.add_row(denial.what, "yes" if denial.holds else "NO")
    data.print(table)
    if level is Level.LITE:
        data.print(
            "Level lite is without namespaces: students cannot write files at all, and one layer "
            "less stands between their code and the machine.",
            soft_wrap=True,
        )
