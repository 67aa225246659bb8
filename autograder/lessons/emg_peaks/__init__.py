"""How the exercises of lesson emg_peaks are graded, and the proof of it."""
