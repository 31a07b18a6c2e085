"""Runs named cases of one client and prints one JSON line for each: the form the conformance program reads."""

import json
import os
import time


def target():
    """What to talk to, as the conformance program describes it."""
    return json.loads(os.environ["CONFORMANCE_TARGET"])


class NotApplicable(Exception):
    """Raised by a case that this target cannot be asked."""


def run(client, version, cases):
    """Runs every wanted case; a case passes when it returns, and fails when it raises."""
    wanted = target()["cases"]
    for name, case in cases:
        if wanted and name not in wanted:
            continue
        started = time.monotonic()
        try:
            verdict, detail = "PASS", case() or ""
        except NotApplicable as why:
            verdict, detail = "NA", str(why)
        except Exception as problem:  # Any failure of a client is what this program is here to report.
            verdict, detail = "FAIL", f"{type(problem).__name__}: {problem}"
        line = {
            "client": client,
            "version": version,
            "case": name,
            "verdict": verdict,
            "milliseconds": round((time.monotonic() - started) * 1000),
            "detail": detail,
        }
        print(json.dumps(line), flush=True)


def expect_equal(found, wanted, what):
    """Raises when a value is not the wanted one."""
    if found != wanted:
        raise AssertionError(f"{what} is {found!r}, wanted {wanted!r}")
