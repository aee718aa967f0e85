import { createServer, type Server } from 'node:http';

/** A request of a node. */
export interface NodeRequest {
  id: number;
  method: string;
  params: unknown[];
}

/** Passes requests on to a node. Holds the answers of one method, and answers with an error what is refused. */
export async function startGate(url: string, isRefused: (request: NodeRequest) => boolean = () => false) {
  let held: { method: string; isForwarded: boolean } | null = null;
  let reached = 0;
  const server: Server = createServer(async (request, response) => {
    const parts: Buffer[] = [];
    for await (const part of request as AsyncIterable<Buffer>) parts.push(part);
    const body = Buffer.concat(parts).toString();
    const asked = JSON.parse(body) as NodeRequest;
    const { id, method } = asked;
    if (isRefused(asked)) {
      const error = { code: -32_005, message: 'limit exceeded' };
      response
        .writeHead(200, { 'content-type': 'application/json' })
        .end(JSON.stringify({ jsonrpc: '2.0', id, error }));
      return;
    }
    const isHeld = held?.method === method;
    if (isHeld && !held!.isForwarded) {
      reached += 1;
      return;
    }
    const answer = await fetch(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body });
    const text = await answer.text();
    if (isHeld) reached += 1;
    else response.writeHead(200, { 'content-type': 'application/json' }).end(text);
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const address = server.address();
  return {
    url: `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`,
    /** Never answers a method; the node gets its requests only if they are forwarded. */
    hold(method: string, isForwarded: boolean) {
      held = { method, isForwarded };
      reached = 0;
    },
    reached: () => reached,
    close: () =>
      new Promise<void>((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}
