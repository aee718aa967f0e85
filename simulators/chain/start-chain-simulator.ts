import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import type { Logger } from '@soko/log';
import { type Anvil, startAnvil } from './start-anvil.ts';

export interface ChainSimulator {
  url: string;
  close(): Promise<void>;
}

export interface ChainSimulatorOptions {
  /** Anvil, as `findAnvil` finds it. */
  program: string;
  port: number;
  chainId: number;
  /** File with the blocks. */
  stateFile: string;
  /** Private key of the account that has 10,000 coins at each start. */
  signerKey: `0x${string}`;
  log: Logger;
}

/** 10,000 coins, in wei. */
const balance = `0x${(10_000n * 10n ** 18n).toString(16)}`;

/** Time that a node gets to save its blocks. */
const saveMs = 5_000;

const maxBytes = 1_048_576;

async function readBody(request: IncomingMessage): Promise<Buffer> {
  const parts: Buffer[] = [];
  let length = 0;
  for await (const part of request as AsyncIterable<Buffer>) {
    length += part.length;
    if (length > maxBytes) throw new Error('The request is too long.');
    parts.push(part);
  }
  return Buffer.concat(parts);
}

/** Serves the address of a chain. The node behind it starts with the first request: who mints nothing pays nothing for it. */
export async function startChainSimulator(options: ChainSimulatorOptions): Promise<ChainSimulator> {
  const { program, port, chainId, stateFile, signerKey, log } = options;
  let node: Promise<Anvil> | null = null;
  /** The end of the node before it, which has the file until then. */
  let ended: Promise<void> = Promise.resolve();
  let isClosing = false;

  async function start(): Promise<Anvil> {
    await mkdir(dirname(stateFile), { recursive: true });
    const started = await startAnvil({ program, chainId, stateFile });
    // Only a chain that is used needs the library.
    const { privateKeyToAddress } = await import('viem/accounts');
    await started.call('anvil_setBalance', [privateKeyToAddress(signerKey), balance]);
    return started;
  }

  function open(): Promise<Anvil> {
    if (node !== null) return node;
    const opening = ended.then(start).catch((error: unknown) => {
      if (node === opening) node = null;
      throw error;
    });
    node = opening;
    return opening;
  }

  /** Ends a node that does not answer. It may save its blocks before. */
  async function end(failed: Anvil): Promise<void> {
    await Promise.race([failed.close(), setTimeout(saveMs, undefined, { ref: false })]);
    await failed.kill();
  }

  async function forward(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await readBody(request);
    const asked = open();
    const anvil = await asked;
    const headers = { 'content-type': 'application/json' };
    const answer = await fetch(anvil.url, { method: 'POST', headers, body }).catch((error: unknown) => {
      // The next request starts another one. Of those that failed together, the first ends it.
      if (node === asked) {
        node = null;
        ended = end(anvil).catch(() => {});
      }
      throw error;
    });
    response.writeHead(answer.status, headers).end(Buffer.from(await answer.arrayBuffer()));
  }

  const server = createServer((request, response) => {
    if (request.method !== 'POST' || isClosing) {
      response.writeHead(isClosing ? 503 : 405).end();
      return;
    }
    forward(request, response).catch((error: unknown) => {
      log.warn({ err: error }, 'the simulated chain did not answer');
      response.writeHead(502).end();
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  const address = server.address();
  return {
    url: `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : port}`,
    async close() {
      isClosing = true;
      server.closeAllConnections();
      await new Promise<void>((resolve) => {
        server.close(() => resolve());
      });
      const started = await node?.catch(() => null);
      await started?.close();
      await ended;
    },
  };
}
