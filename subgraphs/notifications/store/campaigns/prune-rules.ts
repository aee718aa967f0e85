import type { PruneRule } from '@soko/postgres';

/** Mails that are no longer counted, campaigns that ended, and purchases that make nobody part of a segment any more. */
export const campaignRules = (keepMs: number): PruneRule[] => [
  // First: a campaign takes those that are left with it.
  { table: 'campaign_recipient', where: 'created_at < $1', keepMs },
  { table: 'campaign', where: 'ended_at < $1', keepMs },
  { table: 'purchase', where: 'bought_at < $1', keepMs },
];
