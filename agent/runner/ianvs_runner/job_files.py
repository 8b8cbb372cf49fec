"""The files that a test case names: which are missing, which class is registered where."""
import collections
import os
import re
import sys

from ianvs_runner import frames

NamedFile = collections.namedtuple("NamedFile", "path named_by")

_DATA_KEYS = ("train_index", "test_index", "train_data", "test_data", "train_data_info", "test_data_info")
# Enough for the algorithms of any job; a folder with more Python files than that is somebody's whole library.
_MAX_FILES, _MAX_FILE_BYTES = 300, 256 * 1024


def missing_data(spec):
    """The data files of the testenv that aren't there."""
    dataset = (spec.get("testenv") or {}).get("dataset") or {}
    return [NamedFile(dataset[key], key) for key in _DATA_KEYS
            if isinstance(dataset.get(key), str) and dataset[key] and not os.path.exists(frames.absolute(dataset[key]))]


def code(spec):
    """The Python files of the test case: its modules, metrics and third-party packages."""
    testenv = spec.get("testenv") or {}
    evaluation = (testenv.get("model_eval") or {}).get("model_metric")
    named = [("module {!r}".format(module.get("name")), module) for module in spec.get("modules") or ()]
    named += [("metric {!r}".format(metric.get("name")), metric) for metric in testenv.get("metrics") or ()]
    named += [("the metric of model_eval", evaluation or {})]
    packages = (spec.get("settings") or {}).get("third_party_packages")
    named += [("third-party package {!r}".format(package.get("name")), package) for package in packages or ()]
    return [NamedFile(entry["url"], name) for name, entry in named
            if isinstance(entry.get("url"), str) and entry["url"]]


def missing_code(spec):
    """Those of them that aren't there, as Ianvs looks for them: a file, or a module's name without `.py`."""
    return [file for file in code(spec)
            if not any(os.path.exists(frames.absolute(path)) for path in (file.path, file.path + ".py"))]


def folders(spec):
    """The folders of these files, which Ianvs puts in front of sys.path one after the other."""
    return list(dict.fromkeys(os.path.dirname(file.path) for file in code(spec)))


def url_of(spec, class_name):
    """The file that is to register the class, None if no file is named for it."""
    testenv = spec.get("testenv") or {}
    for entry in list(spec.get("modules") or ()) + list(testenv.get("metrics") or ()):
        if str(entry.get("name")) == class_name and entry.get("url"):
            return entry["url"]
    return None


def module_name(url):
    """Under which name Ianvs imports the file."""
    name = os.path.basename(url)
    return name.split(".")[0] if os.path.isfile(frames.absolute(url)) else name


def module_of_another_file(url):
    """Where the module of that name was imported from, if not from this file."""
    module = sys.modules.get(module_name(url))
    path = getattr(module, "__file__", None)
    if module is None or (path and _same(path, url)):
        return None
    return frames.shown(path) if path else "Python itself"


def _same(a, b):
    a, b = (os.path.realpath(frames.absolute(path)) for path in (a, b))
    return a in (b, b + ".py", os.path.join(b, "__init__.py"))


def registered_by(url):
    """Names of the classes and functions that this file has registered with sedna."""
    from sedna.common.class_factory import ClassFactory
    name = module_name(url)
    return sorted({alias for kind in ClassFactory.__registry__.values() if isinstance(kind, dict)
                   for alias, entry in kind.items() if getattr(entry, "__module__", None) == name})


def registering(class_name, url):
    """Another Python file near `url` that says that it registers the class, None if there is none."""
    name = re.escape(class_name)
    pattern = re.compile(r"""register\w*\([^)]*alias\s*=\s*["']{0}["']|register\w*\([^)]*\)\s*class\s+{0}\b""".format(
        name).encode("utf-8"))
    for path in _python_files_near(frames.absolute(url)):
        if not _same(path, url) and pattern.search(_beginning(path)):
            return frames.shown(path)
    return None


def _python_files_near(url):
    """Those in the file's folder, in the folders beside it, and one level below."""
    parent = os.path.dirname(os.path.dirname(url))
    left = _MAX_FILES
    for folder, subfolders, files in os.walk(parent):
        depth = os.path.relpath(folder, parent).count(os.sep)
        subfolders[:] = sorted(name for name in subfolders if depth < 1 and not name.startswith((".", "__")))
        for file in sorted(files):
            if file.endswith(".py"):
                yield os.path.join(folder, file)
                left -= 1
        left -= 1
        if left <= 0:
            return


def _beginning(path):
    try:
        with open(path, "rb") as file:
            return file.read(_MAX_FILE_BYTES)
    except OSError:
        return b""


def beside_the_modules(spec, name):
    """The file or package `name` in the folder of one of the test case's files, None if there is none."""
    for folder in folders(spec):
        for path in (os.path.join(folder, name + ".py"), os.path.join(folder, name, "__init__.py")):
            if os.path.isfile(frames.absolute(path)):
                return frames.shown(path)
    return None


def near_the_modules(spec, name):
    """The file `name`.py in a folder beside or below those of the test case's files, None if there is none."""
    for file in code(spec):
        for path in _python_files_near(frames.absolute(file.path)):
            if os.path.basename(path) == name + ".py":
                return frames.shown(path)
    return None


def importable_names(spec):
    """Names under which Python finds something in the folders of the test case's files."""
    names = set()
    for folder in folders(spec):
        try:
            entries = os.listdir(frames.absolute(folder))
        except OSError:
            continue
        names.update(entry.partition(".")[0] for entry in entries)
    return names
