"""The guards of `conftest.py` do guard."""

import os
import socket
from urllib.parse import urlsplit

import boto3
import pytest
from pytest_socket import SocketBlockedError, SocketConnectBlockedError

from tests.servers import MotoServer


@pytest.mark.filterwarnings("ignore:A test tried")
def test_an_unmarked_test_opens_no_socket():
    with pytest.raises(SocketBlockedError):
        socket.create_connection(("127.0.0.1", 9))


@pytest.mark.network
@pytest.mark.filterwarnings("ignore:A test tried")
def test_a_marked_test_reaches_this_machine_only():
    with pytest.raises(SocketConnectBlockedError):
        socket.create_connection(("192.0.2.1", 9))  # TEST-NET-1 (RFC 5737)


def test_no_credentials_are_seen():
    assert boto3.Session().get_credentials() is None
    assert not [name for name in os.environ if name.startswith(("AZURE_", "GOOGLE_", "TF_"))]


@pytest.mark.network
def test_the_emulated_aws_is_empty_again_for_each_test(aws_env: MotoServer):
    assert urlsplit(aws_env.url).hostname == "127.0.0.1"
    s3 = boto3.client("s3")
    s3.create_bucket(Bucket="left-behind")
    aws_env.reset()
    assert boto3.client("s3").list_buckets()["Buckets"] == []
    managed = boto3.client("iam").get_policy(PolicyArn="arn:aws:iam::aws:policy/ReadOnlyAccess")
    assert managed["Policy"]["PolicyName"] == "ReadOnlyAccess"
