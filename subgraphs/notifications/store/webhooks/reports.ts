import type { Queryable } from '@soko/postgres';
import type { DisabledReason } from '../../domain/webhooks/endpoint.ts';

/** What a mail about a disabled endpoint says, and the people who get it. */
export interface DisabledReport {
  storeName: string;
  url: string;
  reason: Exclude<DisabledReason, 'TEAM'>;
  disabledAt: Date;
  /** Ids of users. */
  administrators: string[];
}

/** Takes the report about an endpoint, so that no other process writes it. Null when another one did. */
export async function takeReport(tx: Queryable, endpointId: string, now: Date): Promise<DisabledReport | null> {
  // SQL: changes a row and reads what belongs to it in one statement.
  const { rows } = await tx.query<DisabledReport>({
    name: 'webhooks-take-report',
    text: `UPDATE webhook_endpoint e SET notified_at = $2 FROM store s
      WHERE e.id = $1 AND e.status = 'DISABLED' AND e.notified_at IS NULL AND s.id = e.store_id
      RETURNING s.name AS "storeName", e.url, e.disabled_reason AS reason, e.disabled_at AS "disabledAt", ARRAY(
        SELECT m.user_id FROM store_member m WHERE m.store_id = e.store_id AND m.role = 'ADMIN' AND m.status = 'ACTIVE'
        ORDER BY m.user_id LIMIT 20) AS administrators`,
    values: [endpointId, now],
  });
  return rows[0] ?? null;
}
