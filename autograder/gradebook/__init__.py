"""nbgrader's gradebook: what was graded goes in, what people gave comes out."""
