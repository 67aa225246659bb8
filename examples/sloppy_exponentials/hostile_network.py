"""TCP, UDP, names, sockets by path and by abstract name: works only if all are refused."""
# base: release
# needs: isolation
# expect: score=4 hessian=passed others=not_attempted

# %% hessian
def hessian(thetas):
    theta = np.asarray(thetas, dtype=float)
    return 2 / len(theta) ** 2 / np.add.outer(theta, theta) ** 3


# %% end
import os
import socket

HERE = ("127.0.0.1", 9)
QUERY = b"\xaa\xaa\1\0\0\1\0\0\0\0\0\0\4name\0\0\1\0\1"
worked = []


def attempt(name, act):
    try:
        act()
    except OSError:
        return
    worked.append(name)


attempt("tcp", lambda: socket.create_connection(HERE, timeout=0.2))
attempt("tcp server", lambda: socket.create_server(("127.0.0.1", 0)))
attempt("udp", lambda: socket.socket(type=socket.SOCK_DGRAM).sendto(b"x", HERE))
attempt("names", lambda: socket.socket(type=socket.SOCK_DGRAM).sendto(QUERY, ("127.0.0.1", 53)))
attempt("ip 6", lambda: socket.socket(socket.AF_INET6))
attempt("raw", lambda: socket.socket(type=socket.SOCK_RAW))
attempt("packets", lambda: socket.socket(socket.AF_PACKET, socket.SOCK_RAW))
attempt("netlink", lambda: socket.socket(socket.AF_NETLINK, socket.SOCK_RAW))
attempt("unix", lambda: socket.socket(socket.AF_UNIX).connect("/run/dbus/system_bus_socket"))
attempt("abstract", lambda: socket.socket(socket.AF_UNIX).bind("\0hidden"))
attempt("log", lambda: socket.socketpair(type=socket.SOCK_DGRAM)[0].sendto(b"x", "/dev/log"))
if worked:
    del hessian
