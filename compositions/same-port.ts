import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';

const isInUse = (error: unknown): boolean => (error as NodeJS.ErrnoException).code === 'EADDRINUSE';

/**
 * Starts a server on the port that it had before, which `file` keeps, so that its address stays the same over restarts. The
 * first time, and when another program uses that port now, it starts on a free one.
 */
export async function startOnSamePort<Server extends { url: string }>(
  file: string,
  start: (port: number) => Promise<Server>,
): Promise<Server> {
  const known = Number(await readFile(file, 'utf8').catch(() => '0'));
  const server = await start(known).catch((error: unknown) => {
    if (known === 0 || !isInUse(error)) throw error;
    return start(0);
  });
  const { port } = new URL(server.url);
  if (Number(port) !== known) {
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, port);
  }
  return server;
}
