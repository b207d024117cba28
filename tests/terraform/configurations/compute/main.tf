# Machines, databases, containers. No load balancers: they are in `balancing`, and make their tests wait for a minute;
# no names: Route 53 makes every zone and record wait for half a minute.

resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_subnet" "zone" {
  for_each          = { a = "10.0.1.0/24", b = "10.0.2.0/24" }
  vpc_id            = aws_vpc.main.id
  cidr_block        = each.value
  availability_zone = "us-east-1${each.key}"
}

resource "aws_security_group" "web" {
  name        = "web"
  description = "in front"
  vpc_id      = aws_vpc.main.id
  ingress {
    from_port   = 80
    to_port     = 80
    protocol    = "tcp"
    cidr_blocks = ["0.0.0.0/0"]
  }
}

resource "aws_key_pair" "ops" {
  key_name   = "ops"
  public_key = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIFpLzm1fF2tmH8EvPAmoVVmbnGwO6cHXDTQk2xpUbKzT ops@example.com"
}

resource "aws_instance" "app" {
  count         = 2
  ami           = "ami-12c6146b"
  instance_type = "t2.micro"
  key_name      = aws_key_pair.ops.key_name
  subnet_id     = aws_subnet.zone["a"].id
  tags          = { Name = "app-${count.index}", Env = "prod" }
}

resource "aws_ebs_volume" "data" {
  availability_zone = "us-east-1a"
  size              = 20
  type              = "gp3"
  tags              = { Name = "data" }
}

resource "aws_eip" "app" {
  vpc      = true
  instance = aws_instance.app[0].id
  tags     = { Name = "app" }
}

resource "aws_launch_template" "app" {
  name          = "app"
  image_id      = "ami-12c6146b"
  instance_type = "t3.small"
}

resource "aws_autoscaling_group" "app" {
  name                      = "app"
  min_size                  = 0
  max_size                  = 4
  desired_capacity          = 1
  vpc_zone_identifier       = [for subnet in aws_subnet.zone : subnet.id]
  wait_for_capacity_timeout = "0"
  launch_template {
    id      = aws_launch_template.app.id
    version = "$Latest"
  }
  tag {
    key                 = "Team"
    value               = "web"
    propagate_at_launch = true
  }
}

# -- databases

resource "aws_db_subnet_group" "main" {
  name       = "main"
  subnet_ids = [for subnet in aws_subnet.zone : subnet.id]
}

resource "aws_db_parameter_group" "main" {
  name   = "main"
  family = "postgres12"
}

resource "aws_db_instance" "main" {
  identifier              = "main"
  allocated_storage       = 20
  storage_type            = "gp2"
  engine                  = "postgres"
  engine_version          = "12.5"
  instance_class          = "db.t3.micro"
  name                    = "app"
  username                = "master"
  password                = "correct-horse-battery"
  db_subnet_group_name    = aws_db_subnet_group.main.name
  backup_retention_period = 7
  skip_final_snapshot     = true
  tags                    = { Env = "prod" }
}

# -- containers

resource "aws_ecs_cluster" "main" {
  name = "main"
}

resource "aws_ecs_task_definition" "web" {
  family                = "web"
  network_mode          = "awsvpc"
  container_definitions = jsonencode([{ name = "web", image = "nginx:1.21", cpu = 64, memory = 128, essential = true, portMappings = [{ containerPort = 80, hostPort = 80, protocol = "tcp" }], environment = [{ name = "STAGE", value = "prod" }], mountPoints = [], volumesFrom = [] }])
}

resource "aws_ecs_service" "web" {
  name            = "web"
  cluster         = aws_ecs_cluster.main.id
  task_definition = aws_ecs_task_definition.web.arn
  desired_count   = 2
  network_configuration {
    subnets         = [for subnet in aws_subnet.zone : subnet.id]
    security_groups = [aws_security_group.web.id]
  }
}

# -- certificates

resource "aws_acm_certificate" "main" {
  domain_name       = "example.com"
  validation_method = "DNS"
  tags              = { Team = "web" }
}
