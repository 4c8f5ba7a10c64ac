# The numbers of a campaign file or of a sheet, with every argument that they can have.

terraform {
  required_providers {
    invoca = { source = "registry.terraform.io/invoca/invoca" }
  }
}

variable "file" {
  type        = string
  description = "A campaign file, or a sheet (.csv, .xlsx)."
}

variable "sheet" {
  description = "What a sheet does not say itself: advertiser_id, campaign_id, media_type ..."
  type = object({
    advertiser_id = optional(string)
    campaign_id   = optional(string)
    affiliate_id  = optional(string)
    media_type    = optional(string)
    custom_data   = optional(map(string))
  })
  default = {}
}

data "invoca_campaign_file" "this" {
  file          = var.file
  advertiser_id = var.sheet.advertiser_id
  campaign_id   = var.sheet.campaign_id
  affiliate_id  = var.sheet.affiliate_id
  media_type    = var.sheet.media_type
  custom_data   = var.sheet.custom_data
}

resource "invoca_promo_number" "this" {
  for_each = data.invoca_campaign_file.this.numbers

  # Two campaigns may have a number of one name: the namespace is the configuration's.
  key                      = "${each.value.campaign_id}-${each.key}"
  former_keys              = [for name in coalesce(each.value.former_keys, []) : "${each.value.campaign_id}-${name}"]
  advertiser_id            = each.value.advertiser_id
  campaign_id              = each.value.campaign_id
  affiliate_id             = each.value.affiliate_id
  description              = each.value.description
  media_type               = each.value.media_type
  custom_data              = each.value.custom_data
  id_from_network          = each.value.id_from_network
  id_assigned_by           = each.value.id_assigned_by
  adopt                    = each.value.adopt
  generation               = each.value.generation
  local_center             = each.value.local_center
  local_number_preferences = each.value.local_number_preferences
  tn_prefix_whitelist      = each.value.tn_prefix_whitelist
  promo_type               = each.value.promo_type
  promo_number_looks_like  = each.value.promo_number_looks_like
  adwords_account_id       = each.value.adwords_account_id
  hours_of_operation       = each.value.hours_of_operation
  deletion_protection      = each.value.deletion_protection
}

output "numbers" {
  description = "The phone numbers by name, as +18005550100."
  value       = { for name, number in invoca_promo_number.this : name => number.e164 }
}
