"""`course check`: every exercise proves its grader."""
