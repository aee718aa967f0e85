import { requireRole } from '@soko/auth';
import { once, readIdempotencyKey } from '@soko/idempotency';
import { newId } from '@soko/ids';
import { workOnRows } from '@soko/subgraph';
import type { WalletsContext } from '../../context.ts';
import { type Invoice, startOfMonth } from '../../domain/sellers/invoice.ts';
import type { WalletsServices } from '../../services.ts';
import { findOpenAccounts, type InvoiceAccount } from '../../store/sellers/charges.ts';
import { findRun } from '../../store/sellers/invoices.ts';
import { trailOfJob } from '../wallets/trail-of-job.ts';
import { type InvoiceRun, issueInvoicesOf } from './issue-invoice.ts';

const batch = 100;

async function issueAll(
  services: Pick<WalletsServices, 'pool' | 'now' | 'settings'>,
  run: InvoiceRun & { sellerId: string | null },
): Promise<void> {
  let after: InvoiceAccount | null = null;
  await workOnRows<InvoiceAccount>({
    // An account whose next period has not ended stays open, so each is found once.
    async find(limit) {
      const found = await findOpenAccounts(services.pool, { until: run.until, after, sellerId: run.sellerId, limit });
      after = found.at(-1) ?? after;
      return found;
    },
    keyOf: ({ sellerId, currency }) => `${sellerId} ${currency}`,
    work: (account) => issueInvoicesOf(services, account, run),
    batch,
  });
}

/** Issues the invoices of all months that have ended. */
export const issueMonthlyInvoices = (services: Pick<WalletsServices, 'pool' | 'now' | 'settings'>): Promise<void> => {
  const { now } = services;
  return issueAll(services, { id: null, until: startOfMonth(now()), sellerId: null, trail: trailOfJob(now) });
};

export interface IssueInvoicesInput {
  sellerId?: string | null | undefined;
  includeCurrentMonth?: boolean | undefined;
  idempotencyKey: string;
}

/**
 * Issues invoices for an administrator. A repeat goes on with the same run, up to the same time, and returns what the run has
 * issued.
 */
export async function issueInvoices(
  context: WalletsContext,
  input: IssueInvoicesInput,
): Promise<{ count: number; invoices: Invoice[] }> {
  const { viewer, pool, db, now, trail } = context;
  const { id: owner } = requireRole(viewer, 'ADMIN');
  const key = readIdempotencyKey(input.idempotencyKey);
  const { sellerId = null, includeCurrentMonth = false } = input;
  const command = { command: 'issueInvoices', sellerId, includeCurrentMonth };
  const { runId, until } = await once(pool, { owner, key, input: command }, async () => {
    const end = includeCurrentMonth ? now() : startOfMonth(now());
    return { runId: newId('req'), until: end.toISOString() };
  });
  await issueAll(context, { id: runId, until: new Date(until), sellerId, trail });
  return findRun(db, runId);
}
