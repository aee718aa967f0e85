import { moneyInEvent } from '@soko/money';
import { z } from 'zod';
import { topic } from './topic.ts';

const leg = z.object({
  selectionId: z.string(),
  marketId: z.string(),
  eventId: z.string(),
  oddsMilli: z.int().describe('Odds that the bet took, in thousandths.'),
  isBanker: z.boolean(),
});

/** Facts that every event of a bet repeats. */
const bet = z.object({
  userId: z.string(),
  kind: z.enum(['SINGLE', 'ACCUMULATOR', 'SYSTEM']),
  status: z.string().describe('Status after the event.'),
  stake: moneyInEvent.describe('Stake of all lines when the bet was placed.'),
  openStake: moneyInEvent.describe('Stake that is still at risk.'),
  openReturn: moneyInEvent
    .optional()
    .describe('Return of the open stake if every selection wins. Missing in events of early versions.'),
});

/** Subject: the bet's id. Sequence: the bet's version. */
export const walletsBet = topic('wallets.bet', 'Bets', {
  placed: z.object({
    bet,
    lines: z.int().positive(),
    legs: z.array(leg),
    potentialReturn: moneyInEvent.describe('Return if every selection wins.'),
  }),
  cancelled: z.object({ bet, refunded: moneyInEvent }).describe('Cancelled by its user. The stake is paid back.'),
  cashed_out: z
    .object({
      bet,
      closedStake: moneyInEvent.describe('Part of the stake that was closed.'),
      paid: moneyInEvent.describe('Amount paid for it.'),
    })
    .describe('Cashed out, in full or in part: see `bet.openStake`.'),
  settled: z
    .object({
      bet,
      stakeSettled: moneyInEvent.describe('Stake that was at risk until now.'),
      paid: moneyInEvent.describe('Return, zero for a lost bet.'),
      revision: z.int().positive().describe('Number of the settlement of this bet.'),
    })
    .describe('All selections that count have results. The status is WON, LOST or VOID.'),
  resettled: z
    .object({
      bet,
      before: z.object({ status: z.string(), paid: moneyInEvent }).describe('The settlement that was reversed.'),
      paid: moneyInEvent.nullable().describe('Return after the correction. Null when the bet is open again.'),
      revision: z.int().positive().describe('Number of the settlement of this bet.'),
      reason: z.string().nullable(),
    })
    .describe('A correction of results changed a settled bet.'),
});
