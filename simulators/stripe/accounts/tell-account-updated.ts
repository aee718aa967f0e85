import type { AccountRecord } from '../records/connect.ts';
import type { Work } from '../work/work.ts';

/** An event of the connected account, not of the platform. */
export const tellAccountUpdated = (work: Work, account: AccountRecord, before: AccountRecord): void =>
  work.tell('account.updated', 'accounts', { ...account, account: account.id }, before);
