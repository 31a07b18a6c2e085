"""boto3 as a driver of the control plane."""

import functools
import re

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError, ParamValidationError

from driver import TARGET, serve

SESSION = boto3.session.Session()
AT_ONCE = 4


@functools.cache
def client(endpoint, access_key, secret_key, session_token, region, max_attempts):
    """One client for each way to call: making one takes longer than a call."""
    return SESSION.client(
        "rekognition",
        region_name=region,
        endpoint_url=endpoint,
        aws_access_key_id=access_key,
        aws_secret_access_key=secret_key,
        aws_session_token=session_token,
        verify=TARGET["ca"] or None,
        config=Config(retries={"total_max_attempts": max_attempts, "mode": "standard"}),
    )


def describe(operation, part):
    """The names that boto3 has for an operation."""
    service = SESSION._session.get_service_model("rekognition")
    if operation not in service.operation_names:
        return {"refused": f"the service model has no {operation}"}
    model = service.operation_model(operation)
    if part == "exceptions":
        told = {"exceptions": [shape.name for shape in model.error_shapes]}
    else:
        told = {"members": list(members_of(model.input_shape if part == "request" else model.output_shape, ""))}
    return {"status": None, "request_id": None, "members": told}


def members_of(shape, place):
    """Every member within a shape, from the outside in."""
    if shape.type_name == "list":
        yield from members_of(shape.member, place)
    if shape.type_name == "structure":
        for name, member in shape.members.items():
            required = name in shape.required_members
            yield {"name": place + name, "kind": kind(member), "required": required}
            yield from members_of(member, f"{place}{name}.")


def kind(shape):
    """What a shape holds."""
    if shape.type_name == "list":
        return f"list of {kind(shape.member)}"
    return {"long": "integer", "double": "float"}.get(shape.type_name, shape.type_name)


def answer(operation, members, caller):
    """Calls the method that boto3 has for the operation."""
    if operation == "Describe":
        return describe(members["Operation"], members["Part"])
    method = getattr(client(**caller), re.sub(r"(?<!^)(?=[A-Z])", "_", operation).lower())
    try:
        told = method(**members)
    except ParamValidationError as refusal:
        return {"refused": " ".join(str(refusal).split())}
    except ClientError as error:
        head = error.response["ResponseMetadata"]
        said = error.response["Error"]
        return {
            "status": head["HTTPStatusCode"],
            "request_id": head.get("RequestId"),
            "error": said["Code"],
            "message": said["Message"],
        }
    head = told.pop("ResponseMetadata")
    return {"status": head["HTTPStatusCode"], "request_id": head.get("RequestId"), "members": told}


serve(boto3.__version__, answer, AT_ONCE)
