import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { silentLogger } from '@soko/log';
import { runProgram, until } from '@soko/testing';
import { privateKeyToAddress } from 'viem/accounts';
import { findAnvil, startChainSimulator } from '../index.ts';
import { callRpc } from '../start-anvil.ts';

const signerKey = `0x${'01'.repeat(32)}` as const;

let folder: string;
let stateFile: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'soko-chain-'));
  stateFile = join(folder, 'blocks', 'state.json');
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const start = () =>
  startChainSimulator({ program: findAnvil()!, port: 0, chainId: 31_337, stateFile, signerKey, log: silentLogger });

describe('the chain of this machine', () => {
  it('starts its node when it is first asked', async () => {
    const unused = await start();
    await unused.close();
    // A node saves its state when it ends.
    expect(existsSync(stateFile)).toBe(false);
    const used = await start();
    expect(await callRpc(used.url, 'eth_chainId')).toBe('0x7a69');
    await used.close();
    expect(existsSync(stateFile)).toBe(true);
  });

  it('funds its account, and keeps its blocks over a restart', async () => {
    const first = await start();
    await callRpc(first.url, 'anvil_mine', ['0x7']);
    const balance = await callRpc<string>(first.url, 'eth_getBalance', [privateKeyToAddress(signerKey), 'latest']);
    expect(BigInt(balance)).toBe(10_000n * 10n ** 18n);
    await first.close();
    const second = await start();
    expect(await callRpc(second.url, 'eth_blockNumber')).toBe('0x7');
    await second.close();
  });

  it('starts its node again when it has ended, once for all who ask', async () => {
    const simulator = await start();
    await callRpc(simulator.url, 'anvil_mine', ['0x5']);
    const nodes = async () => {
      const { stdout } = await promisify(execFile)('ps', ['-A', '-o', 'pid=,args=']);
      return stdout.split('\n').filter((line) => /^ *\d+ \S*anvil --host /.test(line) && line.includes(stateFile));
    };
    const [first] = await nodes();
    process.kill(Number.parseInt(first!, 10), 'SIGINT');
    await until('it has ended', async () => !(await nodes()).includes(first!));
    const number = await until('it answers with the blocks it had', async () => {
      const answers = await Promise.all(
        [1, 2, 3].map(() => callRpc<string>(simulator.url, 'eth_blockNumber').catch(() => null)),
      );
      return answers.every((answer) => answer !== null) ? answers : null;
    });
    expect(number).toEqual(['0x5', '0x5', '0x5']);
    expect(await nodes()).toHaveLength(1);
    await simulator.close();
  });

  it('ends its node with the process that started it, also when that was killed, and keeps the blocks', async () => {
    const running = await runProgram(join(import.meta.dirname, 'chain-program.ts'), { STATE_FILE: stateFile });
    const url = await until('it serves', () => /http:\S+/.exec(running.output())?.[0]);
    await callRpc(url, 'anvil_mine', ['0x9']);
    await running.kill();
    await until('the node has saved its blocks and ended', () => existsSync(stateFile));
    const next = await until('the blocks can be read', async () => {
      const simulator = await start();
      const number = await callRpc(simulator.url, 'eth_blockNumber').catch(() => null);
      await simulator.close();
      return number;
    });
    expect(next).toBe('0x9');
  });
});
