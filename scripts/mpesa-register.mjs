/** `npm run mpesa:register`: tells M-Pesa the addresses for payments to the paybill number. */
import { readCommandLine } from './command-line.mjs';
import { prepare } from './prepare.mjs';

readCommandLine({
  usage: `Usage: npm run mpesa:register

Tells M-Pesa the addresses for payments to the paybill number, from the variables MPESA_… (docs/variables.md).`,
});
await prepare();
await import('../dist/server/mpesa-register.js');
