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

/** One of thousands: its methods belong to the class, and a getter of its own would give each object a shape of its own. */
class Running implements SocketOperation {
  isStopped = false;
  #stream: AsyncGenerator<unknown, void, void> | null = null;

  keep(started: AsyncGenerator<unknown, void, void>): void {
    this.#stream = started;
    if (this.isStopped) void started.return();
  }

  stop(): void {
    this.isStopped = true;
    void this.#stream?.return();
  }
}

class Operations implements SocketOperations {
  /** The operation that holds each id. Stopped operations hold none. */
  readonly #holders = new Map<string, Running>();
  #count = 0;

  count(): number {
    return this.#count;
  }

  has(id: string): boolean {
    return this.#holders.has(id);
  }

  async run(id: string, work: (operation: SocketOperation) => Promise<void>): Promise<void> {
    const running = new Running();
    this.#holders.set(id, running);
    this.#count += 1;
    try {
      await work(running);
    } finally {
      this.#count -= 1;
      if (this.#holders.get(id) === running) this.#holders.delete(id);
    }
  }

  stop(id: string): void {
    this.#holders.get(id)?.stop();
    this.#holders.delete(id);
  }

  stopAll(): void {
    for (const id of this.#holders.keys()) this.stop(id);
  }
}

export const createSocketOperations = (): SocketOperations => new Operations();
