import type { Step } from './visit.ts';

/** Visitors by the steps that they reached, and the product pages that were viewed. */
export type FunnelCounts = Readonly<Record<Step | 'views', number>>;

export const noCounts: FunnelCounts = { views: 0, viewed: 0, carted: 0, quoted: 0, paid: 0 };

/** Visitors who paid, by 10,000 of all, rounded down. Null without visitors. */
export const conversionOf = ({ viewed, paid }: FunnelCounts): number | null =>
  viewed === 0 ? null : Math.floor((paid * 10_000) / viewed);
