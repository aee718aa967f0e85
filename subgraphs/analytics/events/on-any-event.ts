import { recordedTopics, topics } from '@soko/events';
import type { Consumer } from '@soko/outbox';
import { createBatchWriter } from '../commands/create-batch-writer.ts';
import { createRecorder, type NewRecord } from '../domain/event-record.ts';
import { pulseNews } from '../domain/pulse/measures.ts';
import type { AnalyticsServices } from '../services.ts';
import { addRecords } from '../store/event-records.ts';

/**
 * Records every event of every topic that is not fleeting, and counts it for the pulse. The same event again changes nothing: its
 * id is the record's key.
 */
export function onAnyEvent({ pool, now }: Pick<AnalyticsServices, 'pool' | 'now'>, group: string): Consumer {
  const toRecord = createRecorder(topics);
  const write = createBatchWriter<NewRecord>((records) => addRecords(pool, records, pulseNews(records, now())));
  return {
    group,
    topics: recordedTopics.map(({ name }) => name),
    handle: (event) => write(toRecord(event)),
    handleMany: async (events) => void (await Promise.all(events.map((event) => write(toRecord(event))))),
  };
}
