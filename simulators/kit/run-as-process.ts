import { BadEnvironment } from '@soko/env';
import type { Served } from './serve.ts';

function sentenceFor(error: unknown): string {
  if (error instanceof BadEnvironment) return error.message;
  const { code, port } = error as { code?: string; port?: number };
  if (code === 'EADDRINUSE') return `Port ${port} is in use. Stop the program that uses it, or choose another port.`;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

/** Runs a simulator as this process: prints its address or the reason for a failed start, and ends on Ctrl-C and SIGTERM. */
export async function runAsProcess(title: string, start: () => Promise<Served>): Promise<void> {
  try {
    const { url, close } = await start();
    process.stdout.write(`${title}: ${url}, admin page ${url}/_admin/\n`);
    const stop = (): void => void close().finally(() => process.exit());
    process.once('SIGINT', stop);
    process.once('SIGTERM', stop);
  } catch (error) {
    process.stderr.write(`${sentenceFor(error)}\n`);
    process.exit(1);
  }
}
