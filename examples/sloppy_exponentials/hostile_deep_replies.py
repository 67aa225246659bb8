"""JSON a hundred thousand deep, a number of 200,000 digits, a million commas: crashes."""
# base: release
# expect: score=0 others=not_attempted param_std=crashed measurement_ratio=crashed axis_ratio=crashed

# %% end
import gc
import socket
import struct

sockets = [one for one in gc.get_objects() if type(one) is socket.socket]
(connection,) = [one for one in sockets if one.fileno() >= 0]


def send(header):
    connection.sendall(struct.pack(">I", len(header)) + header)


def param_std(H):
    send(b'{"buffers": [], "value": ' + b"[" * 100_000 + b"]" * 100_000 + b"}")


def measurement_ratio(H):
    send(b'{"buffers": [], "value": ' + b"9" * 200_000 + b"}")


def axis_ratio(H):
    send(b'{"buffers": [], "value": [' + b"1," * 1_000_000 + b"1]}")
