/** Where the money of a deposit comes from. */
export type DepositMethod = 'MPESA' | 'STRIPE_CARD';

export type DepositStatus = 'CREATED' | 'PENDING' | 'COMPLETED' | 'FAILED';

export interface Failure {
  code: string;
  message: string;
}

/** Money that a user pays into a wallet. Amounts are in minor units of `currency`. */
export interface Deposit {
  id: string;
  ownerId: string;
  walletId: string;
  method: DepositMethod;
  status: DepositStatus;
  currency: string;
  /** Amount that was asked for, excise included. */
  amountMinor: bigint;
  exciseMinor: bigint;
  /** Amount that arrived. Null until then. */
  receivedMinor: bigint | null;
  /** Currency in which it arrived. Null until then. */
  receivedIn: string | null;
  /** Amount that arrived according to a report after the wallet was credited. Null unless it is another one. */
  correctedMinor: bigint | null;
  /** Part of it that went back to the payer later, such as by a chargeback. */
  returnedMinor: bigint;
  /** Part of what went back that the wallet did not have, and that is not here again. */
  lentMinor: bigint;
  /** Version of the collection with the last report about what went back. */
  returnsVersion: number;
  receipt: string | null;
  clientSecret: string | null;
  actionUrl: string | null;
  failure: Failure | null;
  idempotencyKey: string;
  inputHash: string;
  /** Time at which payments is asked for the outcome. Null when nothing is open. */
  lookAt: Date | null;
  correlationId: string;
  version: number;
  createdAt: Date;
  updatedAt: Date;
}

/** A report of payments about the money of a deposit. */
export type CollectionFact =
  | { kind: 'pending' }
  | { kind: 'requires_action'; clientSecret: string | null; actionUrl: string | null }
  /** `corrected`: the amount of `succeeded` was assumed, and another one arrived. */
  | { kind: 'succeeded' | 'corrected'; receivedMinor: bigint; currency: string; receipt: string | null; at: Date }
  /** All that is back with the payer, of money that had arrived; less than before when a return failed. */
  | { kind: 'returned'; returnedMinor: bigint; version: number; at: Date }
  | ({ kind: 'failed' } & Failure)
  /** Payments was never asked, and will not be any more. */
  | { kind: 'unknown' };

/** The deposit after a report, and what the ledger must say about it. */
export interface DepositStep {
  after: Deposit;
  /**
   * `credit`: the wallet gets the money. `suspense`: it arrived, but not as asked. `correct`: the wallet was credited, and the
   * difference to what arrived goes to suspense. `return`: it went back to the payer, from where it was. `return_reversed`: what
   * went back is here again, and goes to where it was taken from.
   */
  posting: 'credit' | 'suspense' | 'correct' | 'return' | 'return_reversed' | null;
  /** Amount that went back with this step, or came here again. */
  backMinor?: bigint;
}

/** Failure of a deposit for which another amount arrived than was asked for. */
export const amountDiffers = 'amount_differs';

const isOpen = ({ status }: Deposit): boolean => status === 'CREATED' || status === 'PENDING';

const change = (deposit: Deposit, now: Date, changed: Partial<Deposit>): Deposit => ({
  ...deposit,
  clientSecret: null,
  actionUrl: null,
  ...changed,
  version: deposit.version + 1,
  updatedAt: now,
});

type Arrived = CollectionFact & { kind: 'succeeded' | 'corrected' };

function followSucceeded(
  deposit: Deposit,
  { receivedMinor, currency, receipt }: Arrived,
  now: Date,
): DepositStep | null {
  // Money that arrives after a failure is credited all the same. `receivedMinor` tells that it arrived before.
  if (deposit.receivedMinor !== null) return null;
  const arrived = { receivedMinor, receivedIn: currency, receipt, lookAt: null };
  if (receivedMinor === deposit.amountMinor && currency === deposit.currency) {
    const after = change(deposit, now, { ...arrived, status: 'COMPLETED', failure: null });
    return { after, posting: 'credit' };
  }
  const message = 'Another amount arrived than was asked for. Support will contact you.';
  const after = change(deposit, now, { ...arrived, status: 'FAILED', failure: { code: amountDiffers, message } });
  return { after, posting: 'suspense' };
}

/** The wallet keeps what it got. An administrator decides about the difference. */
function followCorrected(deposit: Deposit, fact: Arrived, now: Date): DepositStep | null {
  // A deposit that was read from payments after the correction has its amount already.
  if (deposit.receivedMinor === null) return followSucceeded(deposit, fact, now);
  const { receivedMinor, receipt } = fact;
  if (deposit.status !== 'COMPLETED' || deposit.correctedMinor !== null || receivedMinor === deposit.receivedMinor)
    return null;
  return { after: change(deposit, now, { correctedMinor: receivedMinor, receipt }), posting: 'correct' };
}

function followReturned(
  deposit: Deposit,
  { returnedMinor, version }: CollectionFact & { kind: 'returned' },
  now: Date,
): DepositStep | null {
  // Repeated later: the report that the money arrived is on its way.
  if (deposit.receivedMinor === null) throw new Error(`The money of ${deposit.id} went back before it arrived.`);
  const backMinor = returnedMinor - deposit.returnedMinor;
  if (backMinor === 0n || version <= deposit.returnsVersion) return null;
  const after = change(deposit, now, { returnedMinor, returnsVersion: version });
  if (backMinor > 0n) return { after, posting: 'return', backMinor };
  return { after, posting: 'return_reversed', backMinor: -backMinor };
}

/** Decides what a report changes. Null when it changes nothing, so repeats and old reports have no effect. */
export function followCollection(
  deposit: Deposit,
  fact: CollectionFact,
  now: Date,
  lookMs: number,
): DepositStep | null {
  const lookAt = new Date(now.getTime() + lookMs);
  switch (fact.kind) {
    case 'succeeded':
      return followSucceeded(deposit, fact, now);
    case 'corrected':
      return followCorrected(deposit, fact, now);
    case 'returned':
      return followReturned(deposit, fact, now);
    case 'failed': {
      if (!isOpen(deposit)) return null;
      const { code, message } = fact;
      return {
        after: change(deposit, now, { status: 'FAILED', failure: { code, message }, lookAt: null }),
        posting: null,
      };
    }
    case 'unknown': {
      if (deposit.status !== 'CREATED') return null;
      const failure = {
        code: 'not_sent',
        message: 'The deposit could not be started. Nothing was charged. Try again.',
      };
      return { after: change(deposit, now, { status: 'FAILED', failure, lookAt: null }), posting: null };
    }
    case 'requires_action': {
      const { clientSecret, actionUrl } = fact;
      const isKnown = deposit.clientSecret === clientSecret && deposit.actionUrl === actionUrl;
      if (!isOpen(deposit) || (deposit.status === 'PENDING' && isKnown)) return null;
      return { after: change(deposit, now, { status: 'PENDING', clientSecret, actionUrl, lookAt }), posting: null };
    }
    default:
      if (deposit.status !== 'CREATED' && deposit.clientSecret === null && deposit.actionUrl === null) return null;
      if (!isOpen(deposit)) return null;
      return { after: change(deposit, now, { status: 'PENDING', lookAt }), posting: null };
  }
}
