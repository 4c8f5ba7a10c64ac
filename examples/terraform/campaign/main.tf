# A campaign's numbers in a sheet that a marketing team keeps: one row per number.

terraform {
  required_providers {
    invoca = { source = "registry.terraform.io/invoca/invoca" }
  }
}

# INVOCA_API_TOKEN and INVOCA_NETWORK_ID come from the environment.
provider "invoca" {
  namespace = "acme/spring-radio"
}

# Every mistake of the sheet is an error of the plan, with its line.
data "invoca_campaign_file" "radio" {
  file          = "${path.module}/spring-radio.csv"
  advertiser_id = "acme"
  campaign_id   = "spring-radio"
  media_type    = "Offline: Radio"
  custom_data   = { channel = "radio" }
}

resource "invoca_promo_number" "radio" {
  for_each = data.invoca_campaign_file.radio.numbers

  key           = each.key
  advertiser_id = each.value.advertiser_id
  campaign_id   = each.value.campaign_id
  description   = each.value.description
  media_type    = each.value.media_type
  custom_data   = each.value.custom_data
  local_center  = each.value.local_center
  former_keys   = each.value.former_keys

  # `no` in the sheet's column `protect` is the consent to release a number.
  deletion_protection = each.value.deletion_protection
}

output "numbers" {
  description = "By name, for a web site or a spreadsheet."
  value       = { for name, number in invoca_promo_number.radio : name => number.e164 }
}
