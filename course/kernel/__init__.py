"""What happened in the student's kernel, beside what grading will do with the notebook."""
