/** One operation of a socket, from its `subscribe` message until its last result is sent. */
export interface SocketOperation {
  /** True once the client completed the operation or closed its socket: nothing more is sent for it. */
  readonly isStopped: boolean;
  /** Keeps the stream of a started subscription, to end it with the operation. A stopped operation ends it at once. */
  keep(stream: AsyncGenerator<unknown, void, void>): void;
}

/** The operations of one socket. */
export interface SocketOperations {
  /** Operations under way. One that was stopped while it started counts until its start has ended. */
  count(): number;
  has(id: string): boolean;
  /** Runs `work` as the operation `id`. A client may use the id again once the operation is stopped. */
  run(id: string, work: (operation: SocketOperation) => Promise<void>): Promise<void>;
  stop(id: string): void;
  stopAll(): void;
}

export function createSocketOperations(): SocketOperations {
  /** The operation that holds each id. Stopped operations hold none. */
  const holders = new Map<string, { stop(): void }>();
  let count = 0;

  const stop = (id: string): void => {
    holders.get(id)?.stop();
    holders.delete(id);
  };

  return {
    count: () => count,
    has: (id) => holders.has(id),
    async run(id, work) {
      let isStopped = false;
      let stream: AsyncGenerator<unknown, void, void> | null = null;
      const holder = {
        stop() {
          isStopped = true;
          void stream?.return();
        },
      };
      const operation: SocketOperation = {
        get isStopped() {
          return isStopped;
        },
        keep(started) {
          stream = started;
          if (isStopped) void started.return();
        },
      };
      holders.set(id, holder);
      count += 1;
      try {
        await work(operation);
      } finally {
        count -= 1;
        if (holders.get(id) === holder) holders.delete(id);
      }
    },
    stop,
    stopAll() {
      for (const id of holders.keys()) stop(id);
    },
  };
}
