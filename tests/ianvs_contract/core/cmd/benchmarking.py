"""What a run imports; here for its imports alone."""
from core.common.log import LOGGER
from core.testcasecontroller.algorithm import Algorithm
from core.testcasecontroller.testcase import TestCase
from core.testenvmanager.testenv import TestEnv
