"""An answer that drips, one byte at a time. What is not there in time is late."""
# base: release
# expect: score=0 others=not_attempted param_std=timed_out

# %% end
import gc
import socket
import struct
import time

sockets = [one for one in gc.get_objects() if type(one) is socket.socket]
(connection,) = [one for one in sockets if one.fileno() >= 0]


def param_std(H):
    connection.sendall(struct.pack(">I", 1_000))
    while True:
        connection.sendall(b" ")
        time.sleep(0.1)
