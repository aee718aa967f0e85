/**
 * `npm start`: sets up what is missing (install, generate, bundle; each skipped when fresh) and runs the whole platform.
 * Arguments go on to it: `npm start -- --reset`.
 */
import { prepare } from './prepare.mjs';

await prepare();
await import('../dist/server/standalone.js');
