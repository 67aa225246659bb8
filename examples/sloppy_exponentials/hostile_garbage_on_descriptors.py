"""Writes garbage on every open file descriptor, the grader's connection among them."""
# base: worked
# expect: score=full-4 param_std=crashed


# %% param_std
def param_std(H):
    import os

    for descriptor in range(64):
        try:
            os.write(descriptor, b"\xff" * 64 + b'{"score": 40}')
        except OSError:
            pass
    return np.sqrt(np.diag(np.linalg.inv(H)))
