"""The aws command, version 1, as a driver of the control plane.

The command runs within this process: Python takes a second to start, and there are many cases.
"""

import contextlib
import io
import json
import os
import re

import awscli
from awscli.clidriver import create_clidriver

from driver import TARGET, serve

SERVICE_ERROR = re.compile(r"An error occurred \((\w+)\) when calling the \w+ operation(?: \([^)]*\))?: (.*)", re.DOTALL)
# As the command prints them before it sends anything.
REFUSALS = ("Parameter validation failed", "Unknown options", "Error parsing parameter", "usage:")


def words(operation, members):
    """The words of a command line."""
    found = ["rekognition", kebab(operation)]
    for name, value in members.items():
        # With an equals sign a value may begin with a dash.
        found.append(f"--{kebab(name)}={value if isinstance(value, str) else json.dumps(value)}")
    return found


def kebab(name):
    """How the command spells a name."""
    return re.sub(r"(?<!^)(?=[A-Z])", "-", name).lower()


def answer(operation, members, caller):
    """Runs the command as a shell would, without its own process."""
    if operation == "Describe":
        return {"refused": "a command has options, no types"}
    if any(isinstance(value, str) and value.startswith(("file://", "fileb://")) for value in members.values()):
        return {"refused": "the command would read a file"}
    set_environment(caller)
    options = ["--endpoint-url", caller["endpoint"], "--region", caller["region"], "--output", "json"]
    if TARGET["ca"]:
        options += ["--ca-bundle", TARGET["ca"]]
    out, complaint = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(complaint):
        try:
            status = create_clidriver().main([*options, *words(operation, members)])
        except SystemExit as end:
            status = end.code
    # The command shows neither the status of HTTP nor the id of the request.
    hidden = {"status": None, "request_id": None}
    if status == 0:
        return hidden | {"members": json.loads(out.getvalue())}
    said = complaint.getvalue().strip()
    error = SERVICE_ERROR.search(said)
    if error:
        return hidden | {"error": error[1], "message": error[2]}
    if any(refusal in said for refusal in REFUSALS):
        # A usage text comes before the reason.
        return {"refused": said.splitlines()[-1]}
    return {"broken": f"exit status {status}: {said}"}


def set_environment(caller):
    """Where the command finds its credentials."""
    nowhere = os.devnull
    os.environ |= {
        "AWS_ACCESS_KEY_ID": caller["access_key"],
        "AWS_SECRET_ACCESS_KEY": caller["secret_key"],
        "AWS_MAX_ATTEMPTS": str(caller["max_attempts"]),
        "AWS_RETRY_MODE": "standard",
        "AWS_CONFIG_FILE": nowhere,
        "AWS_SHARED_CREDENTIALS_FILE": nowhere,
    }
    os.environ.pop("AWS_SESSION_TOKEN", None)
    if caller["session_token"]:
        os.environ["AWS_SESSION_TOKEN"] = caller["session_token"]


serve(awscli.__version__, answer)
