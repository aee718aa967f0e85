import type Stripe from 'stripe';
import type { AccountRecord } from '../records/connect.ts';

/** True when the account may receive payments and pay out. */
export const isEnabled = ({ detailsSubmitted, disabledReason }: AccountRecord): boolean =>
  detailsSubmitted && disabledReason === null;

/** The data that the onboarding page requires. */
const toBeGiven = ['business_profile.url', 'external_account', 'tos_acceptance.date', 'tos_acceptance.ip'];

const requirements = (record: AccountRecord): Stripe.Account.Requirements => {
  const due = record.detailsSubmitted ? [] : toBeGiven;
  const reason = record.disabledReason ?? (record.detailsSubmitted ? null : 'requirements.past_due');
  return {
    alternatives: [],
    current_deadline: null,
    currently_due: due,
    disabled_reason: reason as Stripe.Account.Requirements.DisabledReason | null,
    errors: [],
    eventually_due: due,
    past_due: due,
    pending_verification: [],
  };
};

const capabilities = (record: AccountRecord): Stripe.Account.Capabilities =>
  Object.fromEntries(record.capabilities.map((name) => [name, isEnabled(record) ? 'active' : 'inactive']));

export const hasCapability = (record: AccountRecord, name: string): boolean =>
  isEnabled(record) && record.capabilities.includes(name);

export const renderAccount = (record: AccountRecord): Stripe.Account => ({
  id: record.id,
  object: 'account',
  business_profile: record.businessProfile as Stripe.Account.BusinessProfile | null,
  business_type: record.businessType,
  capabilities: capabilities(record),
  charges_enabled: hasCapability(record, 'card_payments') || (record.type === 'standard' && isEnabled(record)),
  controller: { type: 'application', is_controller: true },
  country: record.country,
  created: record.createdAt,
  default_currency: record.defaultCurrency,
  details_submitted: record.detailsSubmitted,
  email: record.email,
  metadata: record.metadata,
  payouts_enabled: isEnabled(record),
  requirements: requirements(record),
  settings: null,
  type: record.type,
});
