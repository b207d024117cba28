"""Tables of DynamoDB, and the calls that tell about each: a list of names, and four calls for a table."""

from collections.abc import Iterable, Iterator, Mapping

from driftmgr.resources.listing import Api, Detail, Item, Listing, Need

# Answered for every table alike, so these are never empty; what a table lacks is missing from the answer.
# https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TableDescription.html
_DESCRIBED = (
    "attribute",
    "billing_mode",
    "deletion_protection_enabled",
    "global_secondary_index",
    "global_table_witness",
    "hash_key",
    "local_secondary_index",
    "on_demand_throughput",
    "range_key",
    "read_capacity",
    "replica",
    "server_side_encryption",
    "stream_enabled",
    "stream_view_type",
    "table_class",
    "write_capacity",
)


def tables(api: Api) -> Iterator[Item]:
    """Every table, with its ARN, which its tags are asked by: ListTables tells names alone, so one table is described.

    Where not one can be described, ARNs stay empty, and the details say themselves why they cannot be read.
    """
    names = list(api.pages("list_tables", "TableNames"))
    prefix = _arn_prefix(api, names)
    for name in names:
        yield {"TableName": name, "TableArn": f"{prefix}{name}" if prefix else ""}


def _arn_prefix(api: Api, names: Iterable[str]) -> str:
    from botocore.exceptions import BotoCoreError, ClientError

    for name in names:
        try:
            arn = str(api.call("describe_table", TableName=name)["Table"]["TableArn"])
        except ClientError as failure:
            if failure.response["Error"]["Code"] == "ResourceNotFoundException":
                continue  # deleted since it was listed
            return ""
        except BotoCoreError:
            return ""
        return arn.removesuffix(name)
    return ""


def _named(item: Item) -> Mapping[str, str]:
    return {"TableName": item["TableName"]}


TABLES = Listing(
    service="dynamodb",
    operation="list_tables",
    items="TableNames",
    key=lambda item: str(item["TableName"]),
    read=tables,
    permissions=("dynamodb:ListTables", "dynamodb:DescribeTable"),
    details=(
        Detail(
            name="Table",
            operation="describe_table",
            params=_named,
            take="Table",
            feeds={"aws_dynamodb_table": _DESCRIBED},
            absent=("ResourceNotFoundException",),
            need=Need.SECURITY,
        ),
        Detail(
            name="Backups",
            operation="describe_continuous_backups",
            params=_named,
            take="ContinuousBackupsDescription.PointInTimeRecoveryDescription",
            feeds={"aws_dynamodb_table": ("point_in_time_recovery",)},
            need=Need.SECURITY,
        ),
        Detail(
            name="TimeToLive",
            operation="describe_time_to_live",
            params=_named,
            take="TimeToLiveDescription",
            feeds={"aws_dynamodb_table": ("ttl",)},
        ),
        Detail(
            name="Tags",
            operation="list_tags_of_resource",
            params=lambda item: {"ResourceArn": item["TableArn"]},
            take="Tags",
            paged=True,
            feeds={"aws_dynamodb_table": ("tags",)},
        ),
    ),
)
