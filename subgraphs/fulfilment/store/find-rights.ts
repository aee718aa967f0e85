import { hasRole, type Viewer } from '@soko/auth';
import type { Rights } from '../domain/rights.ts';
import { noRights } from '../domain/rights.ts';
import type { Queryable } from './queryable.ts';

interface Row {
  seller_ids: string[];
  store_ids: string[];
}

/** Whose goods the viewer may look after: one statement, none for who is not signed in. */
export async function findRights(db: Queryable, viewer: Viewer): Promise<Rights> {
  if (viewer.kind === 'anonymous' || viewer.kind === 'service') return noRights;
  if (viewer.kind === 'apiKey') {
    return viewer.scopes.includes('stock:write') ? { ...noRights, storeIds: [viewer.storeId] } : noRights;
  }
  const { rows } = await db.query<Row>({
    name: 'rights-of-person',
    text: `SELECT ARRAY(SELECT id FROM seller WHERE user_id = $1) AS seller_ids,
      ARRAY(SELECT store_id FROM store_member WHERE user_id = $1 AND status = 'ACTIVE' AND role IN ('ADMIN', 'MEMBER')) AS store_ids`,
    values: [viewer.id],
  });
  return {
    seesAll: hasRole(viewer, 'SUPPORT'),
    managesAll: hasRole(viewer, 'WAREHOUSE'),
    sellerIds: rows[0]?.seller_ids ?? [],
    storeIds: rows[0]?.store_ids ?? [],
  };
}
