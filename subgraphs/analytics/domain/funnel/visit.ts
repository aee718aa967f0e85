import { platform } from '../business/cells.ts';
import { quarterOf } from '../figures.ts';
import { personNumber } from '../person-number.ts';

/** How far a visitor comes, in order. Their places are the numbers in the database. */
export const steps = ['viewed', 'carted', 'quoted', 'paid'] as const;

export type Step = (typeof steps)[number];

/** A product with those who sell it. */
export interface Goods {
  sellerId: string;
  storeId: string | null;
}

/** The number of visitors of whom nothing is known. They are no one's, so that they are not counted as visitors. */
export const unknownVisitor = '0';

/** What happened, and by whom: a person or a guest's cart by its id, or null for an unknown visitor. */
export interface Happening {
  visitorId: string | null;
  step: Step;
  at: string;
  goods: readonly Goods[];
}

/** A visitor who reached a step in a quarter of an hour: on the platform, in a store or with a seller. */
export interface Visit {
  scope: string;
  step: number;
  visitor: string;
  at: string;
  /** Product pages that were viewed. */
  views: number;
}

const scopesOf = (goods: readonly Goods[]): string[] => [
  ...new Set([
    platform,
    ...goods.flatMap(({ sellerId, storeId }) => (storeId === null ? [sellerId] : [sellerId, storeId])),
  ]),
];

/** Who reached a step has reached all before it, so that no step of a period has fewer visitors than the next. */
export function visitsOf({ visitorId, step, at, goods }: Happening): Visit[] {
  const visitor = visitorId === null ? unknownVisitor : personNumber(visitorId);
  return scopesOf(goods).flatMap((scope) =>
    steps.slice(0, steps.indexOf(step) + 1).map((_, reached) => ({
      scope,
      step: reached,
      visitor,
      at: quarterOf(at),
      views: step === 'viewed' ? 1 : 0,
    })),
  );
}
