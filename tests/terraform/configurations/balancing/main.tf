# Application and network load balancers: listeners, rules of every kind of action and condition, targets.

resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_subnet" "zone" {
  for_each          = { a = "10.0.1.0/24", b = "10.0.2.0/24" }
  vpc_id            = aws_vpc.main.id
  cidr_block        = each.value
  availability_zone = "us-east-1${each.key}"
}

resource "aws_security_group" "lb" {
  name        = "lb"
  description = "in front"
  vpc_id      = aws_vpc.main.id
}

resource "aws_s3_bucket" "logs" {
  bucket = "access-logs-of-front"
}

resource "aws_acm_certificate" "main" {
  domain_name       = "shop.example.com"
  validation_method = "DNS"
}

resource "aws_acm_certificate" "further" {
  domain_name       = "mail.example.com"
  validation_method = "DNS"
}

resource "aws_instance" "app" {
  count         = 2
  ami           = "ami-12c6146b"
  instance_type = "t2.micro"
  subnet_id     = aws_subnet.zone["a"].id
}

# -- application

resource "aws_lb" "front" {
  name                       = "front"
  internal                   = true
  load_balancer_type         = "application"
  subnets                    = [for subnet in aws_subnet.zone : subnet.id]
  security_groups            = [aws_security_group.lb.id]
  idle_timeout               = 90
  enable_deletion_protection = true
  drop_invalid_header_fields = true
  access_logs {
    bucket  = aws_s3_bucket.logs.bucket
    prefix  = "front"
    enabled = true
  }
  tags = { Team = "web", Env = "prod" }
}

resource "aws_lb_target_group" "web" {
  for_each             = toset(["blue", "green"])
  name                 = each.key
  port                 = 8080
  protocol             = "HTTP"
  vpc_id               = aws_vpc.main.id
  deregistration_delay = 30
  health_check {
    path                = "/health"
    interval            = 15
    matcher             = "200-299"
    healthy_threshold   = 2
    unhealthy_threshold = 4
  }
  stickiness {
    type            = "lb_cookie"
    cookie_duration = 3600
  }
  tags = { Color = each.key }
}

resource "aws_lb_target_group_attachment" "with_port" {
  target_group_arn = aws_lb_target_group.web["blue"].arn
  target_id        = aws_instance.app[0].id
  port             = 8080
}

resource "aws_lb_target_group_attachment" "without_port" {
  target_group_arn = aws_lb_target_group.web["blue"].arn
  target_id        = aws_instance.app[1].id
}

resource "aws_alb_listener" "plain" {
  load_balancer_arn = aws_lb.front.arn
  port              = 80
  protocol          = "HTTP"
  default_action {
    type = "redirect"
    redirect {
      port        = "443"
      protocol    = "HTTPS"
      status_code = "HTTP_301"
    }
  }
}

resource "aws_lb_listener" "secure" {
  load_balancer_arn = aws_lb.front.arn
  port              = 443
  protocol          = "HTTPS"
  ssl_policy        = "ELBSecurityPolicy-TLS-1-2-2017-01"
  certificate_arn   = aws_acm_certificate.main.arn
  default_action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.web["blue"].arn
  }
}

resource "aws_lb_listener_certificate" "further" {
  listener_arn    = aws_lb_listener.secure.arn
  certificate_arn = aws_acm_certificate.further.arn
}

resource "aws_lb_listener_rule" "weighted" {
  listener_arn = aws_lb_listener.secure.arn
  priority     = 10
  action {
    type = "forward"
    forward {
      dynamic "target_group" {
        for_each = { blue = 90, green = 10 }
        content {
          arn    = aws_lb_target_group.web[target_group.key].arn
          weight = target_group.value
        }
      }
      stickiness {
        enabled  = true
        duration = 600
      }
    }
  }
  condition {
    path_pattern { values = ["/api/*", "/v2/*"] }
  }
  condition {
    host_header { values = ["shop.example.com"] }
  }
}

resource "aws_lb_listener_rule" "closed" {
  listener_arn = aws_lb_listener.secure.arn
  priority     = 20
  action {
    type = "fixed-response"
    fixed_response {
      content_type = "text/plain"
      message_body = "closed"
      status_code  = "503"
    }
  }
  condition {
    http_header {
      http_header_name = "X-Closed"
      values           = ["yes"]
    }
  }
  condition {
    source_ip { values = ["10.0.0.0/8"] }
  }
}

resource "aws_lb_listener_rule" "login" {
  listener_arn = aws_lb_listener.secure.arn
  priority     = 30
  action {
    type = "authenticate-oidc"
    authenticate_oidc {
      authorization_endpoint = "https://id.example.com/authorize"
      client_id              = "shop"
      client_secret          = "hidden"
      issuer                 = "https://id.example.com"
      token_endpoint         = "https://id.example.com/token"
      user_info_endpoint     = "https://id.example.com/me"
    }
  }
  action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.web["green"].arn
  }
  condition {
    query_string {
      key   = "login"
      value = "1"
    }
    query_string {
      value = "private"
    }
  }
  condition {
    http_request_method { values = ["GET", "HEAD"] }
  }
}

# -- network

resource "aws_alb" "edge" {
  name               = "edge"
  internal           = false
  load_balancer_type = "network"
  subnets            = [for subnet in aws_subnet.zone : subnet.id]
}

resource "aws_alb_target_group" "tcp" {
  name        = "tcp"
  port        = 5432
  protocol    = "TCP"
  target_type = "ip"
  vpc_id      = aws_vpc.main.id
}

resource "aws_alb_target_group_attachment" "ip" {
  target_group_arn = aws_alb_target_group.tcp.arn
  target_id        = "10.0.1.77"
}

resource "aws_lb_listener" "tcp" {
  load_balancer_arn = aws_alb.edge.arn
  port              = 5432
  protocol          = "TCP"
  default_action {
    type             = "forward"
    target_group_arn = aws_alb_target_group.tcp.arn
  }
}

resource "aws_lb_target_group" "function" {
  name        = "function"
  target_type = "lambda"
}
