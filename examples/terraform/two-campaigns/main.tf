# Two campaigns by one module.

terraform {
  required_providers {
    invoca = { source = "registry.terraform.io/invoca/invoca" }
  }
}

provider "invoca" {
  namespace      = "acme"
  purchase_limit = 20
}

module "radio" {
  source = "../modules/campaign"
  file   = "${path.module}/radio.yaml"
}

module "mail" {
  source = "../modules/campaign"
  file   = "${path.module}/mail.csv"
  sheet = {
    advertiser_id = "acme"
    campaign_id   = "direct-mail"
    media_type    = "Offline: Direct Mail"
  }
}

output "numbers" {
  value = { radio = module.radio.numbers, mail = module.mail.numbers }
}
