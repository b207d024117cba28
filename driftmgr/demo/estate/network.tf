# Two regions with the same network: recorded in network.tfstate.
variable "cidr" {
  default = { us-east-1 = "10.10.0.0/16", eu-west-1 = "10.20.0.0/16" }
}

locals {
  tags = { Team = "network", Env = "prod" }
}

resource "aws_vpc" "us" {
  cidr_block           = var.cidr["us-east-1"]
  enable_dns_hostnames = true
  tags                 = merge(local.tags, { Name = "shop-us" })
}

resource "aws_subnet" "us_public" {
  count                   = 2
  vpc_id                  = aws_vpc.us.id
  cidr_block              = cidrsubnet(aws_vpc.us.cidr_block, 8, count.index)
  availability_zone       = element(["us-east-1a", "us-east-1b"], count.index)
  map_public_ip_on_launch = true
  tags                    = merge(local.tags, { Name = "public-${count.index}" })
}

resource "aws_subnet" "us_private" {
  for_each          = { a = 10, b = 11 }
  vpc_id            = aws_vpc.us.id
  cidr_block        = cidrsubnet(aws_vpc.us.cidr_block, 8, each.value)
  availability_zone = "us-east-1${each.key}"
  tags              = merge(local.tags, { Name = "private-${each.key}" })
}

resource "aws_internet_gateway" "us" {
  vpc_id = aws_vpc.us.id
  tags   = local.tags
}

resource "aws_eip" "office" {
  vpc  = true
  tags = merge(local.tags, { Name = "office" })
}

resource "aws_route" "eu_out" {
  provider               = aws.eu-west-1
  route_table_id         = aws_route_table.eu.id
  destination_cidr_block = "0.0.0.0/0"
  gateway_id             = aws_internet_gateway.eu.id
}

resource "aws_route_table" "us_public" {
  vpc_id = aws_vpc.us.id
  route {
    cidr_block = "0.0.0.0/0"
    gateway_id = aws_internet_gateway.us.id
  }
  tags = merge(local.tags, { Name = "public" })
}

resource "aws_route_table" "us_private" {
  vpc_id = aws_vpc.us.id
  tags   = merge(local.tags, { Name = "private" })
}

resource "aws_route_table_association" "us_public" {
  count          = 2
  subnet_id      = aws_subnet.us_public[count.index].id
  route_table_id = aws_route_table.us_public.id
}

resource "aws_route_table_association" "us_private" {
  for_each       = aws_subnet.us_private
  subnet_id      = each.value.id
  route_table_id = aws_route_table.us_private.id
}

resource "aws_security_group" "web" {
  name        = "web"
  description = "public web"
  vpc_id      = aws_vpc.us.id
  ingress {
    description = "https"
    from_port   = 443
    to_port     = 443
    protocol    = "tcp"
    cidr_blocks = ["0.0.0.0/0"]
  }
  egress {
    from_port   = 0
    to_port     = 0
    protocol    = "-1"
    cidr_blocks = ["0.0.0.0/0"]
  }
  tags = local.tags
}

resource "aws_security_group" "app" {
  name        = "app"
  description = "application servers"
  vpc_id      = aws_vpc.us.id
  tags        = local.tags
}

resource "aws_security_group_rule" "app_from_web" {
  type                     = "ingress"
  security_group_id        = aws_security_group.app.id
  from_port                = 8080
  to_port                  = 8080
  protocol                 = "tcp"
  source_security_group_id = aws_security_group.web.id
}

resource "aws_security_group_rule" "app_out" {
  type              = "egress"
  security_group_id = aws_security_group.app.id
  from_port         = 0
  to_port           = 65535
  protocol          = "tcp"
  cidr_blocks       = ["10.10.0.0/16"]
}

resource "aws_network_acl" "us_private" {
  vpc_id     = aws_vpc.us.id
  subnet_ids = [for subnet in aws_subnet.us_private : subnet.id]
  ingress {
    rule_no    = 100
    action     = "allow"
    protocol   = "tcp"
    from_port  = 0
    to_port    = 65535
    cidr_block = "10.10.0.0/16"
  }
  egress {
    rule_no    = 100
    action     = "allow"
    protocol   = "-1"
    from_port  = 0
    to_port    = 0
    cidr_block = "0.0.0.0/0"
  }
  tags = local.tags
}

resource "aws_vpc" "eu" {
  provider   = aws.eu-west-1
  cidr_block = var.cidr["eu-west-1"]
  tags       = merge(local.tags, { Name = "shop-eu" })
}

resource "aws_subnet" "eu_private" {
  provider          = aws.eu-west-1
  count             = 2
  vpc_id            = aws_vpc.eu.id
  cidr_block        = cidrsubnet(aws_vpc.eu.cidr_block, 8, count.index)
  availability_zone = element(["eu-west-1a", "eu-west-1b"], count.index)
  tags              = merge(local.tags, { Name = "eu-${count.index}" })
}

resource "aws_internet_gateway" "eu" {
  provider = aws.eu-west-1
  vpc_id   = aws_vpc.eu.id
  tags     = local.tags
}

resource "aws_route_table" "eu" {
  provider = aws.eu-west-1
  vpc_id   = aws_vpc.eu.id
  tags     = local.tags
}

resource "aws_route_table_association" "eu" {
  provider       = aws.eu-west-1
  count          = 2
  subnet_id      = aws_subnet.eu_private[count.index].id
  route_table_id = aws_route_table.eu.id
}

resource "aws_security_group" "eu_app" {
  provider    = aws.eu-west-1
  name        = "app"
  description = "application servers"
  vpc_id      = aws_vpc.eu.id
  ingress {
    from_port   = 8080
    to_port     = 8080
    protocol    = "tcp"
    cidr_blocks = ["10.20.0.0/16"]
  }
  tags = local.tags
}
