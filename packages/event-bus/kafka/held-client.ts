interface Connectable {
  connect(): Promise<void>;
  disconnect(): Promise<void>;
}

/** A producer or admin that connects when first needed, and is replaced after a failure. */
export interface HeldClient<Client> {
  /** Runs `work` with the client. When it rejects, that client is not used again. */
  use<Result>(work: (client: Client) => Promise<Result>): Promise<Result>;
  close(): Promise<void>;
}

export function holdClient<Client extends Connectable>(make: () => Client): HeldClient<Client> {
  let held: Promise<Client> | null = null;

  const connect = async (): Promise<Client> => {
    const client = make();
    try {
      await client.connect();
      return client;
    } catch (error) {
      await disconnect(client);
      throw error;
    }
  };

  return {
    async use(work) {
      const current = (held ??= connect());
      try {
        return await work(await current);
      } catch (error) {
        if (held === current) held = null;
        void current.then(disconnect, () => undefined);
        throw error;
      }
    },
    async close() {
      const last = held;
      held = null;
      await last?.then(disconnect, () => undefined);
    },
  };
}

const disconnect = (client: Connectable): Promise<void> => client.disconnect().catch(() => undefined);
