"""Quick sessions do what botocore's own do."""

import json
from pathlib import Path
from typing import Any

import pytest
from botocore.exceptions import DataNotFoundError, UnknownServiceError
from botocore.loaders import Loader
from botocore.utils import parse_timestamp

from driftmgr.providers.aws.sessions import new_session, quick_loader, read_timestamp


@pytest.mark.parametrize(
    "value",
    [
        "2024-02-29T23:59:59Z",
        "2024-02-29T23:59:59.123Z",
        "2024-02-29T23:59:59.123456Z",
        "20240229T235959Z",
        "2024-02-29T23:59:59+02:00",
        "Thu, 29 Feb 2024 23:59:59 GMT",
        1709251199,
        1709251199.5,
        "1709251199",
    ],
)
def test_timestamps_are_those_of_botocore(value: Any):
    assert read_timestamp(value) == parse_timestamp(value)
    assert read_timestamp(value).utcoffset() == parse_timestamp(value).utcoffset()


def test_what_is_no_timestamp_fails_as_in_botocore():
    with pytest.raises(ValueError, match="Invalid timestamp"):
        read_timestamp("yesterdayZ")


@pytest.mark.parametrize("service", ["ec2", "s3", "sts"])
@pytest.mark.parametrize("kind", ["service-2", "paginators-1", "waiters-2", "endpoint-rule-set-1"])
def test_models_are_those_of_botocore(service: str, kind: str):
    usual = Loader()
    try:
        wanted = usual.load_service_model(service, kind)
    except DataNotFoundError:
        with pytest.raises(DataNotFoundError):
            quick_loader(usual).load_service_model(service, kind)
    else:
        assert quick_loader(usual).load_service_model(service, kind) == wanted


def test_an_unknown_service_is_told():
    with pytest.raises(UnknownServiceError):
        quick_loader(Loader()).load_service_model("no-such-service", "service-2")


def test_models_of_the_user_come_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    own = tmp_path / "sts" / "2011-06-15"
    own.mkdir(parents=True)
    paginators = {"pagination": {"GetCallerIdentity": {"result_key": "Arn"}}}
    (own / "paginators-1.json").write_text(json.dumps(paginators))
    monkeypatch.setenv("AWS_DATA_PATH", str(tmp_path))
    client = new_session(region_name="us-east-1").client(
        "sts", aws_access_key_id="testing", aws_secret_access_key="testing"
    )
    assert client.can_paginate("get_caller_identity")
    assert not client.can_paginate("get_session_token")
