"""The logger `ianvs`: to the stderr of import time, as Ianvs' own."""
import logging

LOGGER = logging.getLogger("ianvs")
LOGGER.addHandler(logging.StreamHandler())
LOGGER.setLevel(logging.INFO)
LOGGER.propagate = False
