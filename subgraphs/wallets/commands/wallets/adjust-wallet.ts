import { requireRole } from '@soko/auth';
import { badUserInput, notFound } from '@soko/errors';
import type { EventTrail } from '@soko/events';
import { once, readIdempotencyKey } from '@soko/idempotency';
import { newId } from '@soko/ids';
import { readPositiveMoney, readText, type WrittenMoney } from '@soko/input';
import { formatMinor } from '@soko/money';
import { inTransaction } from '@soko/postgres';
import { isRefusal } from '@soko/refusals';
import type pg from 'pg';
import type { WalletsContext } from '../../context.ts';
import { insufficientFunds, type MoneyRefusal } from '../../domain/money-refusals.ts';
import { needsReview, type WalletAdjustment } from '../../domain/wallets/adjustment.ts';
import {
  adjustmentDecided,
  type AdjustmentDecided,
  ownAdjustment,
  type OwnAdjustment,
} from '../../domain/wallets/refusals.ts';
import { accountOfWallet, type Wallet } from '../../domain/wallets/wallet.ts';
import { isLedgerRefusal, post } from '../../ledger/index.ts';
import { findAdjustments, lockAdjustment, saveAdjustment } from '../../store/wallets/adjustments.ts';
import { tellBalances } from '../../store/wallets/tell-balances.ts';
import { findWallet } from '../../store/wallets/wallets.ts';
import { requireWallet } from './own-wallet.ts';

export interface AdjustWalletInput {
  idempotencyKey: string;
  walletId: string;
  direction: 'CREDIT' | 'DEBIT';
  amount: WrittenMoney;
  reason: string;
}

type NotCovered = Extract<MoneyRefusal, { __typename: 'InsufficientFunds' }>;

/** Posts an adjustment against `goodwill`, also when the wallet is frozen. */
async function postAdjustment(
  tx: pg.PoolClient,
  wallet: Wallet,
  { id, amountMinor }: WalletAdjustment,
  decision: { actorId: string; at: Date },
  trail: EventTrail,
): Promise<NotCovered | null> {
  const account = accountOfWallet(wallet);
  const goodwill = { code: 'goodwill', currency: wallet.currency } as const;
  const moved =
    amountMinor > 0n
      ? { debit: goodwill, credit: account, amountMinor }
      : { debit: account, credit: goodwill, amountMinor: -amountMinor };
  const about = { adjustmentId: id };
  const posted = await post(tx, [
    {
      reference: `adjustment:${id}`,
      kind: 'adjustment',
      transfers: [moved],
      about,
      isDespiteFreeze: true,
      ...decision,
    },
  ]);
  if (!isLedgerRefusal(posted)) {
    await tellBalances(tx, posted, trail);
    return null;
  }
  if (posted.refused === 'account_frozen') throw new Error(`The adjustment ${id} was refused by a freeze.`);
  return insufficientFunds({ amountMinor: posted.availableMinor, currency: wallet.currency });
}

/** The adjustment as it is saved. */
async function savedAdjustment({ db }: WalletsContext, id: string): Promise<WalletAdjustment> {
  const [found] = await findAdjustments(db, [id]);
  return found!;
}

/** Adjusts a wallet, or proposes it to another administrator. A repeat returns the first result. */
export async function adjustWallet(
  context: WalletsContext,
  input: AdjustWalletInput,
): Promise<WalletAdjustment | NotCovered> {
  const { viewer, pool, trail, now, settings } = context;
  const { id: proposedBy } = requireRole(viewer, 'ADMIN');
  const key = readIdempotencyKey(input.idempotencyKey);
  const { amountMinor: size, currency } = readPositiveMoney(input.amount, 'amount.amount');
  const reason = readText(input.reason, 'reason', { min: 10, max: 500 });
  const wallet = await requireWallet(context, input.walletId);
  if (currency !== wallet.currency) {
    throw badUserInput(`The currency must be ${wallet.currency}, that of the wallet.`, 'amount.currency');
  }
  const amountMinor = input.direction === 'CREDIT' ? size : -size;
  const written = { command: 'adjustWallet', walletId: wallet.id, amount: formatMinor(amountMinor, currency), reason };
  const result = await once<{ id: string } | NotCovered>(
    pool,
    { owner: proposedBy, key, input: written },
    async (tx) => {
      const at = now();
      const fields = {
        id: newId('adj'),
        walletId: wallet.id,
        amountMinor,
        currency,
        reason,
        proposedBy,
        proposedAt: at,
      };
      // Nobody pays themselves.
      const waits = wallet.ownerId === proposedBy || needsReview(fields, settings.adjustmentReviewAbove);
      const made: WalletAdjustment = {
        ...fields,
        status: waits ? 'PROPOSED' : 'POSTED',
        decidedBy: null,
        decidedAt: waits ? null : at,
      };
      const refusal = waits ? null : await postAdjustment(tx, wallet, made, { actorId: proposedBy, at }, trail);
      if (refusal !== null) return refusal;
      await saveAdjustment(tx, made);
      return { id: made.id };
    },
  );
  return isRefusal(result) ? result : savedAdjustment(context, result.id);
}

type Decision = WalletAdjustment | AdjustmentDecided;

/** Approves and posts an adjustment that another administrator proposed, of a wallet of somebody else. A repeat returns it. */
export async function approveWalletAdjustment(
  context: WalletsContext,
  { adjustmentId }: { adjustmentId: string },
): Promise<Decision | OwnAdjustment | NotCovered> {
  const { viewer, pool, trail, now } = context;
  const { id: decidedBy } = requireRole(viewer, 'ADMIN');
  return inTransaction(pool, async (tx) => {
    const found = await lockAdjustment(tx, adjustmentId);
    if (found === null) throw notFound('The adjustment');
    if (found.status === 'POSTED') return found;
    if (found.status !== 'PROPOSED') return adjustmentDecided(found.status);
    const wallet = (await findWallet(tx, found.walletId))!;
    if (found.proposedBy === decidedBy || wallet.ownerId === decidedBy) return ownAdjustment();
    const at = now();
    const refusal = await postAdjustment(tx, wallet, found, { actorId: decidedBy, at }, trail);
    if (refusal !== null) return refusal;
    const decided: WalletAdjustment = { ...found, status: 'POSTED', decidedBy, decidedAt: at };
    await saveAdjustment(tx, decided);
    return decided;
  });
}

/** Rejects an adjustment that waits. A repeat returns it. */
export async function rejectWalletAdjustment(
  { viewer, pool, now }: WalletsContext,
  { adjustmentId }: { adjustmentId: string },
): Promise<Decision> {
  const { id: decidedBy } = requireRole(viewer, 'ADMIN');
  return inTransaction(pool, async (tx) => {
    const found = await lockAdjustment(tx, adjustmentId);
    if (found === null) throw notFound('The adjustment');
    if (found.status === 'REJECTED') return found;
    if (found.status !== 'PROPOSED') return adjustmentDecided(found.status);
    const decided: WalletAdjustment = { ...found, status: 'REJECTED', decidedBy, decidedAt: now() };
    await saveAdjustment(tx, decided);
    return decided;
  });
}
