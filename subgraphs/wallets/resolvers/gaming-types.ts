import { timeOfId } from '@soko/ids';
import { toGraphMoney } from '@soko/money';
import { confirmableAt, confirmBefore, waits } from '../domain/gaming/change-limit.ts';
import { lasts } from '../domain/gaming/exclusion.ts';
import { leftOf } from '../domain/gaming/limit.ts';
import type { Resolvers } from '../generated/graphql.ts';
import { findExclusions } from '../store/gaming/exclusions.ts';
import { findChanges } from '../store/gaming/limit-changes.ts';
import { findLimits } from '../store/gaming/limits.ts';
import { findNetPositions } from '../store/gaming/net-positions.ts';

/** Length of the lists of exclusions and changes. */
const historyLength = 50;

const money = (amountMinor: bigint, currency: string) => toGraphMoney({ amountMinor, currency });
const moneyOrNull = (amountMinor: bigint | null, currency: string) =>
  amountMinor === null ? null : money(amountMinor, currency);

export const gamingTypes = {
  ResponsibleGaming: {
    limits: ({ userId }, _, { pool, now }) => findLimits(pool, userId, now()),
    async exclusion({ userId, exclusion }, _, { db, now }) {
      if (exclusion === null || !lasts(exclusion, now())) return null;
      const exclusions = await findExclusions(db, userId, historyLength);
      return exclusions.find(({ until }) => until?.getTime() === exclusion.until?.getTime()) ?? null;
    },
    exclusions: ({ userId }, _, { db }) => findExclusions(db, userId, historyLength),
    limitChanges: ({ userId }, _, { db }) => findChanges(db, userId, historyLength),
    session({ userId }, _, { viewer, now }) {
      if (viewer.kind !== 'user' || viewer.id !== userId) return null;
      // The id of a session is made at the log-in and stays when its tokens are renewed.
      const startedAt = timeOfId(viewer.sessionId);
      if (startedAt === null) return null;
      return { userId, startedAt, minutes: Math.max(0, Math.floor((now().getTime() - startedAt.getTime()) / 60_000)) };
    },
  },
  GamingLimit: {
    limit: ({ limitMinor, currency }) => moneyOrNull(limitMinor, currency),
    used: ({ usedMinor, currency }) => money(usedMinor, currency),
    left: ({ limitMinor, usedMinor, currency }) =>
      limitMinor === null ? null : money(leftOf({ limitMinor, usedMinor }), currency),
    pendingIncrease({ pending, currency }, _, { now }) {
      if (pending === null || !waits(pending, now())) return null;
      return {
        ...pending,
        amount: moneyOrNull(pending.amountMinor, currency),
        confirmableAt: confirmableAt(pending),
        confirmBefore: confirmBefore(pending),
      };
    },
  },
  LimitChange: {
    previous: ({ previousMinor, currency }) => moneyOrNull(previousMinor, currency),
    amount: ({ amountMinor, currency }) => moneyOrNull(amountMinor, currency),
  },
  Exclusion: {
    bySupport: ({ staffId }) => staffId !== null,
  },
  RealityCheck: {
    positions: ({ userId, startedAt }, _, { pool }) => findNetPositions(pool, userId, startedAt),
  },
  NetPosition: {
    staked: ({ stakedMinor, currency }) => money(stakedMinor, currency),
    returned: ({ returnedMinor, currency }) => money(returnedMinor, currency),
    net: ({ stakedMinor, returnedMinor, currency }) => money(returnedMinor - stakedMinor, currency),
  },
} satisfies Resolvers;
