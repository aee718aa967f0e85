/** `npm run admin -- <email>`: makes an account an administrator. */
import { readCommandLine } from './command-line.mjs';
import { prepare } from './prepare.mjs';
import { adminArguments } from './program-arguments.mjs';

readCommandLine(adminArguments);
await prepare();
await import('../dist/server/admin.js');
