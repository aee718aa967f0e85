import { hasRole, type Viewer } from '@soko/auth';
import type pg from 'pg';
import { noRights, type Rights } from '../domain/rights.ts';

interface Row {
  seller_id: string | null;
  seller_status: string | null;
  store_ids: string[];
}

/** A person has two sellers after applying again: the active one counts, otherwise the newest. */
const ofPerson = `SELECT s.id AS seller_id, s.status AS seller_status,
    ARRAY(SELECT store_id FROM store_member WHERE user_id = $1 AND status = 'ACTIVE' AND role IN ('ADMIN', 'MEMBER')) AS store_ids
  FROM (SELECT) AS one LEFT JOIN LATERAL (
    SELECT id, status FROM seller WHERE user_id = $1 ORDER BY status <> 'ACTIVE', id DESC LIMIT 1
  ) s ON true`;

/**
 * An API key acts for its store. New products get the seller of the store's first administrator who has one; the key has no
 * right to that seller's other products.
 */
const ofStore = `SELECT s.id AS seller_id, s.status AS seller_status, ARRAY[$1] AS store_ids
  FROM (SELECT) AS one LEFT JOIN LATERAL (
    SELECT seller.id, seller.status FROM store_member m JOIN seller ON seller.user_id = m.user_id
    WHERE m.store_id = $1 AND m.role = 'ADMIN' AND m.status = 'ACTIVE' ORDER BY seller.status <> 'ACTIVE', seller.id LIMIT 1
  ) s ON true`;

const catalogueScopes = ['products:read', 'products:write'] as const;

/** Rights of the viewer in the catalogue. One statement; none for an anonymous viewer or a service. */
export async function findRights(pool: pg.Pool, viewer: Viewer): Promise<Rights> {
  if (viewer.kind === 'anonymous' || viewer.kind === 'service') return noRights;
  if (viewer.kind === 'apiKey' && !catalogueScopes.some((scope) => viewer.scopes.includes(scope))) return noRights;
  const [name, text, id] =
    viewer.kind === 'user' ? ['rights-of-person', ofPerson, viewer.id] : ['rights-of-store', ofStore, viewer.storeId];
  // SQL: hot, every request of a seller; joins laterally in one statement.
  const { rows } = await pool.query<Row>({ name, text, values: [id] });
  const row = rows[0];
  return {
    seesAll: hasRole(viewer, 'SUPPORT'),
    managesAll: hasRole(viewer, 'ADMIN'),
    ownsSeller: viewer.kind === 'user',
    seller:
      row?.seller_id == null || row.seller_status === null ? null : { id: row.seller_id, status: row.seller_status },
    storeIds: row?.store_ids ?? [],
  };
}
