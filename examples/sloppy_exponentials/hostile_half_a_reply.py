"""Half a frame and the end of the connection; a frame that promises more than may come."""
# base: release
# expect: score=0 others=not_attempted param_std=crashed measurement_ratio=crashed axis_ratio=crashed

# %% end
import gc
import socket
import struct

sockets = [one for one in gc.get_objects() if type(one) is socket.socket]
(connection,) = [one for one in sockets if one.fileno() >= 0]


def param_std(H):
    connection.sendall(struct.pack(">I", 1_000) + b'{"id":')
    connection.shutdown(socket.SHUT_RDWR)


def measurement_ratio(H):
    connection.sendall(struct.pack(">I", 2**32 - 1))


def axis_ratio(H):
    connection.close()
