package main

import "github.com/pulumi/pulumi/sdk/v3/go/pulumi"

// PromoNumber is a phone number that Invoca sells. `pulumi package add` makes a package with every
// input as a field; a map serves as well.
type PromoNumber struct {
	pulumi.CustomResourceState

	PromoNumber pulumi.StringOutput `pulumi:"promoNumber"` // ten digits; the resource's id
	E164        pulumi.StringOutput `pulumi:"e164"`        // +18005550100
}

// NewPromoNumber declares one. It is protected unless an option says otherwise.
func NewPromoNumber(ctx *pulumi.Context, name string, args pulumi.Map,
	opts ...pulumi.ResourceOption) (*PromoNumber, error) {
	number := &PromoNumber{}
	opts = append([]pulumi.ResourceOption{pulumi.Protect(true)}, opts...)
	err := ctx.RegisterResource("invoca:index:PromoNumber", name, args, number, opts...)
	return number, err
}

// Campaign is a campaign file, or a map of numbers.
type Campaign struct {
	pulumi.ResourceState

	Numbers pulumi.StringMapOutput `pulumi:"numbers"` // ten digits by name
}

// NewCampaign declares one: the plugin registers its numbers.
func NewCampaign(ctx *pulumi.Context, name string, args pulumi.Map,
	opts ...pulumi.ResourceOption) (*Campaign, error) {
	campaign := &Campaign{}
	err := ctx.RegisterRemoteComponentResource("invoca:index:Campaign", name, args, campaign, opts...)
	return campaign, err
}
