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
def client(endpoint, access_key, secret_key, session_token, region):
    """One client for each way to call: making one takes longer than a call."""
    return SESSION.client(
        "rekognition",
        region_name=region,
        endpoint_url=endpoint,
        aws_access_key_id=access_key,
        aws_secret_access_key=secret_key,
        aws_session_token=session_token,
        verify=TARGET["ca"] or None,
        config=Config(retries={"total_max_attempts": 1}),
    )


def answer(operation, members, caller):
    """Calls the method that boto3 has for the operation."""
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
