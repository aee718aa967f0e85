import { readCommandLine } from './command-line.mjs';
import { prepare } from './prepare.mjs';
import { deadLettersArguments } from './program-arguments.mjs';

readCommandLine(deadLettersArguments);
await prepare();
await import('../dist/server/dead-letters.js');
