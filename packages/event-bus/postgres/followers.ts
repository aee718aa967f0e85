import type { Logger } from '@soko/log';
import type { Pool } from 'pg';
import { deliverOnce } from '../deliver-once.ts';
import type { FollowOptions, Following } from '../event-bus.ts';
import { lanesBehind, nextEntries, type Place } from './lane-statements.ts';
import type { Session } from './session.ts';
import { ensureTopics } from './topics.ts';

interface Followed extends Place {
  /** It may have unread entries that no notification tells of: it is new, or more than a batch came. */
  isUnsure: boolean;
  handler: FollowOptions['handler'];
}

/** Readers without a group. Their positions are kept in memory only. */
export function createFollowers(options: { pool: Pool; partitions: number; batchSize: number; log: Logger }) {
  const { pool, partitions, batchSize, log } = options;
  const places = new Set<Followed>();

  const ends = async ({ topics, handler }: FollowOptions): Promise<Followed[]> => {
    const text = 'SELECT topic, partition, next_offset FROM event_partition WHERE topic = ANY ($1)';
    const { rows } = await pool.query<{ topic: string; partition: number; next_offset: string }>(text, [topics]);
    return rows.map(({ topic, partition, next_offset: next }) => ({
      topic,
      partition,
      position: Number(next),
      isUnsure: true,
      handler,
    }));
  };

  return {
    /** Begins at the end of the log. */
    async add(wanted: FollowOptions): Promise<{ begins: Following['begins']; stop(): void }> {
      await ensureTopics(pool, wanted.topics, partitions);
      const mine = await ends(wanted);
      const begins = mine.map(({ topic, partition, position }) => ({ topic, partition, offset: position }));
      for (const place of mine) places.add(place);
      return {
        begins,
        stop() {
          for (const place of mine) places.delete(place);
        },
      };
    },
    /** Reads new events in two statements, for any number of topics. True when there are more. */
    async turn(session: Session, isNews: (topic: string) => boolean): Promise<boolean> {
      const wanted = [...places].filter((place) => place.isUnsure || isNews(place.topic));
      if (wanted.length === 0) return false;
      const behind = await lanesBehind(session, wanted);
      for (const place of wanted) place.isUnsure = false;
      if (behind.size === 0) return false;
      const entries = await nextEntries(session, [...behind.keys()], batchSize);
      for (const [place, batch] of entries) {
        place.isUnsure = batch.length === batchSize;
        if (batch.length === 0) place.position = behind.get(place)!;
        for (const { offset, value } of batch) {
          if (!places.has(place)) break;
          deliverOnce(place.handler, { topic: place.topic, partition: place.partition, offset }, value, log);
          place.position = offset + 1;
        }
      }
      return [...entries.values()].some((batch) => batch.length === batchSize);
    },
  };
}
