import type { NewRecord } from '../domain/event-record.ts';

interface Waiting {
  record: NewRecord;
  done: () => void;
  failed: (error: unknown) => void;
}

/** Records in one statement. */
const maxBatch = 500;

/**
 * Saves records, many in one statement: the bus delivers one event per partition at a time, so records that arrive while a
 * statement runs are saved together by the next. Each promise resolves once its own record is durable.
 */
export function createRecordWriter(add: (records: readonly NewRecord[]) => Promise<void>) {
  let waiting: Waiting[] = [];
  let isSaving = false;

  const saveBatch = async (batch: readonly Waiting[]): Promise<void> => {
    try {
      await add(batch.map((each) => each.record));
      for (const { done } of batch) done();
    } catch (error) {
      const [only, ...others] = batch;
      // One bad record must not fail the others. Saving each alone shows which one it is.
      if (others.length > 0) await Promise.all(batch.map((each) => saveBatch([each])));
      else only?.failed(error);
    }
  };

  const saveWaiting = async (): Promise<void> => {
    isSaving = true;
    while (waiting.length > 0) {
      const batch = waiting.slice(0, maxBatch);
      waiting = waiting.slice(maxBatch);
      await saveBatch(batch);
    }
    isSaving = false;
  };

  return (record: NewRecord): Promise<void> =>
    new Promise((done, failed) => {
      waiting.push({ record, done, failed });
      // Records that arrive in the same turn of the event loop join the first statement.
      if (!isSaving) {
        isSaving = true;
        setImmediate(() => void saveWaiting());
      }
    });
}
