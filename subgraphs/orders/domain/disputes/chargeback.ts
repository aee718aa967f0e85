import type { Order } from '../order.ts';
import type { LeftOut, Picture } from '../pictures/picture.ts';
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

const bytesOf = (pictures: readonly Pick<Picture, 'size'>[]): number =>
  pictures.reduce((sum, { size }) => sum + size, 0);

/** Pictures of a chargeback: those that a bank takes, in their order, and why it does not take the others. */
export interface SortedPictures<Sent> {
  taken: readonly Sent[];
  leftOut: ReadonlyMap<Sent, LeftOut>;
}

/** The smallest pictures, so that one large picture does not keep the others out. */
const smallestOf = <Sent extends Pick<Picture, 'size'>>(pictures: readonly Sent[]): readonly Sent[] =>
  pictures.toSorted((a, b) => a.size - b.size).slice(0, mostPictures);

/** The first of these that have few enough bytes together. */
function withinBytes<Sent extends Pick<Picture, 'size'>>(pictures: readonly Sent[]): Set<Sent> {
  const taken = new Set<Sent>();
  for (const picture of pictures) if (bytesOf([...taken, picture]) <= mostPictureBytes) taken.add(picture);
  return taken;
}

/** Sorts pictures for a bank, oldest first: it takes the first four JPEG and PNG, or the smallest when these are too large together. */
export function picturesForBank<Sent extends Pick<Picture, 'mimeType' | 'size'>>(
  pictures: readonly Sent[],
): SortedPictures<Sent> {
  const fitting = pictures.filter(({ mimeType }) => bankTypes.has(mimeType));
  const first = fitting.slice(0, mostPictures);
  const chosen = bytesOf(first) > mostPictureBytes ? smallestOf(fitting) : first;
  const taken = withinBytes(chosen);
  const reasonOf = (picture: Sent): LeftOut => {
    if (!bankTypes.has(picture.mimeType)) return 'WRONG_TYPE';
    return chosen.includes(picture) ? 'TOO_LARGE' : 'TOO_MANY';
  };
  const others = pictures.filter((picture) => !taken.has(picture));
  return {
    taken: fitting.filter((picture) => taken.has(picture)),
    leftOut: new Map(others.map((picture) => [picture, reasonOf(picture)])),
  };
}

/** Longest text that a bank takes, in characters. */
const longestText = 20_000;

/** A text as long as a bank takes it. It is cut between characters, because half of an emoji is no text. */
export const textForBank = (text: string): string => Array.from(text).slice(0, longestText).join('');

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
