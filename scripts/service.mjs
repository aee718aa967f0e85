/** `npm run service -- <name>`: one service as this process. */
import { readCommandLine } from './command-line.mjs';
import { prepare } from './prepare.mjs';
import { subgraphs } from './subgraphs.mjs';

readCommandLine({
  usage: `Usage: npm run service -- <name>

Runs one service as this process.
  <name>    gateway, ${subgraphs.join(', ')}; or migrate, which prepares every database and ends`,
  minArguments: 1,
  maxArguments: 1,
});
await prepare();
await import('../dist/server/service.js');
