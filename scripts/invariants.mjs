import { readCommandLine } from './command-line.mjs';
import { prepare } from './prepare.mjs';
import { invariantsArguments } from './program-arguments.mjs';

readCommandLine(invariantsArguments);
await prepare();
await import('../dist/server/invariants.js');
