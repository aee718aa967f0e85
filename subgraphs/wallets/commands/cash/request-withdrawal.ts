import { keyedHashes, readIdempotencyKey, requireSameInput } from '@soko/idempotency';
import { newId } from '@soko/ids';
import { tell } from '@soko/outbox';
import { inTransaction } from '@soko/postgres';
import { isRefusal } from '@soko/refusals';
import type { WalletsContext } from '../../context.ts';
import { withdrawalEvent } from '../../domain/cash/cash-events.ts';
import { readMpesaAmount, readMpesaPhone, requireMpesaWallet } from '../../domain/cash/read-amount.ts';
import { taxOn } from '../../domain/cash/taxes.ts';
import type { Withdrawal } from '../../domain/cash/withdrawal.ts';
import { refuseByDebt } from '../../domain/cash/cover-debt.ts';
import { insufficientFunds, type PayoutRefusal, walletFrozen } from '../../domain/money-refusals.ts';
import type { Wallet } from '../../domain/wallets/wallet.ts';
import { findPayingWallet } from '../../store/cash/find-wallet.ts';
import { findWithdrawalByKey, insertWithdrawal, saveChallenge, saveWithdrawal } from '../../store/cash/withdrawals.ts';
import { followWithdrawal } from './follow-withdrawal.ts';
import { ownWallet } from './own-wallet.ts';

export interface RequestWithdrawalInput {
  walletId: string;
  amount: { amount: string; currency: string };
  phone: string;
  idempotencyKey: string;
}

/** The least that M-Pesa pays out, in minor units. */
const minMinor = 1_000n;

/** A shilling: M-Pesa pays out no less than that. */
const shilling = 100n;

/** Time in which a withdrawal must be confirmed, in milliseconds. Codes expire earlier and can be sent again. */
const confirmMs = 3_600_000;

interface Wanted {
  wallet: Wallet;
  amountMinor: bigint;
  phone: string;
  key: string;
  hash: string;
}

function newWithdrawal({ cash, trail }: WalletsContext, { wallet, key, hash, ...wanted }: Wanted): Withdrawal {
  const now = trail.now();
  const { currency } = wallet;
  return {
    id: newId('wdr'),
    ownerId: wallet.ownerId,
    walletId: wallet.id,
    status: 'REQUESTED',
    currency,
    ...wanted,
    withholdingMinor: taxOn(wanted.amountMinor, currency, cash.settings.withholding, shilling),
    challengeId: null,
    codeSentTo: null,
    codeExpiresAt: null,
    receipt: null,
    failure: null,
    contradicted: false,
    payoutVersion: 0,
    idempotencyKey: key,
    inputHash: hash,
    submittedAt: null,
    lookAt: new Date(now.getTime() + confirmMs),
    correlationId: trail.correlationId,
    version: 1,
    createdAt: now,
    updatedAt: now,
  };
}

/** Tells early what `confirmWithdrawal` would refuse. Nothing is held yet. */
async function refuseEarly({ pool }: WalletsContext, { id, status, currency }: Wallet, amountMinor: bigint) {
  if (status === 'FROZEN') return walletFrozen();
  const found = await findPayingWallet(pool, id);
  if (found.availableMinor >= amountMinor) return refuseByDebt({ ...found, currency }, amountMinor);
  return insufficientFunds({ amountMinor: found.availableMinor, currency });
}

async function save({ pool, trail }: WalletsContext, withdrawal: Withdrawal): Promise<void> {
  await inTransaction(pool, async (tx) => {
    if (!(await insertWithdrawal(tx, withdrawal))) return;
    await saveWithdrawal(tx, withdrawal, { from: null, by: trail.actor, reason: null });
    await tell(tx, [withdrawalEvent(withdrawal, trail)]);
  });
}

/** The name of a withdrawal for users, before and after it is saved: a repeat gets the code that was sent. */
const referenceOf = ({ key, hash }: { key: string; hash: string }): string => `${key} ${hash}`;

/**
 * Saves a new withdrawal with the code that was sent for it. A request for which no code can be sent leaves nothing behind, unless
 * the account is suspended.
 */
async function begin(context: WalletsContext, wanted: Wanted): Promise<void> {
  const { cash, trail } = context;
  const sent = await cash.users.sendCode(
    { userId: wanted.wallet.ownerId, reference: referenceOf(wanted) },
    trail.correlationId,
  );
  await save(context, { ...newWithdrawal(context, wanted), ...sent });
}

/** Sends the one-time code of a withdrawal that has none. A suspended account gets none, and the withdrawal fails. */
async function sendCode(context: WalletsContext, withdrawal: Withdrawal): Promise<Withdrawal> {
  const { db, cash, trail } = context;
  if (withdrawal.status !== 'REQUESTED' || withdrawal.challengeId !== null) return withdrawal;
  const reference = referenceOf({ key: withdrawal.idempotencyKey, hash: withdrawal.inputHash });
  const sent = await cash.users.sendCode({ userId: withdrawal.ownerId, reference }, trail.correlationId);
  if (sent === null) {
    const fact = { kind: 'refused', code: 'account_suspended', message: 'The account is suspended.' } as const;
    const failed = await followWithdrawal(context, withdrawal.id, fact, trail);
    return failed !== null && !isRefusal(failed) ? failed : withdrawal;
  }
  await saveChallenge(db, withdrawal.id, sent);
  return { ...withdrawal, ...sent };
}

/** Requests a withdrawal from a wallet of the viewer, and sends the code that confirms it. */
export async function requestWithdrawal(
  context: WalletsContext,
  input: RequestWithdrawalInput,
): Promise<Withdrawal | PayoutRefusal> {
  const { db, cash } = context;
  const key = readIdempotencyKey(input.idempotencyKey);
  const wallet = await ownWallet(context, input.walletId);
  requireMpesaWallet(wallet, 'walletId');
  const amountMinor = readMpesaAmount(input.amount, wallet, minMinor);
  const phone = readMpesaPhone(input.phone);
  const hashes = keyedHashes(cash.settings.sealKeys, [wallet.id, amountMinor.toString(), phone]);
  const known = await findWithdrawalByKey(db, wallet.ownerId, key);
  if (known === null) {
    const refusal = await refuseEarly(context, wallet, amountMinor);
    if (refusal !== null) return refusal;
    await begin(context, { wallet, amountMinor, phone, key, hash: hashes[0] });
  }
  const saved = known ?? (await findWithdrawalByKey(db, wallet.ownerId, key));
  if (saved === null) throw new Error('A withdrawal was not saved.');
  requireSameInput(saved.inputHash, hashes);
  return sendCode(context, saved);
}
