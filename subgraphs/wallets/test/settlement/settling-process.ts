/** Settles bets in a separate process, which specs kill in the middle. */
import { readEnv } from '@soko/env';
import { silentLogger } from '@soko/log';
import { openDatabase } from '@soko/postgres';
import { z } from 'zod';
import { createSettlementWorker } from '../../commands/settlement/run-settlements.ts';

const { SPEC_DATABASE } = readEnv({ SPEC_DATABASE: z.url() });
const { pool, close } = openDatabase({ connectionString: SPEC_DATABASE, applicationName: 'settling-process' });
await createSettlementWorker({ pool, log: silentLogger, now: () => new Date(), pageSize: 3, lanes: 2 }).runDue();
await close();
process.stdout.write('done');
