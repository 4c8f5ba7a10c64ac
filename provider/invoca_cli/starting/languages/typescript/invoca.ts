// Invoca's resources as classes. `pulumi package add .venv/bin/pulumi-resource-invoca` makes the
// same, for every input and output; these are the ones that most programs need.
import * as pulumi from "@pulumi/pulumi";

export interface PromoNumberArgs {
  advertiserId: pulumi.Input<string>;
  campaignId: pulumi.Input<string>;
  affiliateId?: pulumi.Input<string>;
  description: pulumi.Input<string>;
  mediaType: pulumi.Input<string>;
  customData?: pulumi.Input<Record<string, pulumi.Input<string>>>;
  localCenter?: pulumi.Input<{
    tnPrefix?: pulumi.Input<string>;
    zipcode?: pulumi.Input<string>;
    city?: pulumi.Input<string>;
    state?: pulumi.Input<string>;
  }>;
  idFromNetwork?: pulumi.Input<string>;
  adopt?: pulumi.Input<boolean | string>;
  generation?: pulumi.Input<number>;
  /** false is the consent to release the number, and has to be deployed first. */
  protect?: pulumi.Input<boolean>;
  /** Names that this number had before. */
  formerNames?: pulumi.Input<pulumi.Input<string>[]>;
}

export class PromoNumber extends pulumi.CustomResource {
  /** Ten digits; the resource's id. */
  declare readonly promoNumber: pulumi.Output<string>;
  /** In the form that telephones and web pages use: +18005550100. */
  declare readonly e164: pulumi.Output<string>;
  declare readonly idFromNetwork: pulumi.Output<string>;

  constructor(name: string, args: PromoNumberArgs, opts: pulumi.CustomResourceOptions = {}) {
    const outputs = { promoNumber: undefined, e164: undefined, idFromNetwork: undefined };
    // Protected unless the options say otherwise: a plan that would release it fails.
    super("invoca:index:PromoNumber", name, { ...outputs, ...args }, { protect: true, ...opts });
  }
}

export interface CampaignArgs {
  /** A campaign file; relative to the program's folder. */
  file?: pulumi.Input<string>;
  advertiserId?: pulumi.Input<string>;
  campaignId?: pulumi.Input<string>;
  affiliateId?: pulumi.Input<string>;
  /** Defaults for every number. */
  defaults?: pulumi.Input<Partial<PromoNumberArgs>>;
  /** The numbers by name, where there is no file. */
  numbers?: pulumi.Input<Record<string, pulumi.Input<Partial<PromoNumberArgs>>>>;
  prefix?: pulumi.Input<string>;
}

export class Campaign extends pulumi.ComponentResource {
  /** The ten digits of every number, by name. */
  declare readonly numbers: pulumi.Output<Record<string, string>>;

  constructor(name: string, args: CampaignArgs, opts: pulumi.ComponentResourceOptions = {}) {
    const inputs = { numbers: undefined, ...args };
    super("invoca:index:Campaign", name, inputs, opts, true /* the plugin registers its numbers */);
  }
}
