"""Stands where Ianvs' package `core` would; see ../README.md."""
from .__version__ import __version__
