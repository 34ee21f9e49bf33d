"""The tests; screens show local times, so all of them live in one time zone."""

import os
import time

os.environ["TZ"] = "UTC"
time.tzset()
