import { Campaign, PromoNumber } from "./invoca";

// A campaign file, as any team may write it.
const campaign = new Campaign("spring-radio", { file: "spring-radio.yaml" });

// A number by itself.
const hotlineNumber = new PromoNumber("hotline", {
  advertiserId: "acme",
  campaignId: "spring-radio",
  description: "Hotline on every poster",
  mediaType: "Offline: Outdoor",
  customData: { channel: "outdoor" },
});

export const numbers = campaign.numbers;
export const hotline = hotlineNumber.e164;
