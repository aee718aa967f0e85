/** `npm run verify-ledger`: checks the ledger for changes behind its back. */
import { openDatabase } from '@soko/postgres';
import { type Verification, verifyLedger } from '@soko/subgraph-wallets/ledger';
import { readCommandLine } from '../scripts/command-line.mjs';
import { verifyLedgerArguments } from '../scripts/program-arguments.mjs';
import { explainAndExit } from './explain-and-exit.ts';
import { openInstallation } from './installation.ts';

function readSince(text: string | undefined): Date | null {
  if (text === undefined) return null;
  const since = new Date(text);
  if (Number.isNaN(since.getTime())) {
    console.error(`--since: "${text}" is not a time. Write it like 2026-03-01T00:00:00Z.`);
    process.exit(2);
  }
  return since;
}

function report({ breaks, postings, root }: Verification, json: boolean): void {
  for (const { rule, subject, found } of breaks) {
    console.log(json ? JSON.stringify({ rule, subject, found }) : `BROKEN  ${rule}: ${subject}  ${found}`);
  }
  if (json) return;
  console.log(`${postings} postings, ${breaks.length} breaks. Root: ${root.toString('hex')}`);
}

async function run(): Promise<void> {
  const { values } = readCommandLine(verifyLedgerArguments);
  const since = readSince(values.since);
  const installation = await openInstallation();
  const database = openDatabase({
    connectionString: installation.urlOf('wallets'),
    applicationName: 'soko-verify-ledger',
    max: 1,
  });
  try {
    const verification = await verifyLedger(database.pool, { since });
    report(verification, values.json);
    if (verification.breaks.length > 0) process.exitCode = 1;
  } finally {
    await database.close();
    await installation.close();
  }
}

await run().catch(explainAndExit);
