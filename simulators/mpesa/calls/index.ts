import { b2c } from './b2c.ts';
import { registerUrls, simulateC2b } from './c2b.ts';
import type { Call } from './call.ts';
import { reversal } from './reversal.ts';
import { stkPush } from './stk-push.ts';
import { stkQuery } from './stk-query.ts';
import { transactionStatus } from './transaction-status.ts';

/** All calls that need a token. */
export const calls: readonly Call[] = [stkPush, stkQuery, b2c, reversal, transactionStatus, registerUrls, simulateC2b];
