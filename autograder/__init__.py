"""The instructor's side: building lessons, grading classes, giving feedback."""
