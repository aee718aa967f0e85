import { hasRole, type Viewer } from '@soko/auth';
import type { Queryable } from '@soko/postgres';
import { noRights, type Rights } from '../domain/may-see.ts';

/** The goods that the viewer may see and manage. */
export async function findRights(db: Queryable, viewer: Viewer): Promise<Rights> {
  if (viewer.kind === 'apiKey') {
    return viewer.scopes.includes('stock:write') ? { ...noRights, storeIds: [viewer.storeId] } : noRights;
  }
  if (viewer.kind !== 'user') return noRights;
  // SQL: two tables in one statement.
  const { rows } = await db.query<Pick<Rights, 'sellerIds' | 'storeIds'>>({
    name: 'rights-of-user',
    text: `SELECT ARRAY(SELECT id FROM seller WHERE user_id = $1) AS "sellerIds",
      ARRAY(SELECT store_id FROM store_member WHERE user_id = $1 AND status = 'ACTIVE' AND role IN ('ADMIN', 'MEMBER')) AS "storeIds"`,
    values: [viewer.id],
  });
  return { ...rows[0]!, seesAll: hasRole(viewer, 'SUPPORT'), managesAll: hasRole(viewer, 'WAREHOUSE') };
}
