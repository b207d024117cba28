# Clusters, services and task definitions in the shapes that provider 3 knows.

resource "aws_ecs_cluster" "main" {
  name               = "main"
  capacity_providers = ["FARGATE", "FARGATE_SPOT"]
  default_capacity_provider_strategy {
    capacity_provider = "FARGATE"
    weight            = 1
    base              = 1
  }
  setting {
    name  = "containerInsights"
    value = "enabled"
  }
  tags = { Team = "web" }
}

resource "aws_ecs_cluster" "plain" {
  name = "plain"
}

resource "aws_iam_role" "task" {
  name               = "task"
  assume_role_policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = "ecs-tasks.amazonaws.com" } }] })
}

resource "aws_vpc" "main" {
  cidr_block = "10.9.0.0/16"
}

resource "aws_subnet" "main" {
  vpc_id     = aws_vpc.main.id
  cidr_block = "10.9.1.0/24"
}

resource "aws_security_group" "main" {
  name   = "containers"
  vpc_id = aws_vpc.main.id
}

resource "aws_lb_target_group" "web" {
  name        = "web"
  port        = 80
  protocol    = "HTTP"
  target_type = "ip"
  vpc_id      = aws_vpc.main.id
}

resource "aws_ecs_task_definition" "web" {
  family                   = "web"
  network_mode             = "awsvpc"
  requires_compatibilities = ["FARGATE"]
  cpu                      = 256
  memory                   = 512
  task_role_arn            = aws_iam_role.task.arn
  execution_role_arn       = aws_iam_role.task.arn
  container_definitions = jsonencode([
    {
      name         = "web"
      image        = "nginx:1.27"
      essential    = true
      portMappings = [{ containerPort = 80 }]
      environment  = [{ name = "Z", value = "1" }, { name = "A", value = "2" }]
      logConfiguration = {
        logDriver = "awslogs"
        options   = { "awslogs-group" = "/web", "awslogs-region" = "us-east-1", "awslogs-stream-prefix" = "web" }
      }
    },
    { name = "proxy", image = "envoy:1", essential = false, memoryReservation = 64 },
  ])
  volume {
    name = "files"
    efs_volume_configuration {
      file_system_id = "fs-12345678"
      root_directory = "/data"
    }
  }
  tags = { Team = "web" }
}

resource "aws_ecs_task_definition" "batch" {
  family       = "batch"
  network_mode = "awsvpc"
  container_definitions = jsonencode([
    { name = "job", image = "busybox", memory = 64, command = ["echo", "hello"], mountPoints = [{ sourceVolume = "tmp", containerPath = "/tmp" }] },
  ])
  volume {
    name      = "tmp"
    host_path = "/tmp"
  }
  placement_constraints {
    type       = "memberOf"
    expression = "attribute:ecs.availability-zone in [us-east-1a]"
  }
}

resource "aws_ecs_service" "web" {
  name                               = "web"
  cluster                            = aws_ecs_cluster.main.id
  task_definition                    = aws_ecs_task_definition.web.arn
  desired_count                      = 2
  launch_type                        = "FARGATE"
  deployment_maximum_percent         = 150
  deployment_minimum_healthy_percent = 50
  enable_execute_command             = false
  network_configuration {
    subnets          = [aws_subnet.main.id]
    security_groups  = [aws_security_group.main.id]
    assign_public_ip = false
  }
  load_balancer {
    target_group_arn = aws_lb_target_group.web.arn
    container_name   = "web"
    container_port   = 80
  }
  tags = { Team = "web" }
}

resource "aws_ecs_service" "batch" {
  name            = "batch"
  cluster         = aws_ecs_cluster.plain.id
  task_definition = "${aws_ecs_task_definition.batch.family}:${aws_ecs_task_definition.batch.revision}"
  desired_count   = 1
  network_configuration {
    subnets = [aws_subnet.main.id]
  }
  ordered_placement_strategy {
    type  = "spread"
    field = "attribute:ecs.availability-zone"
  }
  ordered_placement_strategy {
    type  = "binpack"
    field = "memory"
  }
}
