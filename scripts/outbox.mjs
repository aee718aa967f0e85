import { readCommandLine } from './command-line.mjs';
import { prepare } from './prepare.mjs';
import { outboxArguments } from './program-arguments.mjs';

readCommandLine(outboxArguments);
await prepare();
await import('../dist/server/outbox.js');
