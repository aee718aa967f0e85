import type { PersonalSection } from '@soko/subgraph';

/** Packages have up to 100 lines, and deliveries their tracking. */
const large = 20;

/**
 * What fulfilment holds about a person: what was packed for them and brought to them, and where they sell. The words of couriers can name
 * others, such as a neighbour who signed: of a proof it has that there is one.
 */
export const personalData: readonly PersonalSection[] = [
  {
    name: 'packages',
    rows: large,
    sql: `SELECT p.id AS key, jsonb_build_object('id', p.id, 'orderId', p.order_id, 'orderNumber', p.order_number,
        'status', p.status, 'deliveryMethod', p.delivery_method, 'address', p.address, 'createdAt', p.created_at,
        'startedAt', p.started_at, 'finishedAt', p.finished_at,
        'lines', (SELECT jsonb_agg(jsonb_build_object('variantId', l.variant_id, 'title', l.title, 'sku', l.sku,
            'quantity', l.quantity, 'packedQuantity', l.packed_quantity) ORDER BY l.position)
          FROM packaging_line l WHERE l.packaging_id = p.id)) AS item
      FROM packaging p WHERE p.buyer_id = $1 AND p.id > $2 ORDER BY p.id LIMIT $3`,
  },
  {
    name: 'deliveries',
    rows: large,
    sql: `SELECT d.id AS key, jsonb_build_object('id', d.id, 'orderId', d.order_id, 'orderNumber', d.order_number,
        'status', d.status, 'method', d.method, 'trackingNumber', d.tracking_number, 'address', d.address,
        'attempts', d.attempts, 'hasProof', d.proof IS NOT NULL, 'createdAt', d.created_at,
        'startedAt', d.started_at, 'completedAt', d.completed_at, 'returnedAt', d.returned_at,
        'tracking', (SELECT jsonb_agg(jsonb_build_object('at', e.at, 'kind', e.kind)
            ORDER BY e.id) FROM tracking_event e WHERE e.delivery_id = d.id)) AS item
      FROM delivery d WHERE d.buyer_id = $1 AND d.id > $2 ORDER BY d.id LIMIT $3`,
  },
  {
    name: 'storeMemberships',
    sql: `SELECT m.store_id AS key, jsonb_build_object('storeId', m.store_id, 'role', m.role, 'status', m.status) AS item
      FROM store_member m WHERE m.user_id = $1 AND m.store_id > $2 ORDER BY m.store_id LIMIT $3`,
  },
  {
    name: 'sellers',
    sql: `SELECT s.id AS key, jsonb_build_object('id', s.id, 'status', s.status) AS item
      FROM seller s WHERE s.user_id = $1 AND s.id > $2 ORDER BY s.id LIMIT $3`,
  },
];
