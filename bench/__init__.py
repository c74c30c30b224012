"""How fast, against what could be: `python -m bench` measures everything, `python -m bench engine` one part."""

import os

# Before NumPy loads, as in `app`: everything is measured as it runs there, on one BLAS thread.
for _name in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[_name] = "1"
