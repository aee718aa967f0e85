import type { MpesaDraft, ShortCodeRecord } from '../records/kinds.ts';

const newShortCode = (id: string): ShortCodeRecord => ({
  id,
  utility: 1_000_000,
  working: 0,
  confirmationUrl: null,
  validationUrl: null,
  responseType: 'Completed',
});

export const shortCodeOf = (draft: Pick<MpesaDraft, 'get'>, id: string): ShortCodeRecord =>
  draft.get('shortCodes', id) ?? newShortCode(id);

export function changeBalance(draft: MpesaDraft, id: string, account: 'utility' | 'working', by: number): void {
  const known = shortCodeOf(draft, id);
  draft.put('shortCodes', { ...known, [account]: known[account] + by });
}
