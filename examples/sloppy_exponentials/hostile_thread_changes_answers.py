"""A thread that lives on after its cell and scribbles over other functions' names."""
# base: worked
# expect: score=full-2 measurement_ratio=raised|missing|failed

# %% end
import threading
import time


def scribble():
    while True:
        globals()["measurement_ratio"] = None
        time.sleep(0.001)


threading.Thread(target=scribble, daemon=True).start()
time.sleep(0.05)
