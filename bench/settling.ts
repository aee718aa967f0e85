import { silentLogger } from '@soko/log';
import { countStatements, openDatabase } from '@soko/postgres';
import { createSettlementWorker } from '../subgraphs/wallets/commands/settlement/run-settlements.ts';

/** Connects, and returns what settles all bets and reports how long it took. */
export async function prepareSettling(settings: { url: string; pageSize: number; lanes: number }) {
  const { url, pageSize, lanes } = settings;
  const { pool, close } = openDatabase({ connectionString: url, applicationName: 'bench', planning: 'by index' });
  await pool.query('SELECT');
  const worker = createSettlementWorker({ pool, log: silentLogger, now: () => new Date(), pageSize, lanes });
  return async () => {
    const [cpu, startedAt] = [process.cpuUsage(), performance.now()];
    const { count } = await countStatements(() => worker.runDue());
    const ms = performance.now() - startedAt;
    const { user, system } = process.cpuUsage(cpu);
    await close();
    return { ms, nodeMs: (user + system) / 1000, statements: count };
  };
}
