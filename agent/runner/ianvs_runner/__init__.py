"""Runs one test case of an Ianvs job through Ianvs' own classes. Standard library only, Python 3.8 and later."""
