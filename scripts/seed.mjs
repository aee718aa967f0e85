import { readCommandLine } from './command-line.mjs';
import { prepare } from './prepare.mjs';
import { seedArguments } from './program-arguments.mjs';

readCommandLine(seedArguments);
await prepare();
await import('../dist/server/seed.js');
