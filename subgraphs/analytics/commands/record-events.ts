import type { NewRecord } from '../domain/event-record.ts';

interface Waiting {
  record: NewRecord;
  done: () => void;
  failed: (error: unknown) => void;
}

/** At most this many records in one statement. */
const batchSize = 500;

/**
 * Puts records on file, many in one statement: the bus hands over one event per partition at a time, so what arrives
 * while a statement is on its way waits for the next. Each promise resolves once its own record is durable.
 */
export function createRecordWriter(add: (records: readonly NewRecord[]) => Promise<void>) {
  let waiting: Waiting[] = [];
  let writing = false;

  const write = async (batch: readonly Waiting[]): Promise<void> => {
    try {
      await add(batch.map((each) => each.record));
      for (const { done } of batch) done();
    } catch (error) {
      const [only, ...others] = batch;
      // One bad record must not take the others with it; which one it is shows when each is written alone.
      if (others.length > 0) await Promise.all(batch.map((each) => write([each])));
      else only?.failed(error);
    }
  };

  const writeAll = async (): Promise<void> => {
    writing = true;
    while (waiting.length > 0) {
      const batch = waiting.slice(0, batchSize);
      waiting = waiting.slice(batchSize);
      await write(batch);
    }
    writing = false;
  };

  return (record: NewRecord): Promise<void> =>
    new Promise((done, failed) => {
      waiting.push({ record, done, failed });
      // Whatever else arrives in this turn of the event loop joins the first statement.
      if (!writing) {
        writing = true;
        setImmediate(() => void writeAll());
      }
    });
}
