/** A process with a simulated chain, for a spec that kills it. */
import { silentLogger } from '@soko/log';
import { findAnvil, startChainSimulator } from '../index.ts';

const { url } = await startChainSimulator({
  program: findAnvil()!,
  port: 0,
  chainId: 31_337,
  // oxlint-disable-next-line node/no-process-env
  stateFile: process.env['STATE_FILE']!,
  signerKey: `0x${'01'.repeat(32)}`,
  log: silentLogger,
});
process.stdout.write(`${url}\n`);
