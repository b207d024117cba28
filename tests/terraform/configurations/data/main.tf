# Databases, tables, logs and alarms beyond what the estates have.

resource "aws_dynamodb_table" "full" {
  name           = "full"
  billing_mode   = "PROVISIONED"
  read_capacity  = 4
  write_capacity = 2
  hash_key       = "pk"
  range_key      = "sk"
  attribute {
    name = "pk"
    type = "S"
  }
  attribute {
    name = "sk"
    type = "N"
  }
  attribute {
    name = "kind"
    type = "S"
  }
  global_secondary_index {
    name               = "by-kind"
    hash_key           = "kind"
    range_key          = "sk"
    projection_type    = "INCLUDE"
    non_key_attributes = ["b", "a"]
    read_capacity      = 3
    write_capacity     = 1
  }
  local_secondary_index {
    name            = "by-kind-local"
    range_key       = "kind"
    projection_type = "KEYS_ONLY"
  }
  ttl {
    attribute_name = "expires"
    enabled        = true
  }
  point_in_time_recovery {
    enabled = true
  }
  tags = { Team = "data" }
}

resource "aws_cloudwatch_log_group" "forever" {
  name = "forever"
}

resource "aws_kms_key" "logs" {
  description = "logs"
}

resource "aws_cloudwatch_log_group" "kept" {
  name              = "/kept"
  retention_in_days = 365
  kms_key_id        = aws_kms_key.logs.arn
  tags              = { Team = "data" }
}

resource "aws_cloudwatch_metric_alarm" "plain" {
  alarm_name          = "plain"
  comparison_operator = "LessThanThreshold"
  evaluation_periods  = 3
  datapoints_to_alarm = 2
  metric_name         = "HealthyHostCount"
  namespace           = "AWS/ApplicationELB"
  period              = 60
  extended_statistic  = "p90"
  threshold           = 0.5
  treat_missing_data  = "breaching"
  unit                = "Count"
  dimensions          = { LoadBalancer = "app/web/1", TargetGroup = "targetgroup/web/2" }
  alarm_actions       = ["arn:aws:sns:us-east-1:123456789012:b", "arn:aws:sns:us-east-1:123456789012:a"]
  ok_actions          = ["arn:aws:sns:us-east-1:123456789012:a"]
}

resource "aws_cloudwatch_metric_alarm" "expression" {
  alarm_name          = "expression"
  comparison_operator = "GreaterThanOrEqualToThreshold"
  evaluation_periods  = 2
  threshold           = 10
  metric_query {
    id          = "e1"
    expression  = "m2/m1*100"
    label       = "Error rate"
    return_data = true
  }
  metric_query {
    id = "m1"
    metric {
      metric_name = "RequestCount"
      namespace   = "AWS/ApplicationELB"
      period      = 120
      stat        = "Sum"
      unit        = "Count"
      dimensions  = { LoadBalancer = "app/web" }
    }
  }
  metric_query {
    id = "m2"
    metric {
      metric_name = "HTTPCode_ELB_5XX_Count"
      namespace   = "AWS/ApplicationELB"
      period      = 120
      stat        = "Sum"
      unit        = "Count"
      dimensions  = { LoadBalancer = "app/web" }
    }
  }
  tags = { Team = "web" }
}

resource "aws_db_parameter_group" "pg" {
  name   = "tuned-pg"
  family = "postgres12"
  parameter {
    name  = "log_connections"
    value = "1"
  }
  parameter {
    name         = "rds.force_ssl"
    value        = "1"
    apply_method = "pending-reboot"
  }
  tags = { Team = "data" }
}

resource "aws_db_instance" "mysql" {
  identifier                      = "shop"
  engine                          = "mysql"
  engine_version                  = "8.0"
  instance_class                  = "db.t3.micro"
  allocated_storage               = 20
  max_allocated_storage           = 100
  name                            = "shop"
  username                        = "root1"
  password                        = "not-a-secret"
  storage_encrypted               = true
  multi_az                        = true
  backup_retention_period         = 14
  backup_window                   = "03:00-04:00"
  maintenance_window              = "Sun:05:00-Sun:06:00"
  deletion_protection             = true
  enabled_cloudwatch_logs_exports = ["error", "slowquery"]
  copy_tags_to_snapshot           = true
  skip_final_snapshot             = true
  tags                            = { Team = "shop" }
}
