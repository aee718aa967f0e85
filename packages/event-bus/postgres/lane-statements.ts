import { type ParsedEnvelope, parseEnvelope } from '../parse-envelope.ts';
import type { Entry } from './append.ts';
import type { Lane } from './lane.ts';
import type { Session } from './session.ts';

/** Each function is one statement, for any number of lanes. */

/** A partition with its position. */
export type Place = Pick<Lane, 'topic' | 'partition' | 'position'>;

const groups = (lanes: readonly Lane[]) => lanes.map((lane) => lane.group);
const topics = (lanes: readonly Place[]) => lanes.map((lane) => lane.topic);
const partitions = (lanes: readonly Place[]) => lanes.map((lane) => lane.partition);
const locks = (lanes: readonly Lane[]) => lanes.map((lane) => `${lane.group}\n${lane.topic}\n${lane.partition}`);
const numbers = (lanes: readonly Place[]) => lanes.map((_, index) => index);

/** Tries to lock lanes for this process and returns those it locked. The locks end with the session. */
export async function lock(session: Session, lanes: readonly Lane[]): Promise<Lane[]> {
  const rows = await session.query<{ lane: number; got: boolean }>(
    'lock-lanes',
    `SELECT lane, pg_try_advisory_lock(hashtextextended(name, 0)) AS got
     FROM unnest($1::int[], $2::text[]) AS wanted (lane, name)`,
    [numbers(lanes), locks(lanes)],
  );
  return rows.filter((row) => row.got).map((row) => lanes[row.lane]!);
}

export async function unlock(session: Session, lanes: readonly Lane[]): Promise<void> {
  const text = 'SELECT pg_advisory_unlock(hashtextextended(name, 0)) FROM unnest($1::text[]) AS name';
  await session.query('unlock-lanes', text, [locks(lanes)]);
}

/** The committed offset of each lane, in their order. */
export async function committedOffsets(session: Session, lanes: readonly Lane[]): Promise<number[]> {
  const rows = await session.query<{ next: string }>(
    'committed-offsets',
    `SELECT coalesce(known.next_offset, 0) AS next
     FROM unnest($1::text[], $2::text[], $3::int[]) WITH ORDINALITY AS wanted (group_name, topic, partition, lane)
     LEFT JOIN event_group_offset AS known USING (group_name, topic, partition)
     ORDER BY lane`,
    [groups(lanes), topics(lanes), partitions(lanes)],
  );
  return rows.map((row) => Number(row.next));
}

export async function commitOffsets(session: Session, lanes: readonly Lane[], offsets: number[]): Promise<void> {
  await session.query(
    'commit-offsets',
    `UPDATE event_group_offset AS known SET next_offset = done.next_offset, updated_at = now()
     FROM unnest($1::text[], $2::text[], $3::int[], $4::bigint[]) AS done (group_name, topic, partition, next_offset)
     WHERE known.group_name = done.group_name AND known.topic = done.topic AND known.partition = done.partition`,
    [groups(lanes), topics(lanes), partitions(lanes), offsets],
  );
}

/** The lanes that have unread entries, with the ends of their partitions. */
export async function lanesBehind<Read extends Place>(
  session: Session,
  lanes: readonly Read[],
): Promise<Map<Read, number>> {
  const rows = await session.query<{ topic: string; partition: number; next_offset: string }>(
    'log-ends',
    'SELECT topic, partition, next_offset FROM event_partition WHERE topic = ANY ($1::text[])',
    [[...new Set(topics(lanes))]],
  );
  const ends = new Map<string, number[]>();
  for (const { topic, partition, next_offset: next } of rows) {
    const ofTopic = ends.get(topic) ?? [];
    ofTopic[partition] = Number(next);
    ends.set(topic, ofTopic);
  }
  const behind = new Map<Read, number>();
  for (const lane of lanes) {
    const end = ends.get(lane.topic)?.[lane.partition] ?? 0;
    if (lane.position < end) behind.set(lane, end);
  }
  return behind;
}

export interface LogEntry extends Entry {
  offset: number;
  /** The envelope in it. Groups that are equally far share the entry, and it is read once. */
  parsed(): ParsedEnvelope;
}

interface EntryRow {
  lane: number;
  offset: string;
  key: string;
  value: string;
}

function toEntry({ offset, key, value }: EntryRow): LogEntry {
  let parsed: ParsedEnvelope | null = null;
  return { offset: Number(offset), key, value, parsed: () => (parsed ??= parseEnvelope(value)) };
}

/** The lanes by their place in the log. Most groups have seen everything before, so that they are at the same places. */
function byPlace<Read extends Place>(lanes: readonly Read[]): Read[][] {
  const places = new Map<string, Read[]>();
  for (const lane of lanes) {
    const place = `${lane.topic}/${lane.partition}/${lane.position}`;
    const same = places.get(place);
    if (same === undefined) places.set(place, [lane]);
    else same.push(lane);
  }
  return [...places.values()];
}

/** The next entries of each lane in order, at most `limit` each. What several lanes are to get is read once. */
export async function nextEntries<Read extends Place>(
  session: Session,
  lanes: readonly Read[],
  limit: number,
): Promise<Map<Read, readonly LogEntry[]>> {
  const places = byPlace(lanes);
  const firsts = places.map(([first]) => first!);
  const rows = await session.query<EntryRow>(
    'next-entries',
    `SELECT lane, entry."offset", entry.key, entry.value
     FROM unnest($1::int[], $2::text[], $3::int[], $4::bigint[]) AS wanted (lane, topic, partition, position)
     CROSS JOIN LATERAL (
       SELECT "offset", key, value FROM event_log
       WHERE topic = wanted.topic AND partition = wanted.partition AND "offset" >= wanted.position
       ORDER BY "offset" LIMIT $5
     ) AS entry
     ORDER BY lane, entry."offset"`,
    [numbers(firsts), topics(firsts), partitions(firsts), firsts.map((lane) => lane.position), limit],
  );
  const entries = places.map((): LogEntry[] => []);
  for (const row of rows) entries[row.lane]!.push(toEntry(row));
  return new Map(places.flatMap((same, index) => same.map((lane) => [lane, entries[index]!])));
}
