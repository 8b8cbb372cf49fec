"""Makes the runner's package importable for its tests, and keeps its folder free of compiled files."""
import os
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
RUNNER = os.path.join(ROOT, "agent", "runner")

sys.dont_write_bytecode = True
sys.path.insert(0, RUNNER)
