import { createHmac, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';

/** A hosted chain engine as Alchemy is one: a node behind a key, with limits, that posts signed callbacks. */
export interface HostedEngine {
  /** Address of the node, with the key in its path. */
  url: string;
  /** The key in the path. */
  key: string;
  /** Number of requests of a method that the node got. */
  asked(method: string): number;
  /** Answers the next requests with 429, as beyond the limit of an account. */
  refuseNext(count: number): void;
  /** A callback about transactions of watched addresses: the bytes of its body, and their signature. */
  callbackOf(hashes: readonly string[]): { body: string; signature: string };
  close(): Promise<void>;
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of request as AsyncIterable<Buffer>) parts.push(part);
  return Buffer.concat(parts).toString();
}

/** Starts an engine before a node of this machine. `signingKey` is that of its webhook. */
export async function startHostedEngine(options: { nodeUrl: string; signingKey: string }): Promise<HostedEngine> {
  const { nodeUrl, signingKey } = options;
  const key = randomUUID();
  let refused = 0;
  const asked = new Map<string, number>();
  const server = createServer(async (request, response) => {
    const body = await bodyOf(request);
    const answer = (status: number, text: string): void =>
      void response.writeHead(status, { 'content-type': 'application/json' }).end(text);
    const fault = (status: number, message: string): void =>
      answer(status, JSON.stringify({ jsonrpc: '2.0', id: null, error: { code: status, message } }));
    if (request.url !== `/v2/${key}`) return fault(401, 'Must be authenticated!');
    if (refused > 0) {
      refused -= 1;
      return fault(429, 'Your app has exceeded its compute units per second capacity.');
    }
    const { method } = JSON.parse(body) as { method: string };
    asked.set(method, (asked.get(method) ?? 0) + 1);
    try {
      const forwarded = await fetch(nodeUrl, { method: 'POST', headers: { 'content-type': 'application/json' }, body });
      answer(forwarded.status, await forwarded.text());
    } catch {
      fault(503, 'Unable to complete request at this time.');
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return {
    url: `http://127.0.0.1:${port}/v2/${key}`,
    key,
    asked: (method) => asked.get(method) ?? 0,
    refuseNext(count) {
      refused = count;
    },
    callbackOf(hashes) {
      const activity = hashes.map((hash) => ({
        hash,
        category: 'token',
        blockNum: '0x1',
        log: { transactionHash: hash },
      }));
      const facts = { webhookId: 'wh_local', id: `whevt_${randomUUID()}`, createdAt: new Date().toISOString() };
      const body = JSON.stringify({ ...facts, type: 'ADDRESS_ACTIVITY', event: { network: 'LOCAL', activity } });
      return { body, signature: createHmac('sha256', signingKey).update(body).digest('hex') };
    },
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
