import type Stripe from 'stripe';
import type { CardDetails, PaymentMethodRecord } from '../records/payments.ts';

export const renderBillingDetails = ({
  email,
  name,
  phone,
  address,
}: PaymentMethodRecord['billingDetails']): Stripe.PaymentMethod.BillingDetails => ({
  address: {
    city: null,
    country: null,
    line1: null,
    line2: null,
    postal_code: null,
    state: null,
    ...(address as Partial<Stripe.Address> | null),
  },
  email,
  name,
  phone,
  tax_id: null,
});

const renderCard = (card: CardDetails): Stripe.PaymentMethod.Card => ({
  brand: card.brand,
  checks: { address_line1_check: null, address_postal_code_check: null, cvc_check: 'pass' },
  country: card.country,
  display_brand: card.brand,
  exp_month: card.expMonth,
  exp_year: card.expYear,
  fingerprint: card.fingerprint,
  funding: card.funding,
  generated_from: null,
  last4: card.last4,
  networks: { available: [card.brand], preferred: null },
  regulated_status: 'unregulated',
  three_d_secure_usage: { supported: true },
  wallet: null,
});

export const renderPaymentMethod = (record: PaymentMethodRecord): Stripe.PaymentMethod => ({
  id: record.id,
  object: 'payment_method',
  allow_redisplay: 'unspecified',
  billing_details: renderBillingDetails(record.billingDetails),
  card: renderCard(record.card),
  created: record.createdAt,
  customer: record.customer,
  customer_account: null,
  livemode: false,
  metadata: record.metadata,
  type: 'card',
});
