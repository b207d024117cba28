# What runs in the network: recorded in application.tfstate.
locals {
  tags = { Team = "shop", Env = "prod" }
}

resource "aws_iam_role" "service" {
  for_each = toset(["orders", "billing", "reports"])
  name     = "shop-${each.key}"
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Sid       = "Lambda"
      Effect    = "Allow"
      Action    = ["sts:AssumeRole", "sts:TagSession"]
      Principal = { Service = ["lambda.amazonaws.com", "ecs-tasks.amazonaws.com"] }
    }]
  })
  tags = local.tags
}

resource "aws_iam_role_policy" "orders" {
  name = "queue"
  role = aws_iam_role.service["orders"].id
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = ["sqs:SendMessage", "sqs:ReceiveMessage"], Resource = aws_sqs_queue.jobs["orders"].arn }]
  })
}

resource "aws_iam_policy" "read_reports" {
  name = "read-reports"
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = ["s3:GetObject", "s3:ListBucket"], Resource = ["${aws_s3_bucket.data["reports"].arn}", "${aws_s3_bucket.data["reports"].arn}/*"] }]
  })
  tags = local.tags
}

resource "aws_iam_role_policy_attachment" "reports" {
  role       = aws_iam_role.service["reports"].name
  policy_arn = aws_iam_policy.read_reports.arn
}

resource "aws_iam_user" "deployer" {
  name = "deployer"
  tags = local.tags
}

resource "aws_iam_group" "operators" {
  name = "operators"
}

resource "aws_s3_bucket" "data" {
  for_each = toset(["invoices", "reports", "uploads"])
  bucket   = "shop-demo-${each.key}"
  versioning {
    enabled = true
  }
  server_side_encryption_configuration {
    rule {
      apply_server_side_encryption_by_default {
        sse_algorithm = "AES256"
      }
    }
  }
  tags = local.tags
}

resource "aws_s3_bucket_public_access_block" "data" {
  for_each                = aws_s3_bucket.data
  bucket                  = each.value.id
  block_public_acls       = true
  block_public_policy     = true
  ignore_public_acls      = true
  restrict_public_buckets = true
}

resource "aws_s3_bucket" "eu" {
  provider = aws.eu-west-1
  bucket   = "shop-demo-eu"
  tags     = local.tags
}

resource "aws_sqs_queue" "jobs" {
  for_each                   = toset(["orders", "billing", "mail"])
  name                       = "shop-${each.key}"
  visibility_timeout_seconds = 60
  message_retention_seconds  = 86400
  tags                       = local.tags
}

resource "aws_sns_topic" "events" {
  for_each = toset(["orders", "alerts"])
  name     = "shop-${each.key}"
  tags     = local.tags
}

resource "aws_sns_topic_subscription" "orders" {
  topic_arn = aws_sns_topic.events["orders"].arn
  protocol  = "sqs"
  endpoint  = aws_sqs_queue.jobs["orders"].arn
}

resource "aws_dynamodb_table" "carts" {
  name         = "shop-carts"
  billing_mode = "PAY_PER_REQUEST"
  hash_key     = "id"
  attribute {
    name = "id"
    type = "S"
  }
  tags = local.tags
}

resource "aws_dynamodb_table" "sessions" {
  provider     = aws.eu-west-1
  name         = "shop-sessions"
  billing_mode = "PAY_PER_REQUEST"
  hash_key     = "id"
  attribute {
    name = "id"
    type = "S"
  }
  tags = local.tags
}

resource "aws_cloudwatch_log_group" "service" {
  for_each          = toset(["orders", "billing"])
  name              = "/shop/${each.key}"
  retention_in_days = 365
  tags              = local.tags
}

resource "aws_cloudwatch_metric_alarm" "backlog" {
  alarm_name          = "orders-backlog"
  comparison_operator = "GreaterThanThreshold"
  evaluation_periods  = 2
  metric_name         = "ApproximateNumberOfMessagesVisible"
  namespace           = "AWS/SQS"
  period              = 60
  statistic           = "Maximum"
  threshold           = 1000
  dimensions          = { QueueName = aws_sqs_queue.jobs["orders"].name }
  alarm_actions       = [aws_sns_topic.events["alerts"].arn]
  tags                = local.tags
}

resource "aws_kms_key" "data" {
  description             = "shop data"
  deletion_window_in_days = 7
  enable_key_rotation     = true
  tags                    = local.tags
}

resource "aws_kms_alias" "data" {
  name          = "alias/shop-data"
  target_key_id = aws_kms_key.data.key_id
}

resource "aws_secretsmanager_secret" "database" {
  name        = "shop/database"
  description = "database password"
  tags        = local.tags
}

resource "aws_ssm_parameter" "setting" {
  for_each = { currency = "EUR", "feature/checkout" = "v2" }
  name     = "/shop/${each.key}"
  type     = "String"
  value    = each.value
  tags     = local.tags
}

resource "aws_ecr_repository" "image" {
  for_each             = toset(["orders", "billing"])
  name                 = "shop/${each.key}"
  image_tag_mutability = "IMMUTABLE"
  image_scanning_configuration {
    scan_on_push = true
  }
  tags = local.tags
}

resource "aws_route53_zone" "shop" {
  name = "shop.example.com"
  tags = local.tags
}

resource "aws_route53_record" "site" {
  for_each = { www = "192.0.2.10", api = "192.0.2.20" }
  zone_id  = aws_route53_zone.shop.zone_id
  name     = "${each.key}.shop.example.com"
  type     = "A"
  ttl      = 300
  records  = [each.value]
}
