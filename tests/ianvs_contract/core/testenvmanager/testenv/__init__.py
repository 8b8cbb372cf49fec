from .testenv import TestEnv
