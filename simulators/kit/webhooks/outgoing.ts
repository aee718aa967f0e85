/** Time that an incomplete batch waits for more, in ms. */
const waitForBatchMs = 250;

interface Options<T> {
  parallel: number;
  paused(): boolean;
  /** Size of a batch that is sent in reverse order; 1 or less sends in order. */
  reorder(): number;
  send(item: T): Promise<void>;
}

export interface Outgoing<T> {
  add(item: T): void;
  /** Sends what may be sent now. Call it after changing a control. */
  flow(): void;
  waiting(): number;
  close(): void;
}

/** A queue of deliveries: sent in order, a few at a time; in reversed batches; or paused. */
export function createOutgoing<T>({ parallel, paused, reorder, send }: Options<T>): Outgoing<T> {
  let line: T[] = [];
  let sending = 0;
  let batchTimer: NodeJS.Timeout | undefined;
  let closed = false;

  const sendBatch = async (): Promise<void> => {
    clearTimeout(batchTimer);
    batchTimer = undefined;
    const batch = line.toReversed();
    line = [];
    sending += 1;
    for (const item of batch) await send(item);
    sending -= 1;
    flow();
  };

  const flowInBatches = (): void => {
    if (sending > 0) return;
    if (line.length >= reorder()) void sendBatch();
    else if (line.length > 0) batchTimer ??= setTimeout(() => void sendBatch(), waitForBatchMs);
  };

  const flowInOrder = (): void => {
    while (sending < parallel && line.length > 0) {
      sending += 1;
      void send(line.shift()!).finally(() => {
        sending -= 1;
        flow();
      });
    }
  };

  const flow = (): void => {
    if (closed || paused()) return;
    if (reorder() > 1) flowInBatches();
    else flowInOrder();
  };

  return {
    add(item) {
      line.push(item);
      flow();
    },
    flow,
    waiting: () => line.length,
    close() {
      closed = true;
      clearTimeout(batchTimer);
      line = [];
    },
  };
}
