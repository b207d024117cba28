# Two regions, a module called twice, count and for_each, and every place where Terraform keeps the rules of a
# security group, the routes of a table and the entries of an ACL: inside their owner, and as resources of their own.

resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
  tags       = { Name = "main", Env = "prod" }
}

resource "aws_internet_gateway" "main" {
  vpc_id = aws_vpc.main.id
}

module "subnets" {
  source   = "./subnets"
  for_each = { public = "10.0.16.0/20", private = "10.0.32.0/20" }
  vpc_id   = aws_vpc.main.id
  tier     = each.key
  block    = each.value
}

# -- routes: inline, split, and both kinds of target

resource "aws_route_table" "inline" {
  vpc_id = aws_vpc.main.id
  route {
    cidr_block = "0.0.0.0/0"
    gateway_id = aws_internet_gateway.main.id
  }
  tags = { Name = "inline" }
}

resource "aws_route_table" "split" {
  vpc_id = aws_vpc.main.id
}

resource "aws_route" "out" {
  route_table_id         = aws_route_table.split.id
  destination_cidr_block = "0.0.0.0/0"
  nat_gateway_id         = aws_nat_gateway.main.id
}

resource "aws_route" "office" {
  route_table_id         = aws_route_table.split.id
  destination_cidr_block = "192.168.0.0/16"
  gateway_id             = aws_internet_gateway.main.id
}

resource "aws_route_table_association" "public" {
  count          = 2
  subnet_id      = module.subnets["public"].ids[count.index]
  route_table_id = aws_route_table.inline.id
}

resource "aws_eip" "nat" {
  vpc  = true
  tags = { Name = "nat" }
}

resource "aws_nat_gateway" "main" {
  allocation_id = aws_eip.nat.id
  subnet_id     = module.subnets["public"].ids[0]
  tags          = { Name = "main" }
}

resource "aws_vpc_endpoint" "s3" {
  vpc_id          = aws_vpc.main.id
  service_name    = "com.amazonaws.us-east-1.s3"
  route_table_ids = [aws_route_table.split.id]
}

# -- network ACLs

resource "aws_network_acl" "inline" {
  vpc_id     = aws_vpc.main.id
  subnet_ids = [module.subnets["private"].ids[0]]
  ingress {
    rule_no    = 100
    protocol   = "tcp"
    action     = "allow"
    cidr_block = "10.0.0.0/8"
    from_port  = 443
    to_port    = 443
  }
  egress {
    rule_no    = 100
    protocol   = "-1"
    action     = "allow"
    cidr_block = "0.0.0.0/0"
    from_port  = 0
    to_port    = 0
  }
}

resource "aws_network_acl" "split" {
  vpc_id = aws_vpc.main.id
}

resource "aws_network_acl_rule" "ssh" {
  network_acl_id = aws_network_acl.split.id
  rule_number    = 200
  protocol       = "tcp"
  rule_action    = "allow"
  cidr_block     = "10.0.0.0/8"
  from_port      = 22
  to_port        = 22
}

# -- security groups

resource "aws_security_group" "web" {
  name        = "web"
  description = "web tier"
  vpc_id      = aws_vpc.main.id
  ingress {
    description = "https"
    from_port   = 443
    to_port     = 443
    protocol    = "tcp"
    cidr_blocks = ["0.0.0.0/0"]
  }
  ingress {
    from_port   = 8080
    to_port     = 8090
    protocol    = "tcp"
    cidr_blocks = ["10.0.0.0/8", "172.16.0.0/12"]
  }
  egress {
    from_port   = 0
    to_port     = 0
    protocol    = "-1"
    cidr_blocks = ["0.0.0.0/0"]
  }
  tags = { Name = "web" }
}

resource "aws_security_group" "db" {
  name        = "db"
  description = "db tier"
  vpc_id      = aws_vpc.main.id
}

resource "aws_security_group_rule" "db_from_web" {
  type                     = "ingress"
  security_group_id        = aws_security_group.db.id
  source_security_group_id = aws_security_group.web.id
  from_port                = 5432
  to_port                  = 5432
  protocol                 = "tcp"
  description              = "from web"
}

resource "aws_security_group_rule" "db_from_offices" {
  type              = "ingress"
  security_group_id = aws_security_group.db.id
  cidr_blocks       = ["10.10.0.0/16", "10.20.0.0/16"]
  from_port         = 5432
  to_port           = 5432
  protocol          = "tcp"
}

resource "aws_security_group_rule" "db_out" {
  type              = "egress"
  security_group_id = aws_security_group.db.id
  cidr_blocks       = ["10.0.0.0/16"]
  from_port         = 443
  to_port           = 443
  protocol          = "tcp"
}

resource "aws_default_security_group" "main" {
  vpc_id = aws_vpc.main.id
}

# -- another region, with the same names

resource "aws_vpc" "twin" {
  provider   = aws.eu-west-1
  cidr_block = "10.0.0.0/16"
  tags       = { Name = "main", Env = "prod" }
}

resource "aws_security_group" "twin" {
  provider    = aws.eu-west-1
  name        = "web"
  description = "web tier"
  vpc_id      = aws_vpc.twin.id
  ingress {
    from_port        = 443
    to_port          = 443
    protocol         = "tcp"
    ipv6_cidr_blocks = ["::/0"]
    self             = true
  }
}
