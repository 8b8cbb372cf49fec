from .testcase import TestCase
