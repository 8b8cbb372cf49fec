"""Reading the test case's JSON gives what PyYAML gave the coordinator."""
import datetime
import math
import unittest

import runner_path  # noqa: F401, makes ianvs_runner importable
from ianvs_runner import job_values


class JobValuesTest(unittest.TestCase):
    def test_plain_values_keep_their_types(self):
        text = '{"a": 1, "b": 1.0, "c": true, "d": null, "e": "1", "f": [1, {"g": []}]}'

        values = job_values.parse(text)

        self.assertEqual(repr(values), "{'a': 1, 'b': 1.0, 'c': True, 'd': None, 'e': '1', 'f': [1, {'g': []}]}")

    def test_numbers_may_be_large_or_none_at_all(self):
        values = job_values.parse('[NaN, Infinity, -Infinity, 1' + "0" * 30 + "]")

        self.assertTrue(math.isnan(values[0]))
        self.assertEqual(values[1:], [math.inf, -math.inf, 10**30])

    def test_bytes_come_back(self):
        self.assertEqual(job_values.parse('{"$bytes": "AP8="}'), b"\x00\xff")

    def test_dates_and_times_come_back(self):
        hour = datetime.timedelta(seconds=3600)
        for value in (datetime.date(2024, 1, 31), datetime.datetime(2024, 1, 31, 23, 59, 0, 5),
                      datetime.datetime(2024, 1, 1, 0, 0, tzinfo=datetime.timezone.utc),
                      datetime.datetime(2024, 1, 1, 0, 0, tzinfo=datetime.timezone(hour)),
                      datetime.datetime(2024, 1, 1, 0, 0, tzinfo=datetime.timezone(-hour))):
            with self.subTest(value=value):
                self.assertEqual(job_values.parse('{"$timestamp": "%r"}' % value), value)

    def test_a_date_that_is_something_else_is_refused_and_not_evaluated(self):
        for text in ("__import__('os').getpid()", "datetime.datetime.now()", "1", "datetime.date(1", "a.b"):
            with self.subTest(text=text), self.assertRaisesRegex(ValueError, "no date or time"):
                job_values.parse('{"$timestamp": "%s"}' % text)

    def test_keys_may_be_anything_that_yaml_allows(self):
        values = job_values.parse('{"$dict": [[1, "a"], [null, "b"], [[1, [2]], {"$dict": [["$bytes", 1]]}]]}')

        self.assertEqual(values, {1: "a", None: "b", (1, (2,)): {"$bytes": 1}})

    def test_an_unknown_tag_is_refused(self):
        with self.assertRaisesRegex(ValueError, "unknown tag '\\$set'"):
            job_values.parse('{"$set": []}')


if __name__ == "__main__":
    unittest.main()
