"""Promises, and a function that waits for them."""

import sys
import time

PATIENCE = 90
broken = 0


def promise(text, kept, found=None):
    """Prints a promise and whether it is kept, and otherwise what was found."""
    global broken
    broken += 0 if kept else 1
    print("%s %s%s" % ("kept  " if kept else "BROKEN", text, "" if kept or found is None else ": " + str(found)), flush=True)


def until(what, look):
    """Calls look() until it finds something, and returns that."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        found = look()
        if found:
            return found
        time.sleep(0.2)
    sys.exit("deploy-drill: gave up after %d s: %s" % (PATIENCE, what))
