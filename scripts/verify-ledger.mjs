import { readCommandLine } from './command-line.mjs';
import { prepare } from './prepare.mjs';
import { verifyLedgerArguments } from './program-arguments.mjs';

readCommandLine(verifyLedgerArguments);
await prepare();
await import('../dist/server/verify-ledger.js');
