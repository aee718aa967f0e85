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
});
