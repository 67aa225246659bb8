"""The notebook of another lesson, handed in for this one."""
# base: nothing
# lesson: emg_peaks
# expect: status=wrong_lesson
# says: a notebook of lesson emg_peaks


# %% end
def emg(t, sigma, tau):
    return t
