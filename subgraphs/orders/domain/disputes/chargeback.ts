import type { Order } from '../order.ts';
import type { Picture } from '../pictures/picture.ts';
import { changeDispute, type Dispute, type DisputeChange, type DisputeReason } from './dispute.ts';
import { newDispute, type OpeningFacts } from './open-dispute.ts';

/** A dispute at the buyer's bank, as payments publishes it. */
export interface BankDispute {
  /** Id of the dispute at the payment provider. */
  ref: string;
  reason: string | null;
  amountMinor: bigint;
  evidenceDueAt: Date | null;
}

/** Stripe's reasons: https://docs.stripe.com/disputes/categories */
const reasons: Readonly<Record<string, DisputeReason>> = {
  product_not_received: 'NOT_RECEIVED',
  product_unacceptable: 'NOT_AS_DESCRIBED',
};

export const reasonOfBank = (reason: string | null): DisputeReason => reasons[reason ?? ''] ?? 'OTHER';

/** A chargeback that opens a dispute by itself. */
export function newChargeback(facts: OpeningFacts, bank: BankDispute, now: Date, answerMs: number): Dispute {
  const opening = { reason: reasonOfBank(bank.reason), lines: [] };
  const dispute = newDispute(facts, opening, now, { answerMs });
  return {
    ...dispute,
    kind: 'CHARGEBACK',
    amountMinor: bank.amountMinor,
    answerDueAt: bank.evidenceDueAt ?? dispute.answerDueAt,
    bankRef: bank.ref,
    bankReason: bank.reason,
  };
}

/** An open dispute that becomes a chargeback: from now on the bank decides about its amount. What both sides wrote stays. */
export const becomeChargeback = (dispute: Dispute, bank: BankDispute, now: Date): DisputeChange =>
  changeDispute(
    dispute,
    {
      kind: 'CHARGEBACK',
      amountMinor: bank.amountMinor,
      lines: [],
      bankRef: bank.ref,
      bankReason: bank.reason,
      answerDueAt: bank.evidenceDueAt ?? dispute.answerDueAt,
    },
    now,
  );

/** The bank's decision. */
export const endChargeback = (dispute: Dispute, outcome: 'BUYER' | 'SELLER', now: Date): DisputeChange =>
  changeDispute(dispute, { status: 'RESOLVED', outcome }, now);

/** The goods of an order for the bank, such as `Oak lamp × 2`. */
export const describeGoods = ({ lines }: Pick<Order, 'lines'>): string =>
  lines.map(({ title, quantity, packedQuantity }) => `${title} × ${packedQuantity ?? quantity}`).join('\n');

/** Pictures that a bank takes with the evidence of one chargeback, and their bytes together. */
const mostPictures = 4;
const mostPictureBytes = 4_500_000;

const bankTypes = new Set(['image/jpeg', 'image/png']);

/** The pictures that a bank takes, oldest first: others are of another type, too large, or too many. */
export function picturesForBank<Sent extends Pick<Picture, 'mimeType' | 'size'>>(pictures: readonly Sent[]): Sent[] {
  const taken: Sent[] = [];
  let left = mostPictureBytes;
  for (const picture of pictures) {
    if (taken.length === mostPictures) break;
    if (!bankTypes.has(picture.mimeType) || picture.size > left) continue;
    left -= picture.size;
    taken.push(picture);
  }
  return taken;
}

/** Time before the bank's deadline from which the texts wait for nothing else, in milliseconds. */
const textsAloneMs = 21_600_000;

/** Tries that wait for everything in any case. */
const wholeTries = 5;

/**
 * Whether evidence may wait for its pictures and for what fulfilment knows. The texts must reach the bank before its deadline,
 * whatever holds up the rest.
 */
export const mayWait = ({ answerDueAt }: Pick<Dispute, 'answerDueAt'>, attempts: number, now: Date): boolean =>
  attempts <= wholeTries || answerDueAt.getTime() - now.getTime() > textsAloneMs;
