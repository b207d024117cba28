"""Who made an unmanaged object: by tags, paths and names, and never by what anybody could write."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from driftmgr.providers.aws.owners import kms_owner, name_owner, role_owner, secret_owner, tag_owner


@pytest.mark.parametrize(
    ("tags", "expected"),
    [
        ({"aws:cloudformation:stack-name": "shop", "Name": "x"}, "cloudformation:shop"),
        (
            {"aws:cloudformation:stack-name": "shop", "aws:autoscaling:groupName": "web"},
            "cloudformation:shop",
        ),
        ({"aws:autoscaling:groupName": "web"}, "autoscaling:web"),
        ({"aws:autoscaling:groupName": "eks-1", "eks:cluster-name": "blue"}, "eks:blue"),
        ({"aws:eks:cluster-name": "blue"}, "eks:blue"),
        ({"kubernetes.io/cluster/blue": "owned"}, "kubernetes:blue"),
        ({"kubernetes.io/cluster/blue": "shared"}, None),
        ({"k8s.io/cluster-autoscaler/blue": "owned"}, None),
        ({"elbv2.k8s.aws/cluster": "blue"}, "kubernetes:blue"),
        ({"ebs.csi.aws.com/cluster": "true"}, "kubernetes"),
        ({"elasticbeanstalk:environment-name": "shop-prod"}, "elasticbeanstalk:shop-prod"),
        ({"aws:elasticmapreduce:job-flow-id": "j-1"}, "elasticmapreduce:j-1"),
        ({"aws:elasticmapreduce:instance-group-role": "CORE"}, "elasticmapreduce"),
        ({"aws:servicecatalog:portfolioArn": "arn"}, "servicecatalog"),
        ({"aws:ecs:clusterName": "jobs"}, "ecs:jobs"),
        ({"aws:ecs:serviceName": ""}, "ecs"),
        ({"aws:backup:source-resource": "vol-1"}, "backup:vol-1"),
        ({"aws:secretsmanager:owningService": "rds"}, "aws"),
        ({"Name": "web", "Team": "shop"}, None),
        ({"aws:createdBy": "somebody"}, None),
        ({}, None),
    ],
)
def test_tags(tags, expected):
    assert tag_owner(tags) == expected


@given(st.dictionaries(st.text("abcXYZ-_ ", max_size=10), st.text(max_size=10), max_size=5))
def test_ordinary_tags_have_no_owner(tags):
    assert tag_owner(tags) is None


@pytest.mark.parametrize(
    ("path", "name", "expected"),
    [
        (
            "/aws-service-role/elasticloadbalancing.amazonaws.com/",
            "AWSServiceRoleForElasticLoadBalancing",
            "aws",
        ),
        ("/aws-reserved/sso.amazonaws.com/eu-west-1/", "AWSReservedSSO_Admin_1", "sso"),
        ("/aws-reserved/other/", "x", "aws"),
        ("/", "OrganizationAccountAccessRole", "organizations"),
        ("/", "stacksets-exec-0a1b", "cloudformation:stacksets"),
        ("/", "AWSControlTowerExecution", "controltower"),
        ("/", "aws-controltower-ForwardSnsNotificationRole", "controltower"),
        ("/service-role/", "lambda-role", None),
        ("/", "app", None),
        # Anybody may name a role so; only AWS can create below the reserved path.
        ("/", "AWSServiceRoleForBackdoors", None),
        ("/", "AWSReservedSSO_Admin_1", None),
        ("/x/aws-service-role/", "x", None),
    ],
)
def test_roles(path, name, expected):
    assert role_owner(path, name) == expected


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("aws-controltower-BaselineCloudTrail", "controltower"),
        ("StackSet-AWSControlTowerBP-1", "controltower"),
        ("StackSet-baseline-1", "cloudformation:stacksets"),
        ("my-aws-controltower-topic", None),
        ("", None),
    ],
)
def test_names(name, expected):
    assert name_owner(name) == expected


@pytest.mark.parametrize(
    ("manager", "alias", "expected"),
    [
        ("AWS", "", "aws"),
        ("", "alias/aws/s3", "aws"),
        ("CUSTOMER", "alias/app", None),
        ("", "alias/awsome", None),
    ],
)
def test_keys(manager, alias, expected):
    assert kms_owner(manager, alias) == expected


@pytest.mark.parametrize(
    ("service", "name", "expected"),
    [
        ("rds", "rds!cluster-1", "aws:rds"),
        ("", "rds!cluster-1", "aws:rds"),
        ("", "aws/redshift/x", "aws:redshift"),
        ("", "app/password", None),
    ],
)
def test_secrets(service, name, expected):
    assert secret_owner(service, name) == expected
