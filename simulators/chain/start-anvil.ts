import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { pollUntil } from '@soko/retry';

export interface Anvil {
  url: string;
  /** Calls a method of the node, also one of its own such as `anvil_mine`. */
  call<Result = unknown>(method: string, params?: readonly unknown[]): Promise<Result>;
  /** Stops it. It saves its state first. */
  close(): Promise<void>;
  /** Ends it like a crash. */
  kill(): Promise<void>;
}

const startMs = 20_000;

const freePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const server = createServer().once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });

/** Sends one request of JSON-RPC. Throws what the node says, and when it does not answer. */
export async function callRpc<Result>(url: string, method: string, params: readonly unknown[] = []): Promise<Result> {
  const body = JSON.stringify({ jsonrpc: '2.0', id: 1, method, params });
  const response = await fetch(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body });
  const { result, error } = (await response.json()) as { result: Result; error?: { message: string } };
  if (error !== undefined) throw new Error(`${method}: ${error.message}`);
  return result;
}

/**
 * Ends Anvil when its input ends, which it does also when the process that started it was killed: Anvil saves its state then,
 * and does not stay behind. The shell ends with Anvil, so that one that broke down is noticed.
 */
const attended = [
  'exec 3<&0',
  '"$@" 3<&- & node=$!',
  '{ read -r _ <&3; kill -INT "$node" 2>/dev/null; } & reader=$!',
  'wait "$node"; code=$?',
  'kill "$reader" 2>/dev/null; exit "$code"',
].join('\n');

/** Starts a node. With `stateFile` it keeps its blocks over restarts. */
export async function startAnvil(options: {
  program: string;
  chainId: number;
  port?: number;
  stateFile?: string;
}): Promise<Anvil> {
  const { program, chainId, stateFile } = options;
  const port = options.port ?? (await freePort());
  const args = ['--host', '127.0.0.1', '--port', String(port), '--chain-id', String(chainId), '--accounts', '1'];
  const state = stateFile === undefined ? [] : ['--state', stateFile];
  const isWindows = process.platform === 'win32';
  const command = [program, ...args, '--quiet', ...state];
  const child = isWindows
    ? spawn(program, command.slice(1), { stdio: ['pipe', 'ignore', 'ignore'] })
    : spawn('/bin/sh', ['-c', attended, 'sh', ...command], { stdio: ['pipe', 'ignore', 'ignore'], detached: true });
  const exit = once(child, 'exit');
  exit.catch(() => {});
  const url = `http://127.0.0.1:${port}`;
  const call = <Result>(method: string, params: readonly unknown[] = []) => callRpc<Result>(url, method, params);
  const hasEnded = (): boolean => child.exitCode !== null || child.signalCode !== null;
  const close = async (): Promise<void> => {
    if (hasEnded()) return;
    if (isWindows) child.kill();
    else child.stdin.end();
    await exit;
  };
  const isUp = await pollUntil(
    () =>
      call('eth_chainId').then(
        () => true,
        () => hasEnded(),
      ),
    (isOver) => isOver,
    { timeoutMs: startMs },
  );
  if (isUp !== true || hasEnded()) {
    await close();
    throw new Error('Anvil did not start.');
  }
  return {
    url,
    call,
    close,
    async kill() {
      if (hasEnded()) return;
      // The shell and the node are a group of their own.
      if (isWindows) child.kill('SIGKILL');
      else process.kill(-child.pid!, 'SIGKILL');
      await exit;
    },
  };
}
