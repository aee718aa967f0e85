import { randomUUID } from 'node:crypto';
import type { ClockRecord, Draft, SavedAnswer } from '@soko/simulator-kit';

/** An authorised amount. */
export interface HoldRecord {
  /** The payment token. */
  id: string;
  status: 'authorised' | 'processed' | 'cancelled';
  amount: number;
  /** The last four digits. The number itself is never saved. */
  card: string;
  createdAt: string;
}

export type Payment3pKinds = { holds: HoldRecord; answers: SavedAnswer; clock: ClockRecord };

export type HoldDraft = Draft<Payment3pKinds>;

export function authorise(draft: HoldDraft, sent: { cardNumber: string; amount: number }, now: Date): HoldRecord {
  return draft.put('holds', {
    id: randomUUID(),
    status: 'authorised',
    amount: sent.amount,
    card: sent.cardNumber.slice(-4),
    createdAt: now.toISOString(),
  });
}

/** The authorisation, if it is still open. */
const openHold = (draft: HoldDraft, token: string): HoldRecord | null => {
  const hold = draft.get('holds', token);
  return hold?.status === 'authorised' ? hold : null;
};

export const covers = (draft: HoldDraft, token: string, amount: number): boolean =>
  (openHold(draft, token)?.amount ?? 0) >= amount;

/** Captures or voids an authorisation, once. Returns true when it did. */
export function settle(draft: HoldDraft, token: string, status: 'processed' | 'cancelled'): boolean {
  const hold = openHold(draft, token);
  if (hold) draft.put('holds', { ...hold, status });
  return hold !== null;
}

/** Reduces the authorised amount. Returns false for a greater amount. */
export function lower(draft: HoldDraft, token: string, amount: number): boolean {
  const hold = openHold(draft, token);
  if (!hold || amount > hold.amount) return false;
  draft.put('holds', { ...hold, amount });
  return true;
}
