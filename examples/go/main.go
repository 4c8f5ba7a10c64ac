package main

import "github.com/pulumi/pulumi/sdk/v3/go/pulumi"

func main() {
	pulumi.Run(func(ctx *pulumi.Context) error {
		campaign, err := NewCampaign(ctx, "spring-radio", pulumi.Map{
			"file": pulumi.String("spring-radio.yaml"),
		})
		if err != nil {
			return err
		}
		hotline, err := NewPromoNumber(ctx, "hotline", pulumi.Map{
			"advertiserId": pulumi.String("acme"),
			"campaignId":   pulumi.String("spring-radio"),
			"description":  pulumi.String("Hotline on every poster"),
			"mediaType":    pulumi.String("Offline: Outdoor"),
			"customData":   pulumi.StringMap{"channel": pulumi.String("outdoor")},
		})
		if err != nil {
			return err
		}
		ctx.Export("numbers", campaign.Numbers)
		ctx.Export("hotline", hotline.E164)
		return nil
	})
}
