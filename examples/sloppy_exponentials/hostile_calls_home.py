"""Sends the answers' inputs to a server. Only a refused connection to itself is tried here."""
# base: worked
# expect: score=full-4 param_std=raised


# %% param_std
def param_std(H):
    import socket

    with socket.create_connection(("127.0.0.1", 9), timeout=1) as connection:
        connection.sendall(repr(H).encode())
