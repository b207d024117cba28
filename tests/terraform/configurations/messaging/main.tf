# Queues, topics, functions, keys, secrets, logs and alarms.

resource "aws_sqs_queue" "jobs" {
  name                       = "jobs"
  delay_seconds              = 5
  message_retention_seconds  = 86400
  visibility_timeout_seconds = 60
  tags                       = { Team = "ops" }
}

resource "aws_sqs_queue" "orders" {
  name                        = "orders.fifo"
  fifo_queue                  = true
  content_based_deduplication = true
}

resource "aws_sqs_queue_policy" "jobs" {
  queue_url = aws_sqs_queue.jobs.id
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Sid = "Send", Effect = "Allow", Principal = { Service = "sns.amazonaws.com" }, Action = "sqs:SendMessage", Resource = aws_sqs_queue.jobs.arn, Condition = { ArnEquals = { "aws:SourceArn" = aws_sns_topic.alerts.arn } } }]
  })
}

resource "aws_sns_topic" "alerts" {
  name         = "alerts"
  display_name = "Alerts"
  tags         = { Team = "ops" }
}

resource "aws_sns_topic_policy" "alerts" {
  arn    = aws_sns_topic.alerts.arn
  policy = jsonencode({ Version = "2012-10-17", Id = "alerts", Statement = [{ Sid = "Publish", Effect = "Allow", Principal = { Service = "s3.amazonaws.com" }, Action = "SNS:Publish", Resource = aws_sns_topic.alerts.arn }] })
}

resource "aws_sns_topic_subscription" "jobs" {
  topic_arn            = aws_sns_topic.alerts.arn
  protocol             = "sqs"
  endpoint             = aws_sqs_queue.jobs.arn
  raw_message_delivery = true
  filter_policy        = jsonencode({ kind = ["page", "mail"] })
}

resource "aws_kms_key" "main" {
  description             = "main"
  deletion_window_in_days = 10
  enable_key_rotation     = true
  policy                  = jsonencode({ Version = "2012-10-17", Id = "key-default-1", Statement = [{ Sid = "Account", Effect = "Allow", Principal = { AWS = "arn:aws:iam::123456789012:root" }, Action = "kms:*", Resource = "*" }] })
  tags                    = { Team = "security" }
}

resource "aws_kms_alias" "main" {
  name          = "alias/main"
  target_key_id = aws_kms_key.main.key_id
}

resource "aws_secretsmanager_secret" "db" {
  name        = "db"
  description = "password of the database"
  tags        = { Team = "data" }
}

resource "aws_ssm_parameter" "level" {
  name  = "/app/level"
  type  = "String"
  value = "info"
  tags  = { Team = "ops" }
}

resource "aws_ssm_parameter" "password" {
  name        = "/app/password"
  description = "of the database"
  type        = "SecureString"
  value       = "correct horse battery staple"
}

resource "aws_cloudwatch_log_group" "app" {
  name              = "/app"
  retention_in_days = 30
  tags              = { Team = "ops" }
}

resource "aws_cloudwatch_log_group" "each" {
  for_each = toset(["eu", "us"])
  name     = "/each/${each.key}"
}

resource "aws_cloudwatch_metric_alarm" "errors" {
  alarm_name          = "errors"
  comparison_operator = "GreaterThanOrEqualToThreshold"
  evaluation_periods  = 2
  metric_name         = "Errors"
  namespace           = "AWS/Lambda"
  period              = 120
  statistic           = "Sum"
  threshold           = 5
  dimensions          = { FunctionName = "worker" }
  alarm_actions       = [aws_sns_topic.alerts.arn]
}

resource "aws_iam_role" "worker" {
  name               = "worker"
  assume_role_policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Principal = { Service = "lambda.amazonaws.com" }, Action = "sts:AssumeRole" }] })
}

resource "aws_lambda_function" "worker" {
  function_name    = "worker"
  filename         = "${path.module}/code.zip"
  source_code_hash = filebase64sha256("${path.module}/code.zip")
  handler          = "index.handler"
  runtime          = "python3.8"
  role             = aws_iam_role.worker.arn
  memory_size      = 256
  timeout          = 30
  environment {
    variables = { STAGE = "prod", LEVEL = "info" }
  }
  tags = { Team = "ops" }
}

resource "aws_lambda_permission" "bucket" {
  statement_id  = "Bucket"
  action        = "lambda:InvokeFunction"
  function_name = aws_lambda_function.worker.function_name
  principal     = "s3.amazonaws.com"
  source_arn    = "arn:aws:s3:::acme-assets"
}

resource "aws_lambda_event_source_mapping" "jobs" {
  event_source_arn = aws_sqs_queue.jobs.arn
  function_name    = aws_lambda_function.worker.arn
  batch_size       = 5
}

resource "aws_ecr_repository" "web" {
  name                 = "app/web"
  image_tag_mutability = "IMMUTABLE"
  image_scanning_configuration {
    scan_on_push = true
  }
}

resource "aws_ecr_lifecycle_policy" "web" {
  repository = aws_ecr_repository.web.name
  policy     = jsonencode({ rules = [{ rulePriority = 1, description = "expire", selection = { tagStatus = "untagged", countType = "sinceImagePushed", countUnit = "days", countNumber = 14 }, action = { type = "expire" } }] })
}

resource "aws_ecr_repository_policy" "web" {
  repository = aws_ecr_repository.web.name
  policy     = jsonencode({ Version = "2008-10-17", Statement = [{ Sid = "pull", Effect = "Allow", Principal = { AWS = "arn:aws:iam::123456789012:root" }, Action = ["ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"] }] })
}

resource "aws_cloudtrail" "main" {
  name                  = "main"
  s3_bucket_name        = aws_s3_bucket.trail.id
  is_multi_region_trail = true
}

resource "aws_s3_bucket" "trail" {
  bucket = "acme-trail"
}

resource "aws_s3_bucket_policy" "trail" {
  bucket = aws_s3_bucket.trail.id
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Principal = { Service = "cloudtrail.amazonaws.com" }, Action = ["s3:GetBucketAcl", "s3:PutObject"], Resource = ["arn:aws:s3:::acme-trail", "arn:aws:s3:::acme-trail/*"] }]
  })
}
