import { type Envelope, type EventTrail, newEvent, paymentsPayoutAccount } from '@soko/events';

/** The account of a seller as its provider reports it. */
export interface SeenAccount {
  ref: string;
  payoutsEnabled: boolean;
  requirements: readonly string[];
  disabledReason: string | null;
}

/** The account of a seller at Stripe, to which payouts go. */
export interface PayoutAccount {
  sellerId: string;
  userId: string;
  providerRef: string;
  country: string;
  payoutsEnabled: boolean;
  requirements: string[];
  disabledReason: string | null;
  version: number;
  createdAt: Date;
  updatedAt: Date;
}

/** What the provider says of an account, as a change with its events. Null when nothing is new. */
export function applyAccount(
  before: PayoutAccount,
  { payoutsEnabled, requirements, disabledReason }: SeenAccount,
  trail: EventTrail,
): { after: PayoutAccount; events: Envelope[] } | null {
  const isSame =
    before.payoutsEnabled === payoutsEnabled &&
    before.disabledReason === disabledReason &&
    before.requirements.join() === requirements.join();
  if (isSame) return null;
  const news = { payoutsEnabled, requirements: [...requirements], disabledReason, updatedAt: trail.now() };
  const after = { ...before, ...news, version: before.version + 1 };
  const { sellerId: subject, version: sequence, userId } = after;
  const type = payoutsEnabled ? 'enabled' : 'disabled';
  const event = newEvent(
    paymentsPayoutAccount,
    type,
    { subject, sequence, data: { userId, requirements: [...requirements] } },
    trail,
  );
  return { after, events: before.payoutsEnabled === payoutsEnabled ? [] : [event] };
}
