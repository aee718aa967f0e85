import { inTimeOrder, type PersonalSection } from '@soko/subgraph';

const paid = inTimeOrder('p.created_at', 'p.id');
const saved = inTimeOrder('m.created_at', 'm.id');

/** Opens the phone number of a payer or payee; null when there is none. */
export type OpenPhone = (sealed: string | null) => string | null;

/** What payments holds about a person. Tokens, secrets and ids of the providers give access to money, and are left out. */
export function personalData(openPhone: OpenPhone): PersonalSection[] {
  const withPhone = ({ sealed, ...item }: Record<string, unknown>): Record<string, unknown> => ({
    ...item,
    phone: openPhone(typeof sealed === 'string' ? sealed : null),
  });
  return [
    {
      name: 'payments',
      sql: `SELECT ${paid.key} AS key, jsonb_build_object('id', p.id, 'orderId', p.order_id, 'checkoutId', p.checkout_id,
          'method', p.method, 'provider', p.provider, 'status', p.status, 'currency', p.currency,
          'amountMinor', p.amount_minor::text, 'authorizedMinor', p.authorized_minor::text,
          'capturedMinor', p.captured_minor::text, 'refundedMinor', p.refunded_minor::text,
          'chargedBackMinor', p.charged_back_minor::text, 'failureCode', p.failure_code, 'brand', m.brand, 'last4', m.last4,
          'createdAt', p.created_at, 'authorizedAt', p.authorized_at, 'capturedAt', p.captured_at,
          'refunds', (SELECT jsonb_agg(jsonb_build_object('id', r.id, 'amountMinor', r.amount_minor::text, 'status', r.status,
              'cause', r.cause, 'createdAt', r.created_at) ORDER BY r.created_at, r.id) FROM refund r WHERE r.payment_id = p.id),
          'disputes', (SELECT jsonb_agg(jsonb_build_object('status', d.status, 'amountMinor', d.amount_minor::text,
              'currency', d.currency, 'reason', d.reason, 'seenAt', d.seen_at) ORDER BY d.seen_at, d.ref)
            FROM payment_dispute d WHERE d.payment_id = p.id)) AS item
        FROM payment p LEFT JOIN saved_method m ON m.id = p.saved_method_id AND m.user_id = $1
        WHERE p.buyer_id = $1 AND ${paid.after} ORDER BY ${paid.order} LIMIT $3`,
    },
    {
      name: 'savedMethods',
      sql: `SELECT ${saved.key} AS key, jsonb_build_object('id', m.id, 'method', m.method, 'provider', m.provider,
          'status', m.status, 'brand', m.brand, 'last4', m.last4, 'expMonth', m.exp_month, 'expYear', m.exp_year,
          'isDefault', m.is_default, 'createdAt', m.created_at) AS item
        FROM saved_method m WHERE m.user_id = $1 AND ${saved.after} ORDER BY ${saved.order} LIMIT $3`,
    },
    {
      name: 'moneyIn',
      sql: `SELECT c.id AS key, jsonb_build_object('id', c.id, 'reference', c.reference, 'purpose', c.purpose,
          'method', c.method, 'provider', c.provider, 'status', c.status, 'currency', c.currency,
          'amountMinor', c.amount_minor::text, 'receivedMinor', c.received_minor::text,
          'returnedMinor', c.returned_minor::text, 'receipt', c.receipt, 'failureCode', c.failure_code,
          'createdAt', c.created_at, 'settledAt', c.settled_at, 'sealed', c.sealed) AS item
        FROM collection c WHERE c.user_id = $1 AND c.id > $2 ORDER BY c.id LIMIT $3`,
      show: withPhone,
    },
    {
      name: 'moneyOut',
      sql: `SELECT o.id AS key, jsonb_build_object('id', o.id, 'reference', o.reference, 'purpose', o.purpose,
          'provider', o.provider, 'status', o.status, 'currency', o.currency, 'amountMinor', o.amount_minor::text,
          'receipt', o.receipt, 'failureCode', o.failure_code, 'createdAt', o.created_at, 'settledAt', o.settled_at,
          'sealed', o.sealed) AS item
        FROM disbursement o WHERE o.user_id = $1 AND o.id > $2 ORDER BY o.id LIMIT $3`,
      show: withPhone,
    },
    {
      name: 'subscriptions',
      sql: `SELECT s.id AS key, jsonb_build_object('id', s.id, 'reference', s.reference, 'provider', s.provider,
          'status', s.status, 'description', s.description, 'currency', s.currency, 'amountMinor', s.amount_minor::text,
          'paidUntil', s.paid_until, 'endsWithPeriod', s.ends_with_period, 'failureCode', s.failure_code,
          'createdAt', s.created_at, 'invoices', (SELECT jsonb_agg(jsonb_build_object('amountMinor', i.amount_minor::text,
              'currency', i.currency, 'periodStart', i.period_start, 'periodEnd', i.period_end, 'paidAt', i.paid_at,
              'reversals', (SELECT jsonb_agg(jsonb_build_object('kind', r.kind, 'status', r.status, 'currency', r.currency,
                  'amountMinor', r.amount_minor::text, 'madeAt', r.made_at) ORDER BY r.made_at) FROM subscription_reversal r
                WHERE r.provider = i.provider AND r.invoice_ref = i.provider_ref))
              ORDER BY i.period_start) FROM subscription_invoice i WHERE i.subscription_id = s.id)) AS item
        FROM subscription s WHERE s.user_id = $1 AND s.id > $2 ORDER BY s.id LIMIT $3`,
    },
    {
      name: 'decidedFunds',
      sql: `SELECT f.id AS key, jsonb_build_object('id', f.id, 'resolution', f.resolution, 'status', f.status,
          'amountMinor', f.amount_minor::text, 'currency', f.currency, 'endedAt', f.ended_at) AS item
        FROM funds_decision f WHERE f.owner_id = $1 AND f.id > $2 ORDER BY f.id LIMIT $3`,
    },
    {
      name: 'payoutAccounts',
      sql: `SELECT a.seller_id AS key, jsonb_build_object('sellerId', a.seller_id, 'account', '••••' || right(a.provider_ref, 4),
          'country', a.country, 'payoutsEnabled', a.payouts_enabled, 'requirements', a.requirements,
          'createdAt', a.created_at) AS item
        FROM payout_account a WHERE a.user_id = $1 AND a.seller_id > $2 ORDER BY a.seller_id LIMIT $3`,
    },
  ];
}
