import { badUserInput } from '@soko/errors';
import { keyedHashes, readIdempotencyKey, requireSameInput } from '@soko/idempotency';
import { newId } from '@soko/ids';
import { readPaymentToken } from '@soko/input';
import { tell } from '@soko/outbox';
import { inTransaction } from '@soko/postgres';
import { isRefusal } from '@soko/refusals';
import type { WalletsContext } from '../../context.ts';
import { depositEvent } from '../../domain/cash/cash-events.ts';
import type { Deposit, DepositMethod } from '../../domain/cash/deposit.ts';
import {
  mpesaRules,
  readAmount,
  readMpesaAmount,
  readMpesaPhone,
  requireMpesaWallet,
} from '../../domain/cash/read-amount.ts';
import { taxOn } from '../../domain/cash/taxes.ts';
import type { GamingRefusal } from '../../domain/gaming/refusals.ts';
import { walletFrozen } from '../../domain/money-refusals.ts';
import type { Wallet } from '../../domain/wallets/wallet.ts';
import { findDepositByKey, insertDeposit } from '../../store/cash/deposits.ts';
import { refuseByGamingLimits } from '../../store/gaming/index.ts';
import { askPayments } from './ask-payments.ts';
import { followDeposit } from './follow-deposit.ts';
import { ownWallet } from './own-wallet.ts';

export interface DepositInput {
  walletId: string;
  amount: { amount: string; currency: string };
  method: DepositMethod;
  phone?: string | null | undefined;
  token?: string | null | undefined;
  idempotencyKey: string;
}

type Refusal = GamingRefusal | ReturnType<typeof walletFrozen>;

/** Source and amount of the money, checked. */
interface Payer {
  method: DepositMethod;
  amountMinor: bigint;
  phone: string | null;
  token: string | null;
}

function readPayer({ method, amount, phone, token }: DepositInput, wallet: Wallet): Payer {
  if (method === 'STRIPE_CARD') {
    if (phone != null) throw badUserInput('The phone must be omitted for STRIPE_CARD.', 'phone');
    if (token == null) throw badUserInput('The token is required for STRIPE_CARD.', 'token');
    return { method, amountMinor: readAmount(amount, wallet), phone: null, token: readPaymentToken(token, 'token') };
  }
  if (token != null) throw badUserInput('The token must be omitted for MPESA.', 'token');
  if (phone == null) throw badUserInput('The phone is required for MPESA.', 'phone');
  requireMpesaWallet(wallet, 'method');
  const amountMinor = readMpesaAmount(amount, wallet, mpesaRules.stepMinor);
  return { method, amountMinor, phone: readMpesaPhone(phone), token: null };
}

function newDeposit({ cash, trail }: WalletsContext, wallet: Wallet, payer: Payer, key: string, hash: string): Deposit {
  const { lookMs, excise } = cash.settings;
  const { currency } = wallet;
  const now = trail.now();
  return {
    id: newId('dep'),
    ownerId: wallet.ownerId,
    walletId: wallet.id,
    method: payer.method,
    status: 'CREATED',
    currency,
    amountMinor: payer.amountMinor,
    exciseMinor: taxOn(payer.amountMinor, currency, excise),
    receivedMinor: null,
    receivedIn: null,
    correctedMinor: null,
    returnedMinor: 0n,
    lentMinor: 0n,
    returnsVersion: 0,
    receipt: null,
    clientSecret: null,
    actionUrl: null,
    failure: null,
    idempotencyKey: key,
    inputHash: hash,
    lookAt: new Date(now.getTime() + lookMs),
    correlationId: trail.correlationId,
    version: 1,
    createdAt: now,
    updatedAt: now,
  };
}

class Refused extends Error {
  readonly refusal: Refusal;
  constructor(refusal: Refusal) {
    super(refusal.message);
    this.refusal = refusal;
  }
}

/** Saves a new deposit with its event, unless its key was used before or the owner's limits refuse it. */
async function begin({ pool, trail }: WalletsContext, deposit: Deposit, wallet: Wallet): Promise<Refusal | null> {
  const { ownerId: userId, amountMinor, currency } = deposit;
  try {
    await inTransaction(pool, async (tx) => {
      if (!(await insertDeposit(tx, deposit))) return;
      if (wallet.status === 'FROZEN') throw new Refused(walletFrozen());
      const reference = `deposit:${deposit.id}`;
      const activity = { userId, activity: 'deposit', amountMinor, currency, reference, now: trail.now() } as const;
      const refusal = await refuseByGamingLimits(tx, activity);
      if (refusal !== null) throw new Refused(refusal);
      await tell(tx, [depositEvent(deposit, trail)]);
    });
    return null;
  } catch (error) {
    if (error instanceof Refused) return error.refusal;
    throw error;
  }
}

/**
 * Pays money into a wallet of the viewer: the deposit is saved, then payments is asked. A repeat asks again for a deposit that
 * payments may not know, and returns it as it is. A lost answer is found by the job `wallets.look-at-deposits`.
 */
export async function deposit(context: WalletsContext, input: DepositInput): Promise<Deposit | Refusal> {
  const { db, cash, trail } = context;
  const key = readIdempotencyKey(input.idempotencyKey);
  const wallet = await ownWallet(context, input.walletId);
  const payer = readPayer(input, wallet);
  const { method, amountMinor, phone, token } = payer;
  const hashes = keyedHashes(cash.settings.sealKeys, [wallet.id, method, amountMinor.toString(), phone, token]);
  const refusal = await begin(context, newDeposit(context, wallet, payer, key, hashes[0]), wallet);
  if (refusal !== null && isRefusal(refusal)) return refusal;
  const saved = await findDepositByKey(db, wallet.ownerId, key);
  if (saved === null) throw new Error('A deposit was neither saved nor refused.');
  requireSameInput(saved.inputHash, hashes);
  if (saved.status !== 'CREATED') return saved;
  const { id: reference, ownerId: userId, currency } = saved;
  const collect = { reference, userId, amount: { amountMinor, currency }, method, phone, token };
  const fact = await askPayments(cash, () => cash.payments.collect(collect, trail.correlationId));
  return (fact && (await followDeposit(context, saved.id, fact, trail))) ?? saved;
}
