"""The program, serving on a free port while something is measured; what it uses, by /proc.

  serving.py PROGRAM FLAGS...   starts it and stops it again: the first start of a demo city makes the city
"""

import os
import re
import subprocess
import sys
import threading
import time

TICKS = os.sysconf("SC_CLK_TCK")


class Serving:
    """`with Serving(program, flags) as server:`"""

    def __init__(self, program, flags=()):
        begun = time.monotonic()
        self.process = subprocess.Popen(
            [program, "serve", "--port", "0", "--log-requests", "false", *flags],
            stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
        said = []
        for line in self.process.stderr:
            said.append(line)
            found = re.search(rb'"address": "http://[^"]*:(\d+)"', line)
            if found:
                self.port = int(found.group(1))
                break
        else:
            self.process.wait()
            sys.exit("the server did not start: " + b"".join(said[-5:]).decode(errors="replace"))
        # Seconds until it listens.
        self.started = time.monotonic() - begun
        # A pipe that nobody reads would stop it.
        threading.Thread(target=self.process.stderr.read, daemon=True).start()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.stop()

    def memory(self):
        """Resident, in MiB."""
        with open(f"/proc/{self.process.pid}/status", encoding="ascii") as status:
            return int(re.search(r"VmRSS:\s+(\d+)", status.read()).group(1)) / 1024

    def processor(self):
        """Seconds of processor time since it was started."""
        with open(f"/proc/{self.process.pid}/stat", encoding="ascii") as stat:
            fields = stat.read().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / TICKS

    def stop(self):
        """Its status."""
        self.process.terminate()
        return self.process.wait(timeout=30)


if __name__ == "__main__":
    with Serving(sys.argv[1], sys.argv[2:]):
        pass
