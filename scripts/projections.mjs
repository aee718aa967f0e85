import { readCommandLine } from './command-line.mjs';
import { prepare } from './prepare.mjs';
import { projectionsArguments } from './program-arguments.mjs';

readCommandLine(projectionsArguments);
await prepare();
await import('../dist/server/projections.js');
