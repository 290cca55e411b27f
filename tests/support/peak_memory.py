# SPDX-License-Identifier: Apache-2.0
"""Runs a program and says its exit status and peak of resident memory on standard error: peak_memory.py PROGRAM…

A small process of its own, since the kernel counts what a child shares with its parent before exec as the child's.
"""

import os
import sys

# meson sets it to find uses of freed memory; it writes to pages that the program reserves and never touches.
os.environ.pop('MALLOC_PERTURB_', None)
child = os.posix_spawn(sys.argv[1], sys.argv[1:], os.environ)
_, status, usage = os.wait4(child, 0)
print(os.waitstatus_to_exitcode(status), usage.ru_maxrss * 1024, file=sys.stderr)
