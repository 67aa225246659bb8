"""Wrong answers as code, one module a lesson; see `autograder.checks.reference_answers`."""
