import { inTimeOrder, type PersonalSection } from '@soko/subgraph';

const placed = inTimeOrder('o.created_at', 'o.id');
const returned = inTimeOrder('r.created_at', 'r.id');
const disputed = inTimeOrder('d.created_at', 'd.id');
const offered = inTimeOrder('f.created_at', 'f.id');
const uploaded = inTimeOrder('p.created_at', 'p.id');

/** SQL: the steps of a history. Of the other people who took one, they have the kind alone, and no words. */
const steps = (table: string, ofThis: string): string =>
  `(SELECT jsonb_agg(jsonb_build_object('at', h.at, 'from', h.from_status, 'to', h.to_status, 'by', h.actor_kind,
      'isOwn', coalesce(h.actor_id = $1, false)) ORDER BY h.id) FROM ${table} h WHERE ${ofThis})`;

/** Orders, returns and disputes have up to 100 lines. */
const large = 20;

/** What orders holds about a person as a buyer. What they sold says something about other people, and is not in it. */
export const personalData: readonly PersonalSection[] = [
  {
    name: 'cart',
    sql: `SELECT l.variant_id AS key, jsonb_build_object('variantId', l.variant_id, 'quantity', l.quantity, 'addedAt', l.added_at) AS item
      FROM cart c JOIN cart_line l ON l.cart_id = c.id WHERE c.user_id = $1 AND l.variant_id > $2 ORDER BY l.variant_id LIMIT $3`,
  },
  {
    name: 'cartPromotionCodes',
    sql: `SELECT p.code AS key, jsonb_build_object('code', p.code, 'addedAt', p.added_at) AS item
      FROM cart c JOIN cart_promotion_code p ON p.cart_id = c.id WHERE c.user_id = $1 AND p.code > $2 ORDER BY p.code LIMIT $3`,
  },
  {
    name: 'checkouts',
    // The owner of the idempotency key is the buyer: the only index by buyer.
    sql: `SELECT c.idempotency_key AS key, jsonb_build_object('id', c.id, 'number', c.number, 'status', c.status,
        'paymentMethod', c.payment_method, 'totalMinor', c.total_minor::text, 'currency', c.currency,
        'taxEvidence', c.tax_evidence, 'createdAt', c.created_at) AS item
      FROM checkout c WHERE c.owner = $1 AND c.idempotency_key > $2 ORDER BY c.idempotency_key LIMIT $3`,
  },
  {
    name: 'orders',
    rows: large,
    sql: `SELECT ${placed.key} AS key, jsonb_build_object('id', o.id, 'number', o.number, 'checkoutId', o.checkout_id,
        'sellerId', o.seller_id, 'status', o.status, 'paymentStatus', o.payment_status, 'email', o.email, 'locale', o.locale,
        'deliveryMethod', o.delivery_method, 'address', o.address, 'currency', o.currency, 'itemsMinor', o.items_minor::text,
        'deliveryMinor', o.delivery_minor::text, 'taxMinor', o.tax_minor::text, 'taxIncludedMinor', o.tax_included_minor::text,
        'discountMinor', o.discount_minor::text, 'totalMinor', o.total_minor::text, 'createdAt', o.created_at,
        'receiptConfirmedAt', o.receipt_confirmed_at,
        'lines', (SELECT jsonb_agg(jsonb_build_object('id', l.id, 'productId', l.product_id, 'variantId', l.variant_id,
            'title', l.title, 'sku', l.sku, 'options', l.options, 'quantity', l.quantity, 'packedQuantity', l.packed_quantity,
            'returnedQuantity', l.returned_quantity, 'unitPriceMinor', l.unit_price_minor::text, 'taxMinor', l.tax_minor::text,
            'discountMinor', l.discount_minor::text) ORDER BY l.position) FROM order_line l WHERE l.order_id = o.id),
        'history', ${steps('order_history', 'h.order_id = o.id')}) AS item
      FROM orders o WHERE o.buyer_id = $1 AND ${placed.after} ORDER BY ${placed.order} LIMIT $3`,
  },
  {
    name: 'promotionRedemptions',
    sql: `SELECT r.checkout_id || ' ' || r.promotion_id AS key, jsonb_build_object('checkoutId', r.checkout_id,
        'promotionId', r.promotion_id, 'title', p.title, 'code', r.code, 'amountMinor', r.amount_minor::text,
        'currency', r.currency, 'redeemedAt', r.redeemed_at, 'releasedAt', r.released_at) AS item
      FROM checkout c JOIN promotion_redemption r ON r.checkout_id = c.id JOIN promotion p ON p.id = r.promotion_id
      WHERE c.owner = $1 AND r.checkout_id || ' ' || r.promotion_id > $2 ORDER BY 1 LIMIT $3`,
  },
  {
    name: 'ownPromotionCodes',
    sql: `SELECT k.code AS key, jsonb_build_object('code', k.code, 'promotionId', k.promotion_id, 'title', p.title,
        'claimId', k.claim_id, 'isUsed', k.checkout_id IS NOT NULL, 'createdAt', k.created_at) AS item
      FROM promotion_code k JOIN promotion p ON p.id = k.promotion_id
      WHERE k.holder_id = $1 AND k.code > $2 ORDER BY k.code LIMIT $3`,
  },
  {
    name: 'returns',
    rows: large,
    sql: `SELECT ${returned.key} AS key, jsonb_build_object('id', r.id, 'number', r.number, 'orderId', r.order_id,
        'status', r.status, 'note', r.note, 'trackingNumber', r.tracking_number, 'buyerPaysReturn', r.buyer_pays_return,
        'declineReason', r.decline_reason, 'exchangeFor', r.exchange_for, 'refundMinor', r.refund_minor::text,
        'refundedMinor', r.refunded_minor::text, 'currency', r.currency, 'createdAt', r.created_at, 'closedAt', r.closed_at,
        'lines', (SELECT jsonb_agg(jsonb_build_object('lineId', l.line_id, 'quantity', l.quantity, 'reason', l.reason)
            ORDER BY l.position) FROM order_return_line l WHERE l.return_id = r.id),
        'history', ${steps('order_return_history', 'h.return_id = r.id')}) AS item
      FROM order_return r WHERE r.buyer_id = $1 AND ${returned.after} ORDER BY ${returned.order} LIMIT $3`,
  },
  {
    name: 'disputes',
    rows: large,
    sql: `SELECT ${disputed.key} AS key, jsonb_build_object('id', d.id, 'number', d.number, 'orderId', d.order_id,
        'kind', d.kind, 'reason', d.reason, 'status', d.status, 'outcome', d.outcome, 'decisionReason', d.decision_reason,
        'amountMinor', d.amount_minor::text, 'refundMinor', d.refund_minor::text, 'refundStatus', d.refund_status,
        'currency', d.currency, 'createdAt', d.created_at, 'closedAt', d.closed_at,
        'lines', (SELECT jsonb_agg(jsonb_build_object('lineId', l.line_id, 'quantity', l.quantity) ORDER BY l.line_id)
          FROM dispute_line l WHERE l.dispute_id = d.id),
        'history', ${steps('dispute_history', 'h.dispute_id = d.id')}) AS item
      FROM dispute d WHERE d.buyer_id = $1 AND ${disputed.after} ORDER BY ${disputed.order} LIMIT $3`,
  },
  {
    name: 'disputeMessages',
    sql: `SELECT m.id AS key, jsonb_build_object('id', m.id, 'disputeId', m.dispute_id, 'side', m.side, 'text', m.text,
        'createdAt', m.created_at) AS item
      FROM dispute_message m WHERE m.author_id = $1 AND m.id > $2 ORDER BY m.id LIMIT $3`,
  },
  {
    name: 'offers',
    rows: large,
    sql: `SELECT ${offered.key} AS key, jsonb_build_object('id', f.id, 'productId', f.product_id, 'variantId', f.variant_id,
        'title', f.title, 'status', f.status, 'quantity', f.quantity, 'unitPriceMinor', f.unit_price_minor::text,
        'currency', f.currency, 'orderId', f.order_id, 'createdAt', f.created_at,
        'steps', (SELECT jsonb_agg(jsonb_build_object('at', s.at, 'status', s.status, 'side', s.side,
            'unitPriceMinor', s.unit_price_minor::text,
            'message', CASE WHEN s.actor_id = $1 THEN s.message END) ORDER BY s.version) FROM offer_step s WHERE s.offer_id = f.id)) AS item
      FROM offer f WHERE f.buyer_id = $1 AND ${offered.after} ORDER BY ${offered.order} LIMIT $3`,
  },
  {
    name: 'pictures',
    sql: `SELECT ${uploaded.key} AS key, jsonb_build_object('id', p.id, 'orderId', p.order_id, 'status', p.status,
        'usedBy', p.used_by, 'mimeType', p.mime_type, 'size', p.size, 'shows', p.shows, 'leftOut', p.left_out,
        'createdAt', p.created_at) AS item
      FROM case_picture p WHERE p.owner = $1 AND ${uploaded.after} ORDER BY ${uploaded.order} LIMIT $3`,
  },
];
