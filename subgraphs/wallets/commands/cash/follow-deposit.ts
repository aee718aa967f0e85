import type { EventTrail } from '@soko/events';
import { tell } from '@soko/outbox';
import { inTransaction } from '@soko/postgres';
import type pg from 'pg';
import { type CollectionFact, type Deposit, type DepositStep, followCollection } from '../../domain/cash/deposit.ts';
import { lockDeposit, saveDeposit } from '../../store/cash/deposits.ts';
import { recordDeposit, takeBackActivity } from '../../store/gaming/index.ts';
import { tellBalances } from '../../store/wallets/tell-balances.ts';
import type { CashServices } from './cash-services.ts';
import { postDeposit } from './post-deposit.ts';

/**
 * Deposits count towards the owner's limits from their request. One that failed counts no longer; when its money arrives all the
 * same, it counts from then on.
 */
async function followLimit(tx: pg.PoolClient, before: Deposit, after: Deposit, now: Date): Promise<void> {
  const reference = `deposit:${after.id}`;
  if (after.status === 'FAILED' && after.receivedMinor === null) await takeBackActivity(tx, { reference, now });
  if (before.status !== 'FAILED' || after.status !== 'COMPLETED') return;
  const { ownerId: userId, amountMinor, currency } = after;
  await recordDeposit(tx, { userId, amountMinor, currency, reference: `${reference}:late`, now });
}

/** Says in the log what people may have to look at. */
function noteInLog({ log }: CashServices['cash'], { posting, after }: DepositStep): void {
  const { id: deposit, amountMinor, receivedMinor, correctedMinor, returnedMinor, currency, receivedIn } = after;
  const found = {
    deposit,
    asked: `${amountMinor} ${currency}`,
    received: `${correctedMinor ?? receivedMinor} ${receivedIn}`,
  };
  if (posting === 'suspense')
    log.error(found, 'a deposit brought another amount than was asked for; it is in the suspense account');
  if (posting === 'correct')
    log.error(found, 'a deposit brought another amount than was credited; the difference is in the suspense account');
  const returned = `${returnedMinor} ${receivedIn}`;
  if (posting === 'return') log.warn({ deposit, returned }, 'the money of a deposit went back to its payer');
  if (posting === 'return_reversed')
    log.warn({ deposit, returned }, 'money of a deposit that had gone back is here again');
}

/**
 * Applies a report about the money of a deposit: the change, its postings and its events in one transaction. Repeats have no
 * effect. Null when there is no such deposit.
 */
export async function followDeposit(
  { pool, cash }: CashServices,
  id: string,
  fact: CollectionFact,
  trail: EventTrail,
): Promise<Deposit | null> {
  const step = await inTransaction(pool, async (tx) => {
    const before = await lockDeposit(tx, id);
    if (before === null) return null;
    const found = followCollection(before, fact, trail.now(), cash.settings.lookMs);
    if (found === null) return { after: before, posting: null };
    await followLimit(tx, before, found.after, trail.now());
    const at = 'at' in fact ? fact.at : trail.now();
    const { posted, after, event } = await postDeposit(tx, found, at, trail);
    await tellBalances(tx, posted, trail);
    await saveDeposit(tx, after);
    await tell(tx, [event]);
    return { ...found, after };
  });
  if (step !== null) noteInLog(cash, step);
  return step && step.after;
}
