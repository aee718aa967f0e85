import type { EventTrail } from '@soko/events';
import { newId } from '@soko/ids';
import type { Logger } from '@soko/log';
import { inTransaction } from '@soko/postgres';
import { isRefusal } from '@soko/refusals';
import type pg from 'pg';
import { createPlacing } from '../commands/bets/placing.ts';
import { placeBet, type PlaceBetInput } from '../commands/bets/place-bet.ts';
import { importLines } from '../commands/feed/import-lines.ts';
import { createSettlementWorker, type SettlementWorker } from '../commands/settlement/run-settlements.ts';
import { trailOfJob } from '../commands/wallets/trail-of-job.ts';
import { accountOfWallet } from '../domain/wallets/wallet.ts';
import { isLedgerRefusal, post } from '../ledger/index.ts';
import { nextSeqOf } from '../store/feed/producers.ts';
import { saveAdjustment } from '../store/wallets/adjustments.ts';
import { tellBalances } from '../store/wallets/tell-balances.ts';
import { findMainWallet, openMainWallet } from '../store/wallets/wallets.ts';
import { announcingLines, demoProducer, playedLines } from './demo-matches.ts';
import { findDemoSelections, findUpcomingSelections } from './find-selections.ts';

/** Somebody with money and a history of bets. */
export interface SeedBettor {
  userId: string;
  /** Administrator who put the money into the wallet. */
  fundedBy: string;
}

interface Seed {
  pool: pg.Pool;
  log: Logger;
  settlements: SettlementWorker;
}

const currency = 'KES';
const fundsMinor = 500_000n;
const hourMs = 3_600_000;

const trailAt = (at: Date): EventTrail => trailOfJob(() => at);

async function importAll({ pool, settlements }: Seed, lines: readonly string[], at: Date): Promise<void> {
  const report = await importLines({ pool, settlements }, lines.join('\n'), {
    trail: trailAt(at),
    acceptGap: false,
    importId: null,
  });
  if (isRefusal(report) || report.problems.length > 0)
    throw new Error(`The demo matches cannot be added: ${JSON.stringify(report)}`);
}

/** Opens the wallet and adjusts it, as an administrator does. */
async function fund({ pool }: Seed, { userId, fundedBy }: SeedBettor, at: Date): Promise<void> {
  const trail = trailAt(at);
  const id = newId('adj');
  await inTransaction(pool, async (tx) => {
    if ((await findMainWallet(tx, userId, currency)) !== null) return;
    const wallet = await openMainWallet(tx, { ownerId: userId, currency }, trail);
    const moved = {
      debit: { code: 'goodwill', currency },
      credit: accountOfWallet(wallet),
      amountMinor: fundsMinor,
    } as const;
    const by = { kind: 'adjustment', about: { adjustmentId: id }, actorId: fundedBy, at };
    const posted = await post(tx, [{ reference: `adjustment:${id}`, transfers: [moved], ...by }]);
    if (isLedgerRefusal(posted)) throw new Error(`The demo wallet cannot be filled: ${posted.refused}`);
    await tellBalances(tx, posted, trail);
    await saveAdjustment(tx, {
      id,
      kind: 'GOODWILL',
      aboutId: null,
      walletId: wallet.id,
      amountMinor: fundsMinor,
      currency,
      reason: 'Demo money to try wallets and bets with.',
      status: 'POSTED',
      proposedBy: fundedBy,
      proposedAt: at,
      decidedBy: null,
      decidedAt: at,
    });
  });
}

type DemoBet = Pick<PlaceBetInput, 'kind' | 'selections' | 'systemSizes'> & { stake: string };

/**
 * Places a bet at a moment of the past, through the command of `placeBet`. A repeat changes nothing. A seed that continues
 * after days finds its markets closed, and goes on without the bet.
 */
async function bet(
  { pool, log }: Seed,
  userId: string,
  { stake, ...wanted }: DemoBet,
  name: string,
  at: Date,
): Promise<void> {
  const placed = await placeBet(
    {
      pool,
      viewer: { kind: 'user', id: userId, roles: ['CUSTOMER'], sessionId: newId('ses') },
      now: () => at,
      trail: { ...trailAt(at), actor: { kind: 'user', id: userId } },
      placing: createPlacing({ pool, log }),
    },
    { ...wanted, stake: { amount: stake, currency }, oddsPolicy: 'ANY', idempotencyKey: `demo-bet-${name}` },
  );
  if (isRefusal(placed)) log.warn({ bet: name, code: placed.code }, 'a demo bet was refused');
}

async function betOnDemoMatches(seed: Seed, userId: string, at: Date): Promise<void> {
  const found = await findDemoSelections(seed.pool, demoProducer);
  const pick = (...names: string[]) => names.map((name) => found(name));
  const [home, away] = ['demo-1/result:HOME', 'demo-3/result:AWAY'];
  const bets: Readonly<Record<string, DemoBet>> = {
    won: { kind: 'SINGLE', selections: pick(home), stake: '200.00' },
    returned: { kind: 'SINGLE', selections: pick('demo-2/draw-no-bet:HOME'), stake: '150.00' },
    both: { kind: 'ACCUMULATOR', selections: pick(home, away), stake: '100.00' },
    lost: { kind: 'ACCUMULATOR', selections: pick(home, 'demo-2/result:HOME', away), stake: '100.00' },
    trixie: {
      kind: 'SYSTEM',
      selections: pick(home, 'demo-2/result:HOME', away),
      systemSizes: [2, 3],
      stake: '20.00',
    },
  };
  let minute = 0;
  for (const [name, wanted] of Object.entries(bets)) {
    await bet(seed, userId, wanted, name, new Date(at.getTime() + minute * 60_000));
    minute += 7;
  }
}

/** Bets on matches that have not begun, which are settled while people look. */
async function betOnUpcoming(seed: Seed, userId: string, now: Date): Promise<void> {
  const selections = await findUpcomingSelections(seed.pool, now, 2);
  if (selections.length === 2)
    await bet(seed, userId, { kind: 'ACCUMULATOR', selections, stake: '50.00' }, 'open', now);
}

/**
 * Gives a person a wallet with money, bets that won, lost and were void yesterday, and one that is open, by the commands that
 * do so later. A seed that was interrupted continues; an installation that people have used already stays as it is.
 */
export async function seedBettor(
  pool: pg.Pool,
  bettor: SeedBettor,
  { log, now: clock }: { log: Logger; now: () => Date },
): Promise<void> {
  const { userId } = bettor;
  const now = clock();
  const ago = (hours: number) => new Date(now.getTime() - hours * hourMs);
  // Bets are accepted on a match that begins later. It is moved to yesterday when the bets are placed.
  const announcing = announcingLines(new Date(now.getTime() + 24 * hourMs));
  const next = await nextSeqOf(pool, demoProducer);
  if (next === 1 && (await findMainWallet(pool, userId, currency)) !== null) return;
  const played = playedLines(ago(24), announcing.length + 1);
  if (next > announcing.length + played.length) return;
  const settlements = createSettlementWorker({ pool, log, now: () => ago(22), pageSize: 200, lanes: 1 });
  const seed = { pool, settlements, log };
  try {
    if (next <= announcing.length) await importAll(seed, announcing, ago(30));
    await fund(seed, bettor, ago(28));
    if (next <= announcing.length + 1) await betOnDemoMatches(seed, userId, ago(26));
    await importAll(seed, played, ago(22));
    await settlements.runDue();
    await betOnUpcoming(seed, userId, now);
  } finally {
    await settlements.close();
  }
}
