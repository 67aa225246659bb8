"""Answers twice, and before it is asked, with ids that it guesses. Guesses are crashes."""
# base: release
# expect: score=0 others=not_attempted measurement_ratio=failed param_std=crashed

# %% end
import gc
import socket

from autograder.sandbox import frames

sockets = [one for one in gc.get_objects() if type(one) is socket.socket]
(connection,) = [one for one in sockets if one.fileno() >= 0]
send = frames.send


def send_twice(connection, message, buffers=()):
    frames.send = send
    send(connection, message, buffers)
    send(connection, {**message, "value": {"list": [{"float": 0.5}, {"float": 0.2}]}}, buffers)


def measurement_ratio(H):
    frames.send = send_twice
    return 0.0


def param_std(H):
    for number in range(100):
        send(connection, {"id": f"{number:016x}", "value": {"float": 1.0}})
    return [0.0 for _ in H]
