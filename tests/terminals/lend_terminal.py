"""Child of a real terminal: lends the terminal to the test, by a socket, until that hangs up."""

import os
import socket
import sys

with socket.socket(socket.AF_UNIX) as lender:
    lender.connect(sys.argv[1])
    # SSH passes on the kind of a terminal, and nothing else of its environment.
    socket.send_fds(lender, [os.environ["TERM"].encode()], [0])
    lender.recv(1)
