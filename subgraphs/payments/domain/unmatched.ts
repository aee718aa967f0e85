import type { PaymentMethodKind } from './payment.ts';

/** `OPEN` until somebody decides; `DECIDING` until the decision has its effect. */
export type UnmatchedStatus = 'OPEN' | 'DECIDING' | 'RESOLVED';

/**
 * `WALLET`: a wallet gets the money. `DEPOSIT`: it is the money of a deposit. `RETURN`: its payer gets it back. `WRITE_OFF`: Soko
 * keeps it, or bears it when it is negative. `PAYEE`: a payee got it beside what was owed, and has it taken off what they get next.
 * `DISMISS`: the report tells of no money that is not booked already. The others end a payout that its provider keeps: see
 * `PayoutOutcome`.
 */
export type Resolution = 'WALLET' | 'DEPOSIT' | 'RETURN' | 'WRITE_OFF' | 'PAYEE' | 'DISMISS' | PayoutOutcome;

/** `PAID`: the payee has the money. `TAKEN_BACK`: Soko has it, so that it is owed to the payee again. */
export type PayoutOutcome = 'PAID' | 'TAKEN_BACK';

/** `CHECKING`: the provider is asked whether it has the money. `RETURNING`: the money is on its way back. */
export type DecisionStatus = 'PROPOSED' | 'CHECKING' | 'RETURNING' | 'APPLIED' | 'REJECTED' | 'FAILED';

/** A decision of people about unmatched funds. */
export interface FundsDecision {
  id: string;
  unmatchedId: string;
  resolution: Resolution;
  status: DecisionStatus;
  /** Wallet that gets the money. Null for other resolutions. */
  walletId: string | null;
  /** Deposit whose money it is. Null for other resolutions. */
  depositId: string | null;
  /** Owner of the wallet or of the deposit. */
  ownerId: string | null;
  currency: string;
  /** Null when the report tells no amount. */
  amountMinor: bigint | null;
  /** Null once the owner was erased. */
  reason: string | null;
  /** Why it had no effect. Null otherwise. */
  failure: string | null;
  idempotencyKey: string;
  inputHash: string;
  proposedBy: string;
  proposedAt: Date;
  decidedBy: string | null;
  decidedAt: Date | null;
  endedAt: Date | null;
  attempts: number;
  lastError: string | null;
  /** Time at which the next step is due. Null when nothing is left to do. */
  dueAt: Date | null;
  correlationId: string;
}

/** What decides about the possible resolutions. */
export interface ReportedFunds {
  provider: string;
  kind: string;
  reason: string;
  receipt: string | null;
  amountMinor: bigint | null;
  /** What was asked for in the words of its caller, such as the id of a payout. Null when that is not known. */
  reference: string | null;
  aboutId: string | null;
  /** Time at which the provider said that it has the money. Null until then. */
  confirmedAt: Date | null;
}

/** A report of money that came in. Others tell of payouts, whose withdrawals and refunds are in `suspense` and in payments. */
const isIncoming = ({ kind, aboutId }: ReportedFunds): boolean =>
  kind === 'stk' || kind === 'c2b-confirmation' || (kind === 'status' && aboutId?.startsWith('c2b-') === true);

/** M-Pesa paid out another amount than was asked for. */
export const paidDifferently = 'paid_differently';

/**
 * A difference between what M-Pesa told and what was booked: above zero when Soko has more than that. It has the receipt of what
 * was booked.
 */
export const isDifference = ({ reason }: Pick<ReportedFunds, 'reason'>): boolean =>
  reason === 'amount_differs' || reason === paidDifferently;

/** Money that nothing has booked yet, with a receipt of its own. */
export const isNewMoney = (funds: ReportedFunds): boolean => {
  const { reason, receipt, amountMinor } = funds;
  if (!isIncoming(funds) || isDifference(funds) || reason === 'receipt_used') return false;
  return receipt !== null && amountMinor !== null && amountMinor > 0n;
};

function resolutionsOfDifference({ reason, receipt, amountMinor }: ReportedFunds): Resolution[] {
  // Without a receipt M-Pesa cannot be asked. Only what a checkout lacks is believed then: nobody gets it.
  const isLacking = amountMinor !== null && amountMinor < 0n;
  if (receipt === null) return isLacking && reason !== paidDifferently ? ['WRITE_OFF', 'DISMISS'] : ['DISMISS'];
  if (isLacking) return ['WRITE_OFF', 'DISMISS'];
  return amountMinor === null || amountMinor === 0n ? ['DISMISS'] : ['WALLET', 'WRITE_OFF', 'DISMISS'];
}

/** Money of a checkout that could not be returned: it arrived, and nothing else is known to be wrong. */
const isNotReturned = ({ kind, reason, amountMinor }: ReportedFunds): boolean =>
  kind === 'return' && reason === 'not_returned' && amountMinor !== null && amountMinor > 0n;

/** A payout that its provider neither pays out nor takes back. */
const isKeptPayout = ({ kind, reason }: ReportedFunds): boolean => kind === 'payout' && reason === 'not_taken_back';

/** What a provider says of a payout after people have ended it. */
export const endedPayout = 'ended-payout';

/** `failed_after_end` changes nothing in the books: the money is where it was when people decided. */
export type ReasonAfterEnd = 'paid_after_end' | 'failed_after_end' | 'taken_back_after_end';

interface WordAfterEnd {
  status: 'paid' | 'failed' | 'taken_back';
  amountMinor: bigint;
  /** True for a payout by Soko, false for one that a person made at the provider. */
  isOurs: boolean;
  /** True for the payout whose id was known when people decided. */
  isKnown: boolean;
  /** True when people have it that this payout was paid. */
  wasPaid: boolean;
}

const reasonsAfterEnd = {
  paid: 'paid_after_end',
  failed: 'failed_after_end',
  taken_back: 'taken_back_after_end',
} as const satisfies Record<WordAfterEnd['status'], ReasonAfterEnd>;

/** True unless the word agrees with the decision of people, or was known to them. */
function isNews(outcome: PayoutOutcome, { status, isOurs, isKnown, wasPaid }: WordAfterEnd): boolean {
  if (status === 'taken_back') return outcome === 'PAID';
  if (status === 'failed') return wasPaid || (isOurs && !isKnown);
  // A person may have paid it so, as they had decided. Where Soko paid, they may have paid another way as well.
  return outcome === 'TAKEN_BACK' || isOurs;
}

/**
 * What people must know of a word about a payout that they have ended. Null when it agrees with their decision, or was known. The
 * amount is negative when the provider has less money of Soko than the ledger.
 */
export function afterEnd(
  outcome: PayoutOutcome,
  word: WordAfterEnd,
): { reason: ReasonAfterEnd; amountMinor: bigint } | null {
  if (!isNews(outcome, word)) return null;
  const { status, amountMinor } = word;
  const isLacking = status === 'paid' && outcome === 'TAKEN_BACK';
  return { reason: reasonsAfterEnd[status], amountMinor: isLacking ? -amountMinor : amountMinor };
}

/** The books are wrong: the payee was paid after Soko had the money back, or the other way round. */
const differsAfterEnd = ({ kind, reason, amountMinor }: ReportedFunds): boolean =>
  kind === endedPayout && amountMinor !== null && (amountMinor < 0n || reason === 'taken_back_after_end');

/** A seller was paid after Soko had the money back: they owe it from what they get next. */
const isPaidTwice = (funds: ReportedFunds): boolean =>
  differsAfterEnd(funds) && funds.amountMinor! < 0n && funds.reference?.startsWith('pyo_') === true;

/** The outcome that a decision gives to a payout. Null for other decisions. */
export const outcomeOf = ({ resolution }: Pick<FundsDecision, 'resolution'>): PayoutOutcome | null =>
  resolution === 'PAID' || resolution === 'TAKEN_BACK' ? resolution : null;

/** The resolutions that fit a report. */
export function possibleResolutions(funds: ReportedFunds): Resolution[] {
  if (isKeptPayout(funds)) return ['PAID', 'TAKEN_BACK'];
  if (isPaidTwice(funds)) return ['PAYEE', 'WRITE_OFF', 'DISMISS'];
  if (differsAfterEnd(funds)) return ['WRITE_OFF', 'DISMISS'];
  if (isDifference(funds)) return resolutionsOfDifference(funds);
  if (isNotReturned(funds)) return ['WALLET', 'WRITE_OFF', 'DISMISS'];
  return isNewMoney(funds) ? ['WALLET', 'DEPOSIT', 'RETURN', 'WRITE_OFF', 'DISMISS'] : ['DISMISS'];
}

/** True when the provider must bear the report out first: callbacks are not signed, so that reports can be forged. */
export const needsCheck = (funds: ReportedFunds, resolution: Resolution): boolean =>
  resolution !== 'DISMISS' &&
  funds.confirmedAt === null &&
  funds.receipt !== null &&
  (isNewMoney(funds) || isDifference(funds));

/** The status of a decision that nobody has to approve any more. `APPLIED` has its effect in the same transaction. */
export function firstStatus(funds: ReportedFunds, resolution: Resolution): DecisionStatus {
  // The deposit is credited by a step of its own, so that it is never done in one transaction with something else.
  if (resolution === 'DEPOSIT' || outcomeOf({ resolution }) !== null || needsCheck(funds, resolution))
    return 'CHECKING';
  return resolution === 'RETURN' ? 'RETURNING' : 'APPLIED';
}

/** A decision that moves the money, or will: no other report with the same receipt can be resolved so as well. */
export const isClaim = ({ resolution, status }: Pick<FundsDecision, 'resolution' | 'status'>): boolean =>
  resolution !== 'DISMISS' && outcomeOf({ resolution }) === null && status !== 'REJECTED' && status !== 'FAILED';

/** Resolutions that book the money in the ledger. */
export const isBooked = ({ resolution }: Pick<FundsDecision, 'resolution'>): boolean =>
  resolution === 'WALLET' || resolution === 'WRITE_OFF' || resolution === 'PAYEE';

/** The method whose money it is. */
export const methodOf = ({ provider }: Pick<ReportedFunds, 'provider'>): PaymentMethodKind =>
  provider === 'stripe' ? 'STRIPE_CARD' : 'MPESA';
