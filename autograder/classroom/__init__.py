"""A whole class, by `course grade` or by nbgrader's own commands."""
