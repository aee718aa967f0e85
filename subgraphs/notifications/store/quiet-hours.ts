import type { Queryable } from '@soko/postgres';

/** Quiet hours of a person, as they are saved. */
export interface SavedQuietHours {
  /** Minutes after midnight. */
  fromMinute: number;
  toMinute: number;
}

/** What is known of the hours of a person. */
export interface Hours {
  quietHours: SavedQuietHours | null;
  /** IANA name. Null when it is not known. */
  timeZone: string | null;
}

interface Row {
  from_minute: number | null;
  to_minute: number | null;
  time_zone: string | null;
}

/** The quiet hours and the time zone of a person. */
export async function findHours(db: Queryable, userId: string): Promise<Hours> {
  const { rows } = await db.query<Row>({
    name: 'notifications-hours',
    text: `
      SELECT from_minute, to_minute, time_zone FROM (SELECT $1::text AS user_id) AS person
      LEFT JOIN quiet_hours USING (user_id) LEFT JOIN contacts USING (user_id)`,
    values: [userId],
  });
  const { from_minute: fromMinute, to_minute: toMinute, time_zone: timeZone } = rows[0]!;
  return { quietHours: fromMinute === null || toMinute === null ? null : { fromMinute, toMinute }, timeZone };
}

/** Saves the quiet hours of a person; null removes them. False when the time zone of the person is not known. */
export async function saveQuietHours(db: Queryable, userId: string, hours: SavedQuietHours | null): Promise<boolean> {
  if (hours === null) {
    await db.query({
      name: 'notifications-remove-quiet-hours',
      text: 'DELETE FROM quiet_hours WHERE user_id = $1',
      values: [userId],
    });
    return true;
  }
  // SQL: the contact is locked, so that nothing is saved beside the erasure of the person, which removes the time zone.
  const { rowCount } = await db.query({
    name: 'notifications-save-quiet-hours',
    text: `
      WITH contact AS MATERIALIZED (
        SELECT user_id FROM contacts WHERE user_id = $1 AND time_zone IS NOT NULL FOR SHARE
      )
      INSERT INTO quiet_hours (user_id, from_minute, to_minute) SELECT user_id, $2, $3 FROM contact
      ON CONFLICT (user_id) DO UPDATE SET from_minute = excluded.from_minute, to_minute = excluded.to_minute`,
    values: [userId, hours.fromMinute, hours.toMinute],
  });
  return rowCount === 1;
}

/** Saves a time zone that no event has brought yet. Nothing is saved for a person who was erased. */
export async function noteTimeZone(db: Queryable, userId: string, timeZone: string): Promise<void> {
  await db.query({
    name: 'notifications-note-time-zone',
    text: 'UPDATE contacts SET time_zone = $2 WHERE user_id = $1 AND time_zone IS NULL AND email IS NOT NULL',
    values: [userId, timeZone],
  });
}
