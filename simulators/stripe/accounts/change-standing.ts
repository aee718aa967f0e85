import type { AccountRecord } from '../records/connect.ts';
import type { Work } from '../work/work.ts';
import { tellAccountUpdated } from './tell-account-updated.ts';

/** The seller has completed the onboarding. */
export function completeOnboarding(work: Work, account: AccountRecord): AccountRecord {
  const complete = work.put('accounts', { ...account, detailsSubmitted: true, disabledReason: null });
  tellAccountUpdated(work, complete, account);
  return complete;
}

/** The account is disconnected from the platform, or connected again. */
export const setDisconnected = (work: Work, account: AccountRecord, disconnected: boolean): AccountRecord =>
  work.put('accounts', { ...account, disconnected });

/** Stripe restricts the account. */
export function restrict(work: Work, account: AccountRecord, reason = 'requirements.past_due'): AccountRecord {
  const restricted = work.put('accounts', { ...account, disabledReason: reason });
  tellAccountUpdated(work, restricted, account);
  return restricted;
}
