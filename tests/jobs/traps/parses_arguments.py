"""A program that was not meant to be imported."""
import argparse

parser = argparse.ArgumentParser()
parser.add_argument("--epochs", type=int, required=True)
arguments = parser.parse_args()
