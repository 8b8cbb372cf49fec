"""Joint inference in partitions: attempts at a slice of the data each, and one that merges their results.

Ianvs' JointInference loads its data and lets the user's processor have all of it (`set_config`), and then asks the
models item by item. So each partition, too, loads and processes all, and only then leaves out what isn't its own: a
processor that filters, sorts or normalises sees what it sees in serial Ianvs. A partition computes no metrics; it keeps
the list of its results in a file. The merge puts the lists together in the data's order and has Ianvs compute every
metric once, over all: metrics that depend on order, or can't be averaged, come out as in one run.

Results are the user's own objects, so they travel by pickle: JSON would lose tuples, numbers' types and classes. The
merge makes the algorithm's modules as Ianvs does, so that their classes are found under the names by which they went.
"""
import os
import pickle

# The oldest protocol that each Python that this runs on writes by itself: nodes may have different ones.
_PROTOCOL = 4
_DEEPEST = 30


class PartitionError(RuntimeError):
    """Results can't be cut, kept or put together."""

    says_it_all = True


def arrange(case, spec):
    """Has `case` run just the partition that the test case's JSON names, or the merge; a whole one stays whole."""
    part = spec["partition"]
    if "results" in part:
        _change_paradigm(case, lambda paradigm: _leave_one_slice(paradigm, part))
        case.compute_metrics = lambda results, *args, **kwargs: {"items": _keep(results, part)}
    elif "parts" in part:
        _change_paradigm(case, lambda paradigm: _merge_instead(paradigm, part))


def bounds(length, index, count):
    """Where slice `index` of `count` begins and ends; sizes differ by one at most."""
    return length * index // count, length * (index + 1) // count


def _change_paradigm(case, change):
    make = case.algorithm.paradigm

    def paradigm(workspace, **kwargs):
        made = make(workspace, **kwargs)
        change(made)
        return made

    case.algorithm.paradigm = paradigm


def _leave_one_slice(paradigm, part):
    load_all = paradigm.set_config

    def set_config():
        load_all()
        data = paradigm.inference_dataset
        begin, end = bounds(_length(data.x, part), part["index"], part["count"])
        try:
            data.x = data.x[begin:end]
        except (TypeError, LookupError) as error:
            raise _indivisible(data.x, part) from error
        part["begin"] = begin

    paradigm.set_config = set_config


def _length(items, part):
    try:
        return len(items)
    except TypeError as error:
        raise _indivisible(items, part) from error


def _indivisible(items, part):
    lacks = "slices" if hasattr(items, "__len__") else "len()"
    return PartitionError("the data can't be divided into {} partitions: the data set's x is a {}, which has no {}; "
                          "let the dataset_processor make it a list, or remove `partitions`".format(
                              part["count"], _type_name(items), lacks))


def _keep(results, part):
    """Writes the results where the merge will look for them; returns how many they are."""
    results = list(results)
    path = part["results"]
    partial = path + ".partial"
    try:
        # The merge executes what it unpickles: nobody else may write there, whatever the user's mask is.
        os.makedirs(os.path.dirname(path), mode=0o700, exist_ok=True)
        with open(os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, 0o600), "wb") as file:
            _pickle(results, file, part)
            # This partition doesn't run again once its success is in the journal, which survives a power cut.
            file.flush()
            os.fsync(file.fileno())
        os.rename(partial, path)
        _sync_folder(os.path.dirname(path))
    except OSError as error:
        raise PartitionError("the results of {} can't be written to {}: {}".format(
            _name(part["index"], part), path, error.strerror or error)) from error
    return len(results)


def _sync_folder(path):
    folder = os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def _pickle(results, file, part):
    try:
        pickle.dump(results, file, protocol=_PROTOCOL)
    except (OSError, MemoryError):
        raise
    except Exception as error:
        raise PartitionError(_why_not_pickled(results, part, error)) from error


def _why_not_pickled(results, part, error):
    for place, result in enumerate(results):
        why = _pickling_error(result)
        if why is not None:
            where, culprit = _culprit(result)
            return ("item {} of the data ({}): {} of its result is a {}, which can't be pickled: {}; keep it out of "
                    "the result, or remove `partitions`".format(
                        part["begin"] + place, _name(part["index"], part), where or "the whole", _type_name(culprit),
                        _pickling_error(culprit) or why))
    return "the results of {} can't be pickled together: {}".format(_name(part["index"], part), _text(error))


def _pickling_error(value):
    try:
        pickle.dumps(value, protocol=_PROTOCOL)
    except Exception as error:
        return _text(error)
    return None


def _culprit(value, where="", depth=0):
    """The innermost value that can't be pickled, and how one gets there."""
    for step, inner in _inside(value):
        if depth < _DEEPEST and _pickling_error(inner) is not None:
            return _culprit(inner, where + step, depth + 1)
    return where, value


def _inside(value):
    if isinstance(value, dict):
        return [("[{!r}]".format(key), inner) for key, inner in value.items()]
    if isinstance(value, (list, tuple)):
        return [("[{}]".format(place), inner) for place, inner in enumerate(value)]
    if isinstance(value, type) or not isinstance(getattr(value, "__dict__", None), dict):
        return []
    return [(".{}".format(name), inner) for name, inner in vars(value).items()]


def _merge_instead(paradigm, part):
    def run():
        # As in one run: metrics may rely on the environment that is set here, and the number of items tells whether
        # all are there.
        paradigm.set_config()
        return _merged(part, _length(paradigm.inference_dataset.x, part)), paradigm.system_metric_info

    paradigm.run = run


def _merged(part, items):
    results = []
    for index, path in enumerate(part["parts"]):
        begin, end = bounds(items, index, part["count"])
        of_part = _unpickle(path, _name(index, part))
        if len(of_part) != end - begin:
            raise PartitionError("{}: {} has {} results where {} are due: the data, or what the dataset_processor "
                                 "makes of it, isn't the same in each attempt".format(
                                     path, _name(index, part), len(of_part), end - begin))
        results.extend(of_part)
    return results


def _unpickle(path, name):
    try:
        with open(path, "rb") as file:
            results = pickle.load(file)
    except FileNotFoundError as error:
        raise PartitionError("{}: the results of {} are missing".format(path, name)) from error
    except OSError as error:
        raise PartitionError("{}: the results of {} can't be read: {}".format(
            path, name, error.strerror or error)) from error
    except MemoryError:
        raise
    except (ImportError, AttributeError) as error:
        raise PartitionError("{}: the results of {} need a module or class that the algorithm's modules, when they are "
                             "made, don't bring along: {}".format(path, name, _text(error))) from error
    except Exception as error:
        raise PartitionError("{}: the results of {} are torn, or can't be unpickled: {}".format(
            path, name, _text(error))) from error
    if not isinstance(results, list):
        raise PartitionError("{}: holds a {} where the results of {} should be".format(
            path, _type_name(results), name))
    return results


def _name(index, part):
    return "partition {} of {}".format(index + 1, part["count"])


def _type_name(value):
    kind = type(value)
    name = kind.__qualname__ if kind.__module__ == "builtins" else "{}.{}".format(kind.__module__, kind.__qualname__)
    own = getattr(value, "__qualname__", None)
    return "{} ({})".format(name, own) if isinstance(own, str) else name


def _text(error):
    return "{}: {}".format(type(error).__name__, error)
