import { type EventTrail, newEvent, walletsLedger } from '@soko/events';
import { tell } from '@soko/outbox';
import { inTransaction } from '@soko/postgres';
import type pg from 'pg';
import { type ComparedAccount, differenceOf } from '../../domain/cash/compare-clearing.ts';
import type { PrismaClient } from '../../generated/prisma/client.ts';

export interface ClearingCheck {
  /** Time of the balances that were compared. */
  until: Date;
  checkedAt: Date;
  accounts: readonly ComparedAccount[];
}

type Saved = Omit<ComparedAccount, 'ledgerMinor' | 'providerMinor' | 'differsFor'> & {
  ledgerMinor: string;
  providerMinor: string;
  /** Missing in comparisons of earlier versions. */
  differsFor?: number;
};

const toSaved = ({ ledgerMinor, providerMinor, ...rest }: ComparedAccount): Saved => ({
  ...rest,
  ledgerMinor: ledgerMinor.toString(),
  providerMinor: providerMinor.toString(),
});

const fromSaved = (saved: Saved): ComparedAccount => ({
  ...saved,
  differsFor: saved.differsFor ?? 1,
  ledgerMinor: BigInt(saved.ledgerMinor),
  providerMinor: BigInt(saved.providerMinor),
});

/** Saves a comparison, and publishes the breaks that the one before did not have, or had with another difference. */
export async function saveClearingCheck(
  pool: pg.Pool,
  { until, checkedAt, accounts }: ClearingCheck,
  before: readonly ComparedAccount[],
  trail: EventTrail,
): Promise<void> {
  const breaks = accounts.filter(({ isBreak }) => isBreak);
  const isKnown = (found: ComparedAccount): boolean =>
    before.some(
      (each) =>
        each.isBreak &&
        each.code === found.code &&
        each.currency === found.currency &&
        differenceOf(each) === differenceOf(found),
    );
  await inTransaction(pool, async (tx) => {
    const { rows } = await tx.query<{ id: string }>({
      name: 'clearing-check-add',
      // SQL: saved together with its events.
      text: `INSERT INTO clearing_check (until, checked_at, accounts, break_count) VALUES ($1, $2, $3, $4) RETURNING id`,
      values: [until, checkedAt, JSON.stringify(accounts.map(toSaved)), breaks.length],
    });
    const about = { subject: 'ledger', sequence: Number(rows[0]!.id) };
    const news = breaks.filter((each) => !isKnown(each));
    if (news.length === 0) return;
    await tell(
      tx,
      news.map(({ code, currency, ledgerMinor, providerMinor }) => {
        const money = (amountMinor: bigint) => ({ amountMinor: amountMinor.toString(), currency });
        const data = {
          account: code,
          until: until.toISOString(),
          ledger: money(ledgerMinor),
          provider: money(providerMinor),
        };
        return newEvent(walletsLedger, 'clearing_differs', { ...about, data }, trail);
      }),
    );
  });
}

/** The last comparison. */
export async function findClearingCheck(db: PrismaClient): Promise<ClearingCheck | null> {
  const found = await db.clearingCheck.findFirst({ orderBy: { id: 'desc' } });
  return found && { ...found, accounts: (found.accounts as unknown as Saved[]).map(fromSaved) };
}
