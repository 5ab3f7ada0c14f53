"""JAX on one thread, whose sums do not depend on the number of processors.

A room that trains with JAX imports this first.
"""

import os

from folkhue._utils.extras import require

require("networks", "training a network")

# Read when JAX is first imported.
os.environ.setdefault(
    "XLA_FLAGS", "--xla_cpu_multi_thread_eigen=false intra_op_parallelism_threads=1"
)
