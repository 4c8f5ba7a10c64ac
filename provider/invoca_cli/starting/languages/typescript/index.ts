import * as pulumi from "@pulumi/pulumi";
import { Campaign } from "./invoca";

// The campaign whose name is the selected stack.
const campaign = new Campaign("campaign", { file: `stacks/${pulumi.getStack()}.yaml` });

export const numbers = campaign.numbers;
