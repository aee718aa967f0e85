import type { EventsOf, EventTrail, paymentsUnmatchedFunds } from '@soko/events';
import { tell } from '@soko/outbox';
import { inTransaction, type Queryable } from '@soko/postgres';
import { clearingCodeOf } from '../../domain/cash/clearings.ts';
import { depositEvent } from '../../domain/cash/cash-events.ts';
import type { Deposit } from '../../domain/cash/deposit.ts';
import { taxOn } from '../../domain/cash/taxes.ts';
import { accountOfWallet } from '../../domain/wallets/wallet.ts';
import { isLedgerRefusal, post, type Posted, type Transfer } from '../../ledger/index.ts';
import { findWallet } from '../../store/cash/find-wallet.ts';
import { insertDeposit } from '../../store/cash/deposits.ts';
import { recordDeposit } from '../../store/gaming/index.ts';
import { lockPayables } from '../../store/payouts/payable.ts';
import { lockPayout } from '../../store/payouts/payouts.ts';
import { tellBalances } from '../../store/wallets/tell-balances.ts';
import type { CashServices } from './cash-services.ts';
import { followDeposit } from './follow-deposit.ts';

type Resolved = Extract<EventsOf<typeof paymentsUnmatchedFunds>, { type: 'payments.unmatched_funds.resolved' }>;

/** The deposit has the id of the funds, so that a repeat finds it. */
const depositIdOf = (fundsId: string): string => `dep_${fundsId.slice(fundsId.indexOf('_') + 1)}`;

/** The deposit that the funds become: its owner sees it like any other, and it counts towards their limits from now on. */
async function beginDeposit(
  { pool, cash }: CashServices,
  { subject, data }: Resolved,
  trail: EventTrail,
): Promise<string> {
  const id = depositIdOf(subject);
  const { method, amount } = data.funds;
  await inTransaction(pool, async (tx) => {
    const wallet = await findWallet(tx, data.walletId!);
    const { currency, ownerId } = wallet;
    if (amount?.currency !== currency) throw new Error(`The wallet ${wallet.id} cannot take the funds ${subject}.`);
    const amountMinor = BigInt(amount.amountMinor);
    const at = trail.now();
    const deposit: Deposit = {
      id,
      ownerId,
      walletId: wallet.id,
      method,
      status: 'CREATED',
      currency,
      amountMinor,
      exciseMinor: taxOn(amountMinor, currency, cash.settings.excise),
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
      idempotencyKey: `unmatched funds ${subject}`,
      inputHash: data.decisionId,
      lookAt: null,
      correlationId: trail.correlationId,
      version: 1,
      createdAt: at,
      updatedAt: at,
    };
    if (!(await insertDeposit(tx, deposit))) return;
    await recordDeposit(tx, { userId: ownerId, amountMinor, currency, reference: `deposit:${id}`, now: at });
    await tell(tx, [depositEvent(deposit, trail)]);
  });
  return id;
}

/** The ledger's part of a decision, once per funds. */
async function postDecision(
  tx: Queryable,
  { subject, data }: Resolved,
  kind: string,
  transfer: Transfer,
  more: Readonly<Record<string, string>> = {},
): Promise<Posted[]> {
  const about = { unmatchedFundsId: subject, decisionId: data.decisionId, ...more };
  const at = new Date(data.resolvedAt);
  const transaction = { reference: `unmatched:${subject}`, kind, transfers: [transfer], at, about };
  const posted = await post(tx, [{ ...transaction, actorId: data.decidedBy }]);
  if (isLedgerRefusal(posted)) throw new Error(`The ledger refused the funds ${subject}: ${posted.refused}.`);
  return posted;
}

/** Soko keeps the money, or bears what is missing. */
async function writeOff({ pool }: CashServices, event: Resolved): Promise<void> {
  const { method, amount } = event.data.funds;
  if (amount === null || amount.amountMinor === '0') return;
  const { currency } = amount;
  const amountMinor = BigInt(amount.amountMinor);
  const clearing = { code: clearingCodeOf(method), currency };
  const goodwill = { code: 'goodwill', currency } as const;
  const moved =
    amountMinor > 0n
      ? { debit: clearing, credit: goodwill, amountMinor }
      : { debit: goodwill, credit: clearing, amountMinor: -amountMinor };
  await inTransaction(pool, (tx) => postDecision(tx, event, 'unmatched_written_off', moved));
}

/** A payout brought less than left the wallet. It is no deposit: the money was the user's before. */
async function returnShortfall({ pool }: CashServices, event: Resolved, trail: EventTrail): Promise<void> {
  const { funds, walletId } = event.data;
  await inTransaction(pool, async (tx) => {
    const wallet = await findWallet(tx, walletId!);
    const { amountMinor, currency } = funds.amount!;
    if (currency !== wallet.currency) throw new Error(`The wallet ${wallet.id} cannot take ${currency}.`);
    const debit = { code: clearingCodeOf(funds.method), currency };
    const back = { debit, credit: accountOfWallet(wallet), amountMinor: BigInt(amountMinor) };
    await tellBalances(tx, await postDecision(tx, event, 'payout_shortfall', back), trail);
  });
}

/**
 * A seller was paid although the payout had failed, and its money was owed to them again: they owe it now, and their next sales are
 * netted against it.
 */
async function takeFromPayee({ pool }: CashServices, event: Resolved): Promise<void> {
  const { payoutId, funds } = event.data;
  await inTransaction(pool, async (tx) => {
    const payout = payoutId === null ? null : await lockPayout(tx, payoutId);
    const { currency, amountMinor } = funds.amount!;
    if (payout?.currency !== currency)
      throw new Error(`There is no payout in ${currency} for the funds ${event.subject}.`);
    await lockPayables(tx, [payout]);
    const { sellerId } = payout;
    const transfer = {
      debit: { code: 'seller_payable', currency, ownerId: sellerId } as const,
      credit: { code: clearingCodeOf(funds.method), currency },
      amountMinor: -BigInt(amountMinor),
    };
    await postDecision(tx, event, 'payout', transfer, { payoutId: payout.id, sellerId });
  });
}

/** Books money that nobody asked for, once people have decided whose it is. A repeat books nothing. */
export async function bookUnmatchedFunds(services: CashServices, event: Resolved, trail: EventTrail): Promise<void> {
  const { resolution, funds, resolvedAt } = event.data;
  if (resolution === 'WRITE_OFF') return writeOff(services, event);
  if (resolution === 'PAYEE') return takeFromPayee(services, event);
  if (resolution !== 'WALLET') return;
  if (funds.reason === 'paid_differently') return returnShortfall(services, event, trail);
  const id = await beginDeposit(services, event, trail);
  const { amountMinor, currency } = funds.amount!;
  const fact = {
    kind: 'succeeded',
    receivedMinor: BigInt(amountMinor),
    currency,
    receipt: funds.receipt,
    at: new Date(resolvedAt),
  } as const;
  await followDeposit(services, id, fact, trail);
}
