interface Waiting<Item> {
  item: Item;
  done: () => void;
  failed: (error: unknown) => void;
}

/** Items that are saved together. */
const maxBatch = 500;

/**
 * Saves items, many at once: the bus delivers one event per partition at a time, so items that arrive while some are being
 * saved are saved together next. Each promise resolves once its own item is durable.
 */
export function createBatchWriter<Item>(add: (items: readonly Item[]) => Promise<void>) {
  let waiting: Waiting<Item>[] = [];
  let isSaving = false;

  const saveBatch = async (batch: readonly Waiting<Item>[]): Promise<void> => {
    try {
      await add(batch.map((each) => each.item));
      for (const { done } of batch) done();
    } catch (error) {
      const [only, ...others] = batch;
      // One bad item must not fail the others. Saving each alone shows which one it is.
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

  return (item: Item): Promise<void> =>
    new Promise((done, failed) => {
      waiting.push({ item, done, failed });
      // Items that arrive in the same turn of the event loop are saved together.
      if (!isSaving) {
        isSaving = true;
        setImmediate(() => void saveWaiting());
      }
    });
}
