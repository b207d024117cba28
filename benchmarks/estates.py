"""Configurations of a thousand resources, by how many of each type."""

from collections.abc import Mapping

EC2: Mapping[str, int] = {
    "aws_vpc": 4,
    "aws_internet_gateway": 4,
    "aws_subnet": 180,
    "aws_security_group": 200,
    "aws_route_table": 90,
    "aws_network_interface": 40,
    "aws_ebs_volume": 160,
    "aws_eip": 72,
    "aws_key_pair": 50,
    "aws_instance": 200,
}

MIXED: Mapping[str, int] = {name: count // 2 for name, count in EC2.items()} | {
    "aws_s3_bucket": 100,
    "aws_sqs_queue": 100,
    "aws_sns_topic": 100,
    "aws_cloudwatch_log_group": 100,
    "aws_iam_role": 100,
}

_TAGS = 'tags = { Name = "r-${count.index}", Team = "platform", Env = "prod" }'
_IN_VPC = "aws_vpc.r[count.index % length(aws_vpc.r)].id"
_TRUST = """jsonencode({ Version = "2012-10-17", Statement = [
    { Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = "ec2.amazonaws.com" } }] })"""

_BODIES = {
    "aws_vpc": 'cidr_block = "10.${count.index}.0.0/16"',
    "aws_internet_gateway": f"vpc_id = {_IN_VPC}",
    "aws_subnet": f"""vpc_id = {_IN_VPC}
  cidr_block = "10.${{count.index % length(aws_vpc.r)}}.${{floor(count.index / length(aws_vpc.r))}}.0/24"
  availability_zone = "us-east-1a\"""",
    "aws_security_group": f"""name = "group-${{count.index}}"
  vpc_id = {_IN_VPC}
  ingress {{
    from_port = 443
    to_port = 443
    protocol = "tcp"
    cidr_blocks = ["10.0.0.0/8", "192.168.0.0/16"]
  }}
  egress {{
    from_port = 0
    to_port = 0
    protocol = "-1"
    cidr_blocks = ["0.0.0.0/0"]
  }}""",
    "aws_route_table": f"""vpc_id = {_IN_VPC}
  route {{
    cidr_block = "0.0.0.0/0"
    gateway_id = aws_internet_gateway.r[count.index % length(aws_internet_gateway.r)].id
  }}""",
    "aws_network_interface": "subnet_id = aws_subnet.r[count.index % length(aws_subnet.r)].id",
    "aws_ebs_volume": """availability_zone = "us-east-1a"
  size = 10
  type = "gp2\"""",
    "aws_eip": "vpc = true",
    "aws_key_pair": """key_name = "key-${count.index}"
  public_key = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIPkaJ5kyf0pDg3Z1J1gVfYqBq2oQzL0p0iQ2xVb3uQ8h key\"""",
    "aws_instance": """ami = "ami-12c6146b"
  instance_type = "t3.micro"
  subnet_id = aws_subnet.r[count.index % length(aws_subnet.r)].id""",
    "aws_s3_bucket": """bucket = "bucket-${count.index}"
  acl = "private"
  versioning { enabled = true }""",
    "aws_sqs_queue": 'name = "queue-${count.index}"',
    "aws_sns_topic": 'name = "topic-${count.index}"',
    "aws_cloudwatch_log_group": """name = "/app/${count.index}"
  retention_in_days = 14""",
    "aws_iam_role": f"""name = "role-${{count.index}}"
  assume_role_policy = {_TRUST}""",
}


def configuration(composition: Mapping[str, int]) -> str:
    """The resources in Terraform's language; those of one type are one resource with a count, named `r`."""
    return "\n".join(
        f'resource "{name}" "r" {{\n  count = {count}\n  {_BODIES[name]}\n  {_TAGS}\n}}\n'
        for name, count in composition.items()
    )


def described(composition: Mapping[str, int]) -> str:
    """For people: `160 subnet, 220 security_group`."""
    return ", ".join(f"{count} {name.removeprefix('aws_')}" for name, count in composition.items())
