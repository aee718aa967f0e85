import type { Role } from '@soko/auth';

/** `DRAFT → SCHEDULED → SENDING → DONE`, and `CANCELLED` from each of the first three. */
export type CampaignStatus = 'DRAFT' | 'SCHEDULED' | 'SENDING' | 'DONE' | 'CANCELLED';

/** Why a campaign was cancelled by no person. */
export type CampaignFailure = 'SEGMENT_DELETED';

/** Conditions for the people of a campaign, all of which must hold. Empty lists and null allow everyone. */
export interface Segment {
  roles: readonly Role[];
  /** ISO 3166-1 alpha-2 codes. */
  countries: readonly string[];
  /** Primary languages, such as `sw`. */
  locales: readonly string[];
  /** Times in RFC 3339. */
  registeredFrom: string | null;
  registeredUntil: string | null;
  boughtInCategoryId: string | null;
  customersOfStoreId: string | null;
  /** A segment of a store, whose people are asked for when the campaign begins. */
  segmentId?: string;
}

export interface CampaignLink {
  label: string;
  url: string;
}

/** Text of a campaign in one language. */
export interface CampaignText {
  /** Primary language, such as `en`. */
  locale: string;
  /** For readers, without variables. */
  title: string;
  subject: string;
  body: string;
  links: readonly CampaignLink[];
}

/** What a person writes. A text is there in every campaign. */
export interface CampaignDraft {
  name: string;
  segment: Segment;
  texts: readonly [CampaignText, ...CampaignText[]];
  perMinute: number;
}

/** A mailing to a segment of people. */
export interface Campaign extends CampaignDraft {
  id: string;
  status: CampaignStatus;
  startsAt: Date | null;
  endsAt: Date | null;
  createdAt: Date;
  startedAt: Date | null;
  endedAt: Date | null;
  /** Null when it was not cancelled, and when a person has cancelled it. */
  failure: CampaignFailure | null;
}

/** A campaign that the welcome mail lists. */
export type OpenCampaign = Pick<Campaign, 'id' | 'segment' | 'texts'> & { endsAt: Date };

/** Everyone. */
export const anyone: Segment = {
  roles: [],
  countries: [],
  locales: [],
  registeredFrom: null,
  registeredUntil: null,
  boughtInCategoryId: null,
  customersOfStoreId: null,
};

/** The primary language of a tag: `sw` of `sw-KE`. */
export const languageOf = (locale: string): string => locale.split('-', 1)[0]!.toLowerCase();

/** The text for a reader: in their language, or else the first. */
export function textFor({ texts }: Pick<Campaign, 'texts'>, locale: string): CampaignText {
  const wanted = languageOf(locale);
  return texts.find((text) => text.locale === wanted) ?? texts[0];
}
