import type { EventsOf, EventTrail, paymentsUnmatchedFunds } from '@soko/events';
import { tell } from '@soko/outbox';
import { inTransaction } from '@soko/postgres';
import { clearingCodeOf } from '../../domain/cash/clearings.ts';
import { depositEvent } from '../../domain/cash/cash-events.ts';
import type { Deposit } from '../../domain/cash/deposit.ts';
import { taxOn } from '../../domain/cash/taxes.ts';
import { isLedgerRefusal, post } from '../../ledger/index.ts';
import { findWallet } from '../../store/cash/find-wallet.ts';
import { insertDeposit } from '../../store/cash/deposits.ts';
import { recordDeposit } from '../../store/gaming/index.ts';
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

/** Soko keeps the money, or bears what is missing. */
async function writeOff({ pool }: CashServices, { subject, data }: Resolved): Promise<void> {
  const { method, amount } = data.funds;
  if (amount === null || amount.amountMinor === '0') return;
  const { currency } = amount;
  const amountMinor = BigInt(amount.amountMinor);
  const clearing = { code: clearingCodeOf(method), currency };
  const goodwill = { code: 'goodwill', currency } as const;
  const moved =
    amountMinor > 0n
      ? { debit: clearing, credit: goodwill, amountMinor }
      : { debit: goodwill, credit: clearing, amountMinor: -amountMinor };
  await inTransaction(pool, async (tx) => {
    const posted = await post(tx, [
      {
        reference: `unmatched:${subject}`,
        kind: 'unmatched_written_off',
        transfers: [moved],
        at: new Date(data.resolvedAt),
        about: { unmatchedFundsId: subject, decisionId: data.decisionId },
        actorId: data.decidedBy,
      },
    ]);
    if (isLedgerRefusal(posted)) throw new Error(`The ledger refused the funds ${subject}: ${posted.refused}.`);
  });
}

/** Books money that nobody asked for, once people have decided whose it is. A repeat books nothing. */
export async function bookUnmatchedFunds(services: CashServices, event: Resolved, trail: EventTrail): Promise<void> {
  const { resolution, funds, resolvedAt } = event.data;
  if (resolution === 'WRITE_OFF') return writeOff(services, event);
  if (resolution !== 'WALLET') return;
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
