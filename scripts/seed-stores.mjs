/** `npm run seed:stores`: adds tokens, contacts and more to the demo stores of a running Soko. */
import { readCommandLine } from './command-line.mjs';
import { prepare } from './prepare.mjs';
import { seedStoresArguments } from './program-arguments.mjs';

readCommandLine(seedStoresArguments);
await prepare();
await import('../dist/server/seed-stores.js');
