"""How the exercises of lesson sloppy_exponentials are graded, and the proof of it."""
