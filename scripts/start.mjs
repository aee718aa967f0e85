/**
 * `npm start`: sets up what is missing (install, generate, bundle; each skipped when fresh) and runs the whole platform.
 * Arguments go on to it: `npm start -- --reset`.
 */
import { readCommandLine } from './command-line.mjs';
import { prepare } from './prepare.mjs';
import { startArguments } from './program-arguments.mjs';

readCommandLine(startArguments);
await prepare();
await import('../dist/server/standalone.js');
