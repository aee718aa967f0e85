import { badUserInput, idempotencyMismatch } from '@soko/errors';
import type { EventTrail } from '@soko/events';
import type { Money } from '@soko/money';
import { inTransaction } from '@soko/postgres';
import { workOnRows } from '@soko/subgraph';
import type pg from 'pg';
import {
  type WalletHold,
  type WalletHoldEnded,
  walletHoldEnded,
  type WalletRefundTooLarge,
  walletRefundTooLarge,
} from '../../domain/cash/wallet-hold.ts';
import { accountOfWallet } from '../../domain/wallets/wallet.ts';
import {
  type Held,
  type HoldRefusal,
  isLedgerRefusal,
  post,
  postHold,
  type Posted,
  voidHold,
} from '../../ledger/index.ts';
import type { WalletsServices } from '../../services.ts';
import {
  findMadeRefund,
  findOverdueHolds,
  insertWalletRefund,
  lockWalletHold,
  saveWalletHold,
} from '../../store/cash/wallet-holds.ts';
import { tellBalances } from '../../store/wallets/tell-balances.ts';
import { findMainWallet } from '../../store/wallets/wallets.ts';
import { trailOfJob } from '../wallets/trail-of-job.ts';
import { ledgerHold } from './hold-wallet-funds.ts';

type Services = Pick<WalletsServices, 'pool'>;

/** The ledger has the hold in the state of its row, because both change in one transaction. */
function requireDone(done: Held | HoldRefusal, reference: string): Held {
  if ('refused' in done) throw new Error(`The hold ${reference} could not be ended: ${done.refused}.`);
  return done;
}

async function save(tx: pg.PoolClient, after: WalletHold, posted: Posted, trail: EventTrail): Promise<WalletHold> {
  await saveWalletHold(tx, after, trail.now());
  await tellBalances(tx, [posted], trail);
  return after;
}

const requireCurrency = (hold: WalletHold, { currency }: Money): void => {
  if (hold.currency !== currency) throw badUserInput(`The currency must be ${hold.currency}.`, 'amount.currency');
};

/** Takes a held amount or a part of it, once; the rest is free again. */
export const captureWalletHold = (
  { pool }: Services,
  { reference, amount }: { reference: string; amount: Money },
  trail: EventTrail,
): Promise<WalletHold | WalletHoldEnded> =>
  inTransaction(pool, async (tx) => {
    const hold = await lockWalletHold(tx, reference);
    if (hold === null) return walletHoldEnded(null);
    requireCurrency(hold, amount);
    const { amountMinor } = amount;
    if (hold.status === 'CAPTURED' && hold.capturedMinor === amountMinor) return hold;
    if (hold.status !== 'HELD') return walletHoldEnded(hold);
    if (amountMinor > hold.amountMinor) throw badUserInput('The amount must not exceed the held amount.', 'amount');
    const postReference = `${ledgerHold(reference)}:captured`;
    const ending = { reference: ledgerHold(reference), postReference, amountMinor, at: trail.now(), kind: 'payment' };
    const posted = requireDone(await postHold(tx, ending), reference);
    return save(tx, { ...hold, status: 'CAPTURED', capturedMinor: amountMinor }, posted, trail);
  });

async function endUncaptured(
  { pool }: Services,
  reference: string,
  status: 'RELEASED' | 'EXPIRED',
  trail: EventTrail,
): Promise<WalletHold | WalletHoldEnded> {
  return inTransaction(pool, async (tx) => {
    const hold = await lockWalletHold(tx, reference);
    if (hold === null || hold.status === 'CAPTURED') return walletHoldEnded(hold);
    if (hold.status !== 'HELD') return hold;
    const posted = requireDone(await voidHold(tx, { reference: ledgerHold(reference), at: trail.now() }), reference);
    return save(tx, { ...hold, status }, posted, trail);
  });
}

/** Frees a held amount. */
export const releaseWalletHold = (services: Services, { reference }: { reference: string }, trail: EventTrail) =>
  endUncaptured(services, reference, 'RELEASED', trail);

/** Frees the amounts of holds whose time has run out. */
export async function expireWalletHolds(services: Pick<WalletsServices, 'db' | 'pool' | 'now'>): Promise<void> {
  await workOnRows({
    batch: 100,
    find: (limit, except) => findOverdueHolds(services.db, { now: services.now(), limit, except }),
    keyOf: (reference) => reference,
    async work(reference) {
      await endUncaptured(services, reference, 'EXPIRED', trailOfJob(services.now));
    },
  });
}

/** Returns captured money to the wallet, once per refund, also to a frozen one. */
export const refundToWallet = (
  { pool }: Services,
  { reference, refundReference, amount }: { reference: string; refundReference: string; amount: Money },
  trail: EventTrail,
): Promise<WalletHold | WalletHoldEnded | WalletRefundTooLarge> =>
  inTransaction(pool, async (tx) => {
    const hold = await lockWalletHold(tx, reference);
    if (hold === null) return walletHoldEnded(null);
    requireCurrency(hold, amount);
    const { amountMinor, currency } = amount;
    const known = await findMadeRefund(tx, refundReference);
    if (known !== null) {
      if (known.holdReference !== reference || known.amountMinor !== amountMinor) throw idempotencyMismatch();
      return hold;
    }
    if (hold.status !== 'CAPTURED') return walletHoldEnded(hold);
    if (amountMinor > hold.capturedMinor - hold.refundedMinor) return walletRefundTooLarge(hold);
    const wallet = await findMainWallet(tx, hold.userId, currency);
    if (wallet === null) throw new Error(`The wallet of the hold ${reference} does not exist any more.`);
    await insertWalletRefund(tx, { reference: refundReference, holdReference: reference, amountMinor }, trail.now());
    const transfer = {
      debit: { code: 'wallet_clearing', currency },
      credit: accountOfWallet(wallet),
      amountMinor,
    } as const;
    const about = { paymentId: reference, walletId: wallet.id };
    const ledgerReference = `payment:${reference}:wallet-refund:${refundReference}`;
    const transaction = { reference: ledgerReference, kind: 'refund', transfers: [transfer], at: trail.now(), about };
    const posted = await post(tx, [transaction]);
    if (isLedgerRefusal(posted)) throw new Error(`The refund ${refundReference} was refused: ${posted.refused}.`);
    return save(tx, { ...hold, refundedMinor: hold.refundedMinor + amountMinor }, posted[0]!, trail);
  });
