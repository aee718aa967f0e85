import { hasRole, requireUser } from '@soko/auth';
import { badUserInput } from '@soko/errors';
import { toGraphMoney } from '@soko/money';
import { cursorOf, readPage, toConnection } from '@soko/pagination';
import type { WalletsContext } from '../context.ts';
import { entryKind, partsOfEntry } from '../domain/sellers/statement-entry.ts';
import { readCurrency } from '../domain/wallets/read-currency.ts';
import type { QueryResolvers } from '../generated/graphql.ts';
import { statementCursors } from '../ledger/index.ts';
import { findSellerStatement, type SellerEntry } from '../store/sellers/statement.ts';
import { sellerStatementLink } from '../store/sellers/statement-link.ts';

const linkMs = 600_000;
const maxPeriodMs = 366 * 86_400_000;

/** True for the seller's own person and support. Throws for viewers who are no person. */
export async function maySeeMoneyOf({ viewer, loaders }: WalletsContext, sellerId: string): Promise<boolean> {
  const { id } = requireUser(viewer);
  return hasRole(viewer, 'SUPPORT') || (await loaders.sellerUser.load(sellerId)) === id;
}

const nodeOf = (currency: string) => (entry: SellerEntry) => {
  const money = (amountMinor: bigint) => toGraphMoney({ amountMinor, currency });
  const parts = partsOfEntry(entry);
  return {
    reference: entry.reference,
    kind: entryKind(entry),
    amount: money(entry.amountMinor),
    balance: money(entry.balanceMinor),
    order: entry.orderId === null ? null : { id: entry.orderId },
    orderNumber: entry.orderNumber,
    parts: parts && {
      total: money(parts.totalMinor),
      fee: money(parts.feeMinor),
      tax: money(parts.taxMinor),
      delivery: money(parts.deliveryMinor),
      platformDiscount: money(parts.discountMinor),
    },
    at: entry.at,
  };
};

function checkPeriod(from: Date, until: Date): void {
  if (until < from) throw badUserInput('`until` must not be earlier than `from`.', 'until');
}

export const sellerStatementQuery = {
  async sellerStatement(_, { sellerId, currency: written, from, until, ...args }, context) {
    const isVisible = await maySeeMoneyOf(context, sellerId);
    const currency = readCurrency(written);
    if (from && until) checkPeriod(from, until);
    const page = readPage(args, statementCursors);
    if (!isVisible) return null;
    const period = { from: from ?? undefined, to: until ?? undefined };
    const rows = await findSellerStatement(context.pool, { sellerId, currency }, page, period);
    return toConnection(rows, page, ({ sequence }) => cursorOf(statementCursors, [sequence]), nodeOf(currency));
  },

  async sellerStatementExport(_, { sellerId, currency: written, from, until }, context) {
    const isVisible = await maySeeMoneyOf(context, sellerId);
    const currency = readCurrency(written);
    checkPeriod(from, until);
    if (until.getTime() - from.getTime() > maxPeriodMs) {
      throw badUserInput('The period must be at most 366 days.', 'until');
    }
    if (!isVisible) return null;
    const { settings, now } = context;
    const expiresAt = new Date(now().getTime() + linkMs);
    const grant = { sellerId, currency, from, until, expiresAt };
    return { url: sellerStatementLink(settings.sealKeys, settings.publicUrl, grant), expiresAt };
  },
} satisfies QueryResolvers;
