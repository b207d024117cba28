# Parts of what the configuration `groups` owns, by another team.

data "aws_security_group" "app" {
  name = "app"
}

data "aws_route_table" "app" {
  filter {
    name   = "association.main"
    values = ["false"]
  }
}

resource "aws_security_group_rule" "ssh" {
  type              = "ingress"
  security_group_id = data.aws_security_group.app.id
  cidr_blocks       = ["10.1.0.0/16", "10.2.0.0/16"]
  from_port         = 22
  to_port           = 22
  protocol          = "tcp"
}

resource "aws_security_group_rule" "out" {
  type              = "egress"
  security_group_id = data.aws_security_group.app.id
  cidr_blocks       = ["0.0.0.0/0"]
  from_port         = 443
  to_port           = 443
  protocol          = "tcp"
}

resource "aws_internet_gateway" "app" {
  vpc_id = data.aws_security_group.app.vpc_id
}

resource "aws_route" "app" {
  route_table_id         = data.aws_route_table.app.id
  destination_cidr_block = "0.0.0.0/0"
  gateway_id             = aws_internet_gateway.app.id
}

resource "aws_iam_role_policy_attachment" "app" {
  role       = "app"
  policy_arn = "arn:aws:iam::aws:policy/ReadOnlyAccess"
}

resource "aws_iam_role_policy" "app" {
  name   = "logs"
  role   = "app"
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "logs:*", Resource = "*" }] })
}
