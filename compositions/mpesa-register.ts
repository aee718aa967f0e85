/** `npm run mpesa:register`: tells M-Pesa the addresses for payments to the paybill number. */
import { registerMpesaUrls } from '@soko/subgraph-payments/mpesa-urls';
import { processVariables } from './env.ts';
import { CannotStart, explainAndExit } from './explain-and-exit.ts';

try {
  const registered = await registerMpesaUrls(processVariables);
  if (registered === null) throw new CannotStart('M-Pesa is not configured: set MPESA_CONSUMER_KEY and the others.');
  const { shortCode, validation, confirmation } = registered;
  console.log(`M-Pesa calls for payments to ${shortCode}:\n  ${validation}\n  ${confirmation}`);
} catch (error) {
  explainAndExit(error);
}
