import { requireRole } from '@soko/auth';
import { notFound } from '@soko/errors';
import { once, readIdempotencyKey } from '@soko/idempotency';
import { newId } from '@soko/ids';
import { readText } from '@soko/input';
import { isRefusal } from '@soko/refusals';
import { BrokenSeal, seal } from '@soko/seal';
import type pg from 'pg';
import type { WalletsContext } from '../../context.ts';
import { bankReference, type CreditTransfer, type PayingAccount, writePain001 } from '../../domain/payouts/pain001.ts';
import { findUncovered, notCovered, payableKey } from '../../domain/payouts/coverage.ts';
import type { Payout, PayoutFact } from '../../domain/payouts/payout.ts';
import {
  bankFilesNotConfigured,
  type NoBankFile,
  noPayoutsForBank,
  type WrongPayoutStatus,
  wrongPayoutStatus,
} from '../../domain/payouts/refusals.ts';
import { forbidsBeginning, type SellerMethod } from '../../domain/payouts/seller-method.ts';
import {
  type BankFile,
  findBankFiles,
  insertBankFile,
  lockBankFile,
  saveBankFilePaid,
} from '../../store/payouts/bank-files.ts';
import { lockAvailables, lockPayables } from '../../store/payouts/payable.ts';
import { findPayouts, findPayoutsForBank, lockPayout, lockPayouts } from '../../store/payouts/payouts.ts';
import { destinationOf } from './create-payout.ts';
import { applyToPayout } from './follow-payout.ts';

/** Payouts in one file. */
const maxTransfers = 500;

export const bankFileSealPurpose = 'bank-file';

interface ToPay {
  payout: Payout;
  transfer: CreditTransfer;
}

/** What the file says about a payout. */
function transferOf(context: WalletsContext, payout: Payout, seller: SellerMethod): ToPay {
  const endToEndId = bankReference(payout.id);
  const transfer = {
    endToEndId,
    amountMinor: payout.amountMinor,
    payee: seller.displayName,
    iban: destinationOf(context, seller.method!.sealed),
    text: `Payout ${endToEndId}`,
  };
  return { payout, transfer };
}

/** Null when no key opens the destination. The payout waits for one, and stops no other. */
function toPay(context: WalletsContext, payout: Payout, seller: SellerMethod): ToPay | null {
  try {
    return transferOf(context, payout, seller);
  } catch (error) {
    if (!(error instanceof BrokenSeal)) throw error;
    context.cash.log.error(
      { err: error, payout: payout.id, sellerId: payout.sellerId },
      'could not read where a payout goes; leaving it out',
    );
    return null;
  }
}

async function save(
  tx: pg.PoolClient,
  context: WalletsContext,
  from: PayingAccount,
  { due, leftOutCount }: Sorted,
  createdBy: string,
): Promise<{ id: string }> {
  const { cash, trail } = context;
  const id = newId('bkf');
  const createdAt = trail.now();
  const transfers = due.map(({ transfer }) => transfer);
  const xml = writePain001({ messageId: bankReference(id), createdAt, from, transfers });
  await insertBankFile(tx, {
    id,
    currency: 'EUR',
    status: 'CREATED',
    paymentCount: due.length,
    totalMinor: transfers.reduce((sum, { amountMinor }) => sum + amountMinor, 0n),
    leftOutCount,
    sealed: seal(cash.settings.sealKeys, bankFileSealPurpose, xml),
    createdBy,
    createdAt,
    paidAt: null,
    paidBy: null,
  });
  for (const { payout } of due) {
    await applyToPayout(tx, context, { before: payout, fact: { kind: 'filed', bankFileId: id } }, trail);
  }
  return { id };
}

async function load({ db }: WalletsContext, id: string): Promise<BankFile> {
  const [file] = await findBankFiles(db, [id]);
  if (file === undefined) throw notFound('The file');
  return file;
}

/** Why payouts must not go into a file, by payout. */
async function findReasons(
  tx: pg.PoolClient,
  payouts: readonly Payout[],
  sellers: ReadonlyMap<string, SellerMethod>,
  now: Date,
): Promise<Map<string, PayoutFact>> {
  const available = await lockAvailables(tx, payouts, now);
  const reasons = new Map<string, PayoutFact>();
  for (const payout of payouts) {
    const forbidden = forbidsBeginning(sellers.get(payout.sellerId), payout.methodDigest);
    if (forbidden === null) continue;
    reasons.set(payout.id, forbidden);
    const key = payableKey(payout);
    available.set(key, (available.get(key) ?? 0n) + payout.amountMinor);
  }
  const others = payouts.filter(({ id }) => !reasons.has(id));
  for (const id of findUncovered(others, available)) reasons.set(id, notCovered);
  return reasons;
}

interface Sorted {
  due: readonly ToPay[];
  /** Payouts that wait on, because no key opens their destinations. */
  leftOutCount: number;
  endedCount: number;
}

/** What goes into a file. Payouts that must not go into one, or that are not covered any more, end. */
async function sortOut(
  tx: pg.PoolClient,
  context: WalletsContext,
  waiting: readonly Payout[],
  sellers: ReadonlyMap<string, SellerMethod>,
): Promise<Sorted> {
  const { trail } = context;
  const locked = await lockPayouts(
    tx,
    waiting.map(({ id }) => id),
  );
  const scheduled = locked.filter(({ status }) => status === 'SCHEDULED');
  const reasons = await findReasons(tx, scheduled, sellers, trail.now());
  for (const before of scheduled) {
    const fact = reasons.get(before.id);
    if (fact !== undefined) await applyToPayout(tx, context, { before, fact }, trail);
  }
  const rest = scheduled.filter(({ id }) => !reasons.has(id));
  const due = rest.flatMap((payout) => toPay(context, payout, sellers.get(payout.sellerId)!) ?? []);
  return { due, leftOutCount: rest.length - due.length, endedCount: reasons.size };
}

/** Nothing is kept of a request that changes nothing: a repeat looks again. */
class NothingWaits extends Error {
  readonly leftOutCount: number;
  constructor(leftOutCount = 0) {
    super();
    this.leftOutCount = leftOutCount;
  }
}

/**
 * Puts the payouts that wait for the bank into a file. Those whose method was changed meanwhile, or that are not covered any more, end,
 * and are free again.
 */
export async function createBankFile(
  context: WalletsContext,
  input: { idempotencyKey: string },
): Promise<BankFile | NoBankFile> {
  const { id: owner } = requireRole(context.viewer, 'ADMIN');
  const key = readIdempotencyKey(input.idempotencyKey);
  const { bank } = context.payouts;
  if (bank === null) return bankFilesNotConfigured();
  const waiting = await findPayoutsForBank(context.pool, maxTransfers);
  const sellerIds = [...new Set(waiting.map(({ sellerId }) => sellerId))];
  const sellers = await context.cash.users.payoutMethods(sellerIds, context.trail.correlationId);
  const command = { owner, key, input: { command: 'createBankFile' } };
  const result = await once<{ id: string } | NoBankFile>(context.pool, command, async (tx) => {
    if (waiting.length === 0) throw new NothingWaits();
    const sorted = await sortOut(tx, context, waiting, sellers);
    const { due, leftOutCount, endedCount } = sorted;
    if (due.length > 0) return save(tx, context, bank, sorted, owner);
    if (endedCount === 0) throw new NothingWaits(leftOutCount);
    return noPayoutsForBank(leftOutCount);
  }).catch((error: unknown) => {
    if (error instanceof NothingWaits) return noPayoutsForBank(error.leftOutCount);
    throw error;
  });
  return isRefusal(result) ? result : load(context, result.id);
}

/** The bank has executed a file. Its payouts are paid; those that were marked as returned before stay so. */
export async function markBankFilePaid(
  context: WalletsContext,
  input: { bankFileId: string; idempotencyKey: string },
): Promise<BankFile> {
  const { id: owner } = requireRole(context.viewer, 'ADMIN');
  const key = readIdempotencyKey(input.idempotencyKey);
  const { bankFileId } = input;
  const { trail } = context;
  await once(context.pool, { owner, key, input: { command: 'markBankFilePaid', bankFileId } }, async (tx) => {
    const file = await lockBankFile(tx, bankFileId);
    if (file === null) throw notFound('The file');
    if (file.status === 'PAID') return null;
    const payouts = await lockPayouts(tx, file.payoutIds);
    await lockPayables(tx, payouts);
    for (const payout of payouts) {
      if (payout.status !== 'PROCESSING') continue;
      const fact = { kind: 'paid', receipt: bankReference(payout.id), at: trail.now() } as const;
      await applyToPayout(tx, context, { before: payout, fact }, trail);
    }
    await saveBankFilePaid(tx, bankFileId, owner, trail.now());
    return null;
  });
  return load(context, bankFileId);
}

/** The bank did not execute one payout of a file, or its money came back. */
export async function markPayoutReturned(
  context: WalletsContext,
  input: { payoutId: string; reason: string; idempotencyKey: string },
): Promise<Payout | WrongPayoutStatus> {
  const { id: owner } = requireRole(context.viewer, 'ADMIN');
  const key = readIdempotencyKey(input.idempotencyKey);
  const reason = readText(input.reason, 'reason', { min: 3, max: 500 });
  const { payoutId } = input;
  const { trail } = context;
  const command = { owner, key, input: { command: 'markPayoutReturned', payoutId, reason } };
  const result = await once<{ id: string } | WrongPayoutStatus>(context.pool, command, async (tx) => {
    const before = await lockPayout(tx, payoutId);
    if (before === null) throw notFound('The payout');
    const { status, kind } = before;
    if (kind !== 'BANK_ACCOUNT' || (status !== 'PROCESSING' && status !== 'PAID')) {
      return wrongPayoutStatus(
        status,
        kind,
        'only one to a bank account that is PROCESSING or PAID comes back like this.',
      );
    }
    const fact = { kind: 'returned', code: 'returned_by_bank', message: 'The bank returned the payout.' } as const;
    await applyToPayout(tx, context, { before, fact, reason }, trail);
    return { id: payoutId };
  });
  if (isRefusal(result)) return result;
  return (await findPayouts(context.db, [payoutId]))[0]!;
}
