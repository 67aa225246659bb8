"""`python -m course`, the same as the command `course`."""

from course.command import main

main()
