/** `npm run admin -- <email>`: makes an account an administrator. */
import { prepare } from './prepare.mjs';

await prepare();
await import('../dist/server/admin.js');
