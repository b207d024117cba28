# Instances with disks, addresses and interfaces of their own or attached; groups of instances, and what joins them.

resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_subnet" "zone" {
  for_each          = { a = "10.0.1.0/24", b = "10.0.2.0/24" }
  vpc_id            = aws_vpc.main.id
  cidr_block        = each.value
  availability_zone = "us-east-1${each.key}"
}

resource "aws_iam_role" "app" {
  name = "app"
  path = "/team/"
  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Action = "sts:AssumeRole", Effect = "Allow", Principal = { Service = "ec2.amazonaws.com" } }]
  })
}

resource "aws_iam_instance_profile" "app" {
  name = "app"
  role = aws_iam_role.app.name
}

resource "aws_key_pair" "ops" {
  key_name   = "ops"
  public_key = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIFpLzm1fF2tmH8EvPAmoVVmbnGwO6cHXDTQk2xpUbKzT ops@example.com"
}

resource "aws_instance" "disks" {
  ami                                  = "ami-12c6146b"
  instance_type                        = "t3.small"
  subnet_id                            = aws_subnet.zone["a"].id
  key_name                             = aws_key_pair.ops.key_name
  iam_instance_profile                 = aws_iam_instance_profile.app.name
  disable_api_termination              = true
  instance_initiated_shutdown_behavior = "terminate"
  user_data                            = "#!/bin/sh\necho hello\n"
  root_block_device {
    volume_size = 20
    volume_type = "gp2"
  }
  ebs_block_device {
    device_name = "/dev/sdg"
    volume_size = 5
    volume_type = "gp3"
    encrypted   = true
  }
  tags = { Name = "disks" }
}

resource "aws_instance" "base64" {
  ami              = "ami-12c6146b"
  instance_type    = "m5.large"
  subnet_id        = aws_subnet.zone["b"].id
  user_data_base64 = base64encode("#cloud-config\n")
}

resource "aws_ebs_volume" "data" {
  availability_zone = "us-east-1a"
  size              = 40
  type              = "io1"
  iops              = 400
  encrypted         = true
  tags              = { Name = "data" }
}

resource "aws_volume_attachment" "data" {
  device_name = "/dev/sdh"
  volume_id   = aws_ebs_volume.data.id
  instance_id = aws_instance.disks.id
}

resource "aws_eip" "inline" {
  vpc      = true
  instance = aws_instance.disks.id
}

resource "aws_eip" "apart" {
  vpc = true
}

resource "aws_eip_association" "apart" {
  allocation_id = aws_eip.apart.id
  instance_id   = aws_instance.base64.id
}

resource "aws_launch_template" "full" {
  name                    = "full"
  description             = "everything"
  image_id                = "ami-12c6146b"
  instance_type           = "t3.small"
  key_name                = aws_key_pair.ops.key_name
  ebs_optimized           = true
  disable_api_termination = true
  user_data               = base64encode("echo hi")
  block_device_mappings {
    device_name = "/dev/sda1"
    ebs {
      volume_size           = 30
      volume_type           = "gp3"
      encrypted             = true
      delete_on_termination = true
    }
  }
  credit_specification { cpu_credits = "unlimited" }
  iam_instance_profile { name = aws_iam_instance_profile.app.name }
  metadata_options {
    http_endpoint               = "enabled"
    http_tokens                 = "required"
    http_put_response_hop_limit = 1
  }
  monitoring { enabled = true }
  network_interfaces {
    associate_public_ip_address = false
    delete_on_termination       = true
    device_index                = 0
    subnet_id                   = aws_subnet.zone["a"].id
  }
  placement { tenancy = "default" }
  tag_specifications {
    resource_type = "instance"
    tags          = { Name = "from-template" }
  }
  tags = { Team = "web" }
}

resource "aws_launch_template" "plain" {
  name_prefix   = "plain-"
  image_id      = "ami-12c6146b"
  instance_type = "t3.small"
}

resource "aws_lb_target_group" "app" {
  name     = "app"
  port     = 80
  protocol = "HTTP"
  vpc_id   = aws_vpc.main.id
}

resource "aws_autoscaling_group" "inline" {
  name                      = "inline"
  min_size                  = 0
  max_size                  = 3
  vpc_zone_identifier       = [for subnet in aws_subnet.zone : subnet.id]
  target_group_arns         = [aws_lb_target_group.app.arn]
  wait_for_capacity_timeout = "0"
  suspended_processes       = ["AZRebalance"]
  termination_policies      = ["OldestInstance", "Default"]
  health_check_type         = "ELB"
  launch_template {
    id      = aws_launch_template.plain.id
    version = "$Default"
  }
  tag {
    key                 = "Team"
    value               = "web"
    propagate_at_launch = true
  }
  tag {
    key                 = "Note"
    value               = "kept"
    propagate_at_launch = false
  }
}

resource "aws_autoscaling_group" "mixed" {
  name                      = "mixed"
  min_size                  = 0
  max_size                  = 2
  vpc_zone_identifier       = [aws_subnet.zone["a"].id]
  wait_for_capacity_timeout = "0"
  tags                      = [{ key = "Old", value = "form", propagate_at_launch = "true" }]
  mixed_instances_policy {
    instances_distribution {
      on_demand_base_capacity                  = 1
      on_demand_percentage_above_base_capacity = 25
      spot_allocation_strategy                 = "capacity-optimized"
    }
    launch_template {
      launch_template_specification {
        launch_template_id = aws_launch_template.plain.id
        version            = "$Latest"
      }
      override {
        instance_type     = "t3.medium"
        weighted_capacity = "2"
      }
      override { instance_type = "t3.large" }
    }
  }
}

resource "aws_autoscaling_group" "attached" {
  name                      = "attached"
  min_size                  = 0
  max_size                  = 1
  vpc_zone_identifier       = [aws_subnet.zone["b"].id]
  wait_for_capacity_timeout = "0"
  launch_template {
    name    = aws_launch_template.plain.name
    version = "$Latest"
  }
  lifecycle { ignore_changes = [target_group_arns] }
}

resource "aws_autoscaling_attachment" "group" {
  autoscaling_group_name = aws_autoscaling_group.attached.name
  alb_target_group_arn   = aws_lb_target_group.app.arn
}
