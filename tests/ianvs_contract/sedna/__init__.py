"""Stands where sedna would; see ../README.md."""
__version__ = "0.0.0.contract"
