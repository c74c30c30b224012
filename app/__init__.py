"""The app carries: steps of a training out to the pages that watch it, and wishes of people back."""

import os
import sys

if sys.platform == "win32":  # it cannot fork, nor hand open files from one process to another
    sys.exit("nudge: it needs Linux or macOS; on Windows, start it in WSL (wsl --install)")

# Before NumPy loads: a network this small is slower on several threads, the runs share the machine, and only one thread
# gives the same sums, and so the same weights, every time.
for _name in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[_name] = "1"
