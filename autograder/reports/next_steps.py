"""What a student should do next, for each way in which a submission or an exercise can end."""

from __future__ import annotations

from autograder.model.phrases import count
from autograder.model.records import ExerciseRecord, Status
from course.diagnosis.call_graph import culprit_in
from course.judging.exceptions import ASKS
from course.judging.judge import UNEVALUATED
from course.lessons.catalogue import Lesson, UnknownName
from course.results.outcomes import Outcome

HAND_IN = "Then hand in again."

# Status to what happened and what to do; {lesson} is the lesson's name.
EXPLANATIONS = {
    Status.GRADED: ("Your notebook was graded.", ""),
    Status.GRADER_ERROR: (
        "Something failed in the grader, not in your work, so your score is withheld.",
        "You need not do anything: your teacher was told and will grade again.",
    ),
    Status.MISSING: (
        "No notebook of this lesson was handed in.",
        "Hand in `{lesson}.ipynb`. If you did, check its name and where you put it.",
    ),
    Status.NOT_A_FILE: (
        "What was handed in is not a file.",
        f"Hand in the notebook `{{lesson}}.ipynb` itself, not a folder or a link. {HAND_IN}",
    ),
    Status.EMPTY: (
        "The file that was handed in is empty.",
        "Open your notebook in JupyterLab, save it, see that your answers are there. " + HAND_IN,
    ),
    Status.TOO_LARGE: (
        "The file that was handed in is too large to be a notebook of this lesson.",
        "Open it in JupyterLab, choose Edit, Clear Outputs of All Cells, and save. If it still has "
        "more than 20 MB, take large pictures and data out of the text of its cells. " + HAND_IN,
    ),
    Status.UNREADABLE: (
        "The file that was handed in cannot be read as a notebook.",
        "Open it in JupyterLab. If it does not open, start from a new copy of the lesson and "
        "paste your answers. Do not edit the file in a text editor. " + HAND_IN,
    ),
    Status.NOT_A_NOTEBOOK: (
        "The file that was handed in is not a Jupyter notebook.",
        f"Hand in `{{lesson}}.ipynb`, not an export as HTML, PDF or Python. {HAND_IN}",
    ),
    Status.WRONG_LESSON: (
        "The notebook that was handed in belongs to another lesson.",
        f"Hand in the notebook of this lesson, `{{lesson}}.ipynb`. {HAND_IN}",
    ),
}


def explain(status: Status, lesson: str) -> tuple[str, str]:
    """Return what happened to a submission, and what its student should do."""
    happened, then = EXPLANATIONS[status]
    return happened, then.format(lesson=lesson)


def advise(exercise: ExerciseRecord, lesson: Lesson) -> tuple[str, ...]:
    """Return what to do next about an exercise, nothing if it passed or others must act."""
    if exercise.outcome in (Outcome.PASSED, Outcome.GRADER_ERROR):
        return ()
    if exercise.outcome is Outcome.MANUAL:
        if not exercise.message:
            return ()
        return ("Write your answer in the question's own cell: a few sentences are enough.",)
    for check in exercise.checks:
        culprit = culprit_in(check.message)
        if culprit:
            return (
                f'Begin with `{culprit}`: run `check("{culprit}")`, mend it, and then run '
                f'`check("{exercise.id}")` again.',
            )
    return tuple(step for step in (_first_step(exercise), _hint(exercise, lesson)) if step)


def _first_step(exercise: ExerciseRecord) -> str:
    name = exercise.id
    open_ones = [check for check in exercise.checks if not check.hidden]
    match exercise.outcome:
        case Outcome.NOT_ATTEMPTED:
            return (
                f"Find “{exercise.title}” in the notebook and replace the placeholder in the "
                f'exercise\'s cell. `check("{name}")` tells at once how you do.'
            )
        case Outcome.MISSING:
            return f"Define a function named exactly `{name}` in the exercise's own cell."
        case Outcome.RAISED if any(ASKS in one.message for one in exercise.checks):
            return f'Take `input` out of the code; then run `check("{name}")`.'
        case Outcome.RAISED:
            return (
                "In JupyterLab choose Kernel, Restart Kernel and Run All Cells: your code must "
                "run from top to bottom in a new kernel."
            )
        case Outcome.EXCEEDED:
            return (
                "Look for a loop that takes more memory, files or threads with every step, or for "
                f'an array that is larger than need be; then run `check("{name}")`.'
            )
        case Outcome.TIMED_OUT if any(UNEVALUATED in one.message for one in exercise.checks):
            return (
                "Let the function return an expression that is worked out; then run "
                f'`check("{name}")`.'
            )
        case Outcome.TIMED_OUT:
            return (
                "Look for a loop that does not end, or for a loop over array elements that one "
                f'NumPy expression replaces; then run `check("{name}")`.'
            )
        case Outcome.CRASHED:
            return (
                "Take out of the exercise's cell what ends the program or needs much memory, "
                "such as `exit()`, and restart the kernel."
            )
    if open_ones and all(check.outcome is Outcome.PASSED for check in open_ones):
        return (
            f'`check("{name}")` passes, but other inputs give a wrong result. Try small cases '
            "whose result you know, and the limits that the statement names."
        )
    return (
        f'Run `check("{name}")` in the notebook: it shows the call, the result, and what is '
        "expected."
    )


def _hint(exercise: ExerciseRecord, lesson: Lesson) -> str:
    try:
        steps = len(lesson.exercise(exercise.id).hints)
    except UnknownName:
        return ""
    return (
        f'`hint("{exercise.id}")` helps one step at a time ({count(steps, "step")}).'
        if steps
        else ""
    )
