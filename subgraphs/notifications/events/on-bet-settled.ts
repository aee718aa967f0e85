import { walletsBet } from '@soko/events';
import { consumer, onceOnlyWithPrisma } from '@soko/outbox';
import { isStale } from '../domain/is-stale.ts';
import { digestGroup } from '../group.ts';
import type { NotificationsServices } from '../services.ts';
import { addToBetDigest, type BetTotals } from '../store/bet-digests.ts';

/** Settled and corrected bets are counted, and told in one mail a day. */
export const onBetSettled = ({ db, now }: NotificationsServices) =>
  consumer({
    group: digestGroup,
    on: walletsBet,
    types: ['settled', 'resettled'],
    handle: async (event) => {
      if (isStale(event.time, now())) return;
      const { bet } = event.data;
      const paidMinor = BigInt(event.data.paid?.amountMinor ?? 0);
      const { currency } = bet.stake;
      const totals: BetTotals =
        'before' in event.data
          ? {
              currency,
              bets: 0,
              won: 0,
              corrected: 1,
              stakeMinor: 0n,
              paidMinor: paidMinor - BigInt(event.data.before.paid.amountMinor),
            }
          : {
              currency,
              bets: 1,
              won: bet.status === 'WON' ? 1 : 0,
              corrected: 0,
              stakeMinor: BigInt(event.data.stakeSettled.amountMinor),
              paidMinor,
            };
      const of = { userId: bet.userId, day: event.time.slice(0, 10) };
      await onceOnlyWithPrisma(db, digestGroup, event, (tx) => addToBetDigest(tx, of, totals));
    },
  });
