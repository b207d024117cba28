variable "vpc_id" {}
variable "tier" {}
variable "block" {}

resource "aws_subnet" "tier" {
  count             = 2
  vpc_id            = var.vpc_id
  cidr_block        = cidrsubnet(var.block, 2, count.index)
  availability_zone = ["us-east-1a", "us-east-1b"][count.index]
  tags              = { Name = "${var.tier}-${count.index}", Tier = var.tier }
}

output "ids" {
  value = aws_subnet.tier[*].id
}
