"""Imported first by the process that forks the children, and by no other: what it does not hear, children do not.

Who ends a service, or closes its terminal, tells all of its processes so. Were this one to end by that, the kernel
would kill the children before they had written down what they have learnt. It ends when the server has.
"""

from __future__ import annotations

import signal

signal.signal(signal.SIGTERM, signal.SIG_IGN)
signal.signal(signal.SIGHUP, signal.SIG_IGN)
