# Zones, public and private, and a record of every kind of name, value and routing.

resource "aws_vpc" "one" {
  cidr_block = "10.7.0.0/16"
}

resource "aws_route53_zone" "public" {
  name = "example.net."
}

resource "aws_route53_zone" "private" {
  name    = "corp.internal"
  comment = "inside"
  vpc {
    vpc_id = aws_vpc.one.id
  }
  tags = { Team = "net" }
}

resource "aws_route53_health_check" "web" {
  fqdn              = "web.example.net"
  port              = 443
  type              = "HTTPS"
  resource_path     = "/"
  failure_threshold = 3
  request_interval  = 30
}

resource "aws_route53_record" "relative" {
  zone_id = aws_route53_zone.public.zone_id
  name    = "WWW"
  type    = "A"
  ttl     = 300
  records = ["192.0.2.10", "192.0.2.11"]
}

resource "aws_route53_record" "wildcard" {
  zone_id = aws_route53_zone.public.zone_id
  name    = "*.apps.example.net"
  type    = "CNAME"
  ttl     = 60
  records = ["www.example.net."]
}

resource "aws_route53_record" "underscore" {
  zone_id = aws_route53_zone.public.zone_id
  name    = "_acme-challenge.example.net."
  type    = "TXT"
  ttl     = 60
  records = ["first \"quoted\"", "v=DKIM1; k=rsa; p=MIIB\"\"IjAN"]
}

resource "aws_route53_record" "alias" {
  zone_id = aws_route53_zone.public.zone_id
  name    = "lb.example.net"
  type    = "A"
  alias {
    name                   = "dualstack.Web-1234.us-east-1.elb.amazonaws.com"
    zone_id                = "Z35SXDOTRQ7X7K"
    evaluate_target_health = true
  }
}

resource "aws_route53_record" "delegation" {
  zone_id = aws_route53_zone.public.zone_id
  name    = "child.example.net"
  type    = "NS"
  ttl     = 3600
  records = ["ns1.example.org.", "ns2.example.org."]
}

resource "aws_route53_record" "weighted" {
  for_each       = { blue = 90, green = 0 }
  zone_id        = aws_route53_zone.public.zone_id
  name           = "w.example.net"
  type           = "CNAME"
  ttl            = 30
  set_identifier = each.key
  records        = ["${each.key}.example.net"]
  weighted_routing_policy {
    weight = each.value
  }
}

resource "aws_route53_record" "latency" {
  zone_id         = aws_route53_zone.public.zone_id
  name            = "l.example.net"
  type            = "A"
  ttl             = 30
  set_identifier  = "us"
  records         = ["192.0.2.20"]
  health_check_id = aws_route53_health_check.web.id
  latency_routing_policy {
    region = "us-east-1"
  }
}

resource "aws_route53_record" "failover" {
  zone_id         = aws_route53_zone.public.zone_id
  name            = "f.example.net"
  type            = "A"
  ttl             = 30
  set_identifier  = "primary"
  records         = ["192.0.2.30"]
  health_check_id = aws_route53_health_check.web.id
  failover_routing_policy {
    type = "PRIMARY"
  }
}

resource "aws_route53_record" "geo" {
  zone_id        = aws_route53_zone.public.zone_id
  name           = "g.example.net"
  type           = "A"
  ttl            = 30
  set_identifier = "europe"
  records        = ["192.0.2.40"]
  geolocation_routing_policy {
    continent = "EU"
  }
}

resource "aws_route53_record" "multivalue" {
  zone_id                          = aws_route53_zone.public.zone_id
  name                             = "m.example.net"
  type                             = "A"
  ttl                              = 30
  set_identifier                   = "one"
  records                          = ["192.0.2.50"]
  multivalue_answer_routing_policy = true
}

resource "aws_route53_record" "private" {
  zone_id = aws_route53_zone.private.zone_id
  name    = "db"
  type    = "CNAME"
  ttl     = 60
  records = ["db.example.net"]
}
