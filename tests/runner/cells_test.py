"""Metric values become cells as pandas would write them."""
import collections
import datetime
import decimal
import enum
import fractions
import json
import math
import unittest

import runner_path  # noqa: F401, makes ianvs_runner importable
from ianvs_runner import cells

try:
    import numpy
    import pandas
except ImportError:
    numpy = pandas = None
with_pandas = unittest.skipIf(pandas is None, "this Python has no pandas")


class Text(str):
    def __str__(self):
        return "another text"


class Number(enum.IntEnum):
    three = 3


class Object:
    def __str__(self):
        return "an object"


def written(*values):
    """What Ianvs' way of adding rows to a frame makes of metric values, in order of the test cases."""
    frame = pandas.DataFrame(columns=["algorithm", "metric", "paradigm"])
    for i, value in enumerate(values):
        frame.loc[i] = {"algorithm": "a", "metric": value, "paradigm": "p"}
    return [row[0] for row in pandas_csv(frame)]


def pandas_csv(frame):
    import csv
    import io
    return list(csv.reader(io.StringIO(frame.to_csv(columns=["metric"], index=False, header=False))))


def shown(cell):
    """What the coordinator writes of a cell that stands alone."""
    value, text = cell
    if text is not None:
        return text
    return "" if value is None or value != value else str(value)


class CellsTest(unittest.TestCase):
    def test_plain_values_need_no_text(self):
        for value in (None, True, False, 0, -3, 10**30, 2**63, 0.5, -0.0, math.inf, "", "x", "a\nb", [], {},
                      [1, 2.5, None, True, "x", [math.nan]], {"a": {"b": ["it's"]}}):
            with self.subTest(value=value):
                self.assertEqual(repr(cells.cell(value)), repr((value, None)))

    def test_subclasses_of_plain_types_are_what_they_hold(self):
        for value, plain in ((Text("x"), "x"), (Number.three, 3), (type("F", (float,), {})(0.5), 0.5)):
            with self.subTest(plain=plain):
                cell = cells.cell(value)

                self.assertEqual(cell, (plain, None))
                self.assertIs(type(cell[0]), type(plain))

    def test_what_json_lacks_goes_as_text_with_the_nearest_value(self):
        for value, nearest, text in (
                ((1, 2.5), [1, 2.5], "(1, 2.5)"), ([(1,)], [[1]], "[(1,)]"), ({1}, [1], "{1}"), (b"x", "b'x'", "b'x'"),
                ({1: 2}, {"1": 2}, "{1: 2}"), (collections.OrderedDict(a=1), {"a": 1}, None),
                (decimal.Decimal("0.10"), 0.1, "0.10"), (fractions.Fraction(1, 4), 0.25, "1/4"),
                (1 + 2j, "(1+2j)", "(1+2j)"), (datetime.date(2024, 1, 1), "2024-01-01", "2024-01-01"),
                (range(3), "range(0, 3)", "range(0, 3)"), (Object(), "an object", "an object")):
            with self.subTest(value=value):
                self.assertEqual(cells.cell(value), (nearest, text or str(value)))

    def test_half_surrogate_pairs_are_escaped(self):
        self.assertEqual(cells.cell("a\udc80"), ("a\\udc80", None))
        self.assertEqual(cells.cell(["a\udc80"]), (["a\\udc80"], "['a\\udc80']"))

    def test_values_too_deep_or_too_long_for_json_go_as_text(self):
        deep = []
        for _ in range(80):
            deep = [deep]
        ring = []
        ring.append(ring)
        for value in (deep, ring, [(1,)] * 5000):
            self.assertEqual(cells.cell(value), (str(value), str(value)))

    def test_every_value_can_be_written_as_json(self):
        values, texts = cells.convert({"a": Object(), "b": {3: {4}}, 5: [math.nan]})

        self.assertEqual(json.dumps([values, texts]),
                         '[{"a": "an object", "b": {"3": [4]}, "5": [NaN]}, {"a": "an object", "b": "{3: {4}}"}]')

    def test_ints_that_python_refuses_to_write_are_named(self):
        with self.assertRaisesRegex(cells.UnwritableMetric, r"^metric 'm' \(int\) can't be written as text: ValueError"):
            cells.convert({"m": 10**5000})

    @with_pandas
    def test_numbers_of_numpy_are_those_that_pandas_makes_of_them(self):
        for value, plain in ((numpy.float64(0.1), 0.1), (numpy.int8(3), 3), (numpy.uint64(2**63), 2**63),
                             (numpy.bool_(True), True), (numpy.str_("x"), "x"), (numpy.float32("nan"), math.nan)):
            with self.subTest(value=value):
                cell = cells.cell(value)

                self.assertEqual(repr(cell), repr((plain, None)))

    @with_pandas
    def test_narrow_floats_go_with_their_own_text(self):
        self.assertEqual(cells.cell(numpy.float32(0.1)), (0.10000000149011612, "0.1"))
        self.assertEqual(cells.cell(numpy.float16(0.1)), (0.0999755859375, "0.1"))
        self.assertEqual(cells.cell(numpy.float32(0.5)), (0.5, "0.5"))

    @with_pandas
    def test_arrays_go_as_text_with_a_list_beside_it(self):
        self.assertEqual(cells.cell(numpy.array([0.5, 1])), ([0.5, 1.0], "[0.5 1. ]"))
        self.assertEqual(cells.cell(numpy.arange(5000))[1], "[   0    1    2 ... 4997 4998 4999]")
        self.assertEqual(cells.cell([numpy.float64(0.5), {"a": numpy.int64(1)}])[0], [0.5, {"a": 1}])

    @with_pandas
    def test_missing_values_of_all_kinds_are_empty(self):
        for value in (pandas.NA, pandas.NaT, numpy.datetime64("NaT"), decimal.Decimal("NaN"), complex("nan")):
            with self.subTest(value=value):
                self.assertEqual(cells.cell(value), (None, None))

    @with_pandas
    def test_cells_that_stand_alone_are_those_that_pandas_writes(self):
        moments = [datetime.datetime(2024, 1, 1), datetime.datetime(2024, 1, 1, 1, 2, 3, 5), datetime.timedelta(seconds=3),
                   datetime.datetime(2024, 1, 1, tzinfo=datetime.timezone.utc), numpy.datetime64("2024-01-01"),
                   numpy.datetime64("2024-01-01T01:02:03.000000004"), numpy.timedelta64(3, "s"), datetime.datetime(3000, 1, 1)]
        numbers = [numpy.float16(0.1), numpy.float32(1e20), numpy.float32(1e-7), numpy.float32(16777217), numpy.uint8(3),
                   numpy.int64(-5), numpy.complex64(1 + 2j), numpy.float64(1e16), 2**64, 1e22, numpy.array(0.5)]
        others = [numpy.bytes_(b"x"), numpy.eye(2), {"a": numpy.float64(0.5)}, (numpy.float32(0.1),), frozenset([1]),
                  numpy.array([None, {}], dtype=object), pandas.Series([1, 2]), pandas.Period("2024-01"), Text("x"), Object()]
        for value in moments + numbers + others:
            with self.subTest(value=value):
                self.assertEqual(shown(cells.cell(value)), written(value)[0])


if __name__ == "__main__":
    unittest.main()
