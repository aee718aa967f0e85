import { createServer } from 'node:net';

const [first, last] = (process.env.SOKO_TEST_PORTS ?? '10000-31999').split('-').map(Number);
const given = new Set();

const isFree = (port) =>
  new Promise((resolve) => {
    const server = createServer().once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });

/**
 * A port of this machine for a server that starts later, or again after it was killed. It is below the ports that the
 * system gives to outgoing connections, since one of these could take it meanwhile. No port is given twice. Two runs of jest
 * that are beside each other have different ones (SOKO_TEST_PORTS).
 */
export async function freePort() {
  for (let tries = 0; tries < 1_000; tries += 1) {
    const port = first + Math.floor(Math.random() * (last - first + 1));
    if (given.has(port)) continue;
    given.add(port);
    if (await isFree(port)) return port;
  }
  throw new Error('No port of this machine is free.');
}
