import { randomBytes, randomInt, randomUUID } from 'node:crypto';
import type { MpesaDraft } from './kinds.ts';

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789';
const letters = alphabet.slice(0, 26);

/** A receipt such as `NLJ7RT61SV`: ten letters and digits, the first a letter, unique. */
export function newReceipt(draft: MpesaDraft): string {
  for (;;) {
    const rest = Array.from({ length: 9 }, () => alphabet[randomInt(alphabet.length)]).join('');
    const receipt = letters[randomInt(letters.length)]! + rest;
    if (draft.get('transactions', receipt) === undefined) return receipt;
  }
}

export const newConversationId = (at: Date): string =>
  `AG_${at.toISOString().slice(0, 10).replaceAll('-', '')}_${randomBytes(10).toString('hex')}`;

export const newOriginatorId = (): string => `${randomInt(10_000, 99_999)}-${randomInt(10_000_000, 99_999_999)}-1`;

export const newCheckoutId = (now: Date): string =>
  `ws_CO_${nairobi(now)}${randomInt(1_000_000_000).toString().padStart(9, '0')}`;

export const newRequestId = (): string => randomUUID().slice(0, 18);

/** Time in Nairobi as `YYYYMMDDHHmmss`. Kenya is three hours ahead of UTC all year. */
export const nairobi = (at: Date): string =>
  new Date(at.getTime() + 3 * 3_600_000).toISOString().slice(0, 19).replaceAll(/[-:T]/g, '');

/** `06.07.2024 22:48:52`, in Nairobi. */
export function nairobiText(at: Date): string {
  const text = nairobi(at);
  const [year, month, day] = [text.slice(0, 4), text.slice(4, 6), text.slice(6, 8)];
  return `${day}.${month}.${year} ${text.slice(8, 10)}:${text.slice(10, 12)}:${text.slice(12)}`;
}
