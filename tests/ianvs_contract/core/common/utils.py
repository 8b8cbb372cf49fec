"""Files, and modules by their path."""
import importlib
import os
import sys
import time

import yaml


def is_local_file(url):
    """Whether `url` is a file here."""
    return os.path.isfile(url)


def is_local_dir(url):
    """Whether `url` is a folder here."""
    return os.path.isdir(url)


def get_file_format(url):
    """The name's ending; metadata.json is a format of its own."""
    return "jsonforllm" if os.path.basename(url) == "metadata.json" else os.path.splitext(url)[1][1:]


def get_local_time():
    """Now, as the leaderboard writes it."""
    return time.strftime("%Y-%m-%d %H:%M:%S")


def yaml2dict(url):
    """What a YAML file holds."""
    if not url.endswith((".yaml", ".yml")):
        raise RuntimeError(f"{url} is no .yaml file")
    with open(url, "rb") as file:
        return yaml.safe_load(file)


def load_module(url):
    """Imports a file by its base name: two files of one name are one module. If that fails, sys.path keeps the folder."""
    folder, name = os.path.split(url)
    sys.path.insert(0, folder)
    try:
        importlib.import_module(name.split(".")[0] if os.path.isfile(url) else name)
        sys.path.pop(0)
    except Exception as error:
        raise RuntimeError(f"module {url} could not be loaded: {error}") from error
