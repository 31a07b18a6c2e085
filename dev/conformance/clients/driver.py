"""What the drivers in Python share: requests as JSON lines in, answers as JSON lines out.

A request is {"id", "operation", "members", "caller"}. An answer has the same id and one of
  {"status", "request_id", "members"}           what the service answered,
  {"status", "request_id", "error", "message"}  how it refused; what a client does not show is null,
  {"refused"}                                   why the client itself would not send it,
  {"broken"}                                    anything else.
The first line out is {"version"}.

The operation "Describe" asks which names the client has, {"Operation", "Part"}. The part is "request", "answer",
"client-events", "service-events" or "exceptions"; the answer's members are {"members": [{"name", "kind", "required"}]}
with names as the users of the client write them, or {"exceptions": [name]}.
"""

import base64
import json
import os
import sys
import threading
from concurrent.futures import ThreadPoolExecutor

TARGET = json.loads(os.environ["CONFORMANCE_TARGET"])
PRINTING = threading.Lock()
# The real standard output: a client may have to print into something else.
OUT = sys.stdout


def serve(version, answer, at_once=1):
    """Answers every request with `answer(operation, members, caller)`, some of them at the same time."""
    tell({"version": version})
    with ThreadPoolExecutor(at_once) as pool:
        for line in sys.stdin:
            pool.submit(reply, json.loads(line), answer)


def reply(asked, answer):
    """Answers one request, whatever happens."""
    try:
        told = answer(asked["operation"], asked["members"], asked["caller"])
    except Exception as problem:  # The program that asked tells what broke.
        told = {"broken": f"{type(problem).__name__}: {problem}"}
    tell({"id": asked["id"]} | told)


def tell(answer):
    """Prints one line."""
    with PRINTING:
        print(json.dumps(answer, default=encoded), file=OUT, flush=True)


def encoded(value):
    """Bytes as they are on the wire."""
    return base64.b64encode(value).decode()
