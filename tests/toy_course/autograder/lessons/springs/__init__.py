"""How the exercises of lesson springs are graded, and the proof of it."""
