import { topics } from '@soko/events';
import type { Consumer } from '@soko/outbox';
import { createRecordWriter } from '../commands/record-events.ts';
import { createRecorder } from '../domain/event-record.ts';
import type { RecordStore } from '../store/record-store.ts';

/** Puts every event of every topic on record. The same event again changes nothing: its id is the record's. */
export function onAnyEvent({ records, group }: { records: RecordStore; group: string }): Consumer {
  const toRecord = createRecorder(topics);
  const write = createRecordWriter(records.add);
  return {
    group,
    topics: topics.map((topic) => topic.name),
    handle: (event) => write(toRecord(event)),
    handleMany: async (events) => void (await Promise.all(events.map((event) => write(toRecord(event))))),
  };
}
