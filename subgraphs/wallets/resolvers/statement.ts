import { badUserInput } from '@soko/errors';
import { toGraphMoney } from '@soko/money';
import { type Connection, cursorOf, type PageArguments, readPage, toConnection } from '@soko/pagination';
import type { WalletsContext } from '../context.ts';
import { accountOfWallet, type Wallet } from '../domain/wallets/wallet.ts';
import { findStatement, type StatementEntry, statementCursors } from '../ledger/index.ts';
import { statementLink } from '../store/wallets/statement-link.ts';

const nodeOf =
  (currency: string) =>
  ({ reference, kind, at, amountMinor, balanceMinor }: StatementEntry) => ({
    reference,
    kind,
    at,
    amount: toGraphMoney({ amountMinor, currency }),
    balance: toGraphMoney({ amountMinor: balanceMinor, currency }),
  });

/** A page of the statement of a wallet. */
export async function statementOf(
  wallet: Wallet,
  args: PageArguments,
  { pool }: WalletsContext,
): Promise<Connection<ReturnType<ReturnType<typeof nodeOf>>>> {
  const page = readPage(args, statementCursors);
  const rows = await findStatement(pool, accountOfWallet(wallet), page);
  return toConnection(rows, page, ({ sequence }) => cursorOf(statementCursors, [sequence]), nodeOf(wallet.currency));
}

const linkMs = 600_000;
const maxPeriodMs = 366 * 86_400_000;

/** A link to the statement of a period. */
export function statementExportOf(
  { id: walletId }: Wallet,
  { from, to }: { from: Date; to: Date },
  { settings, now }: WalletsContext,
): { url: string; expiresAt: Date } {
  if (to <= from) throw badUserInput('`to` must be later than `from`.', 'to');
  if (to.getTime() - from.getTime() > maxPeriodMs) throw badUserInput('The period must be at most 366 days.', 'to');
  const expiresAt = new Date(now().getTime() + linkMs);
  return { url: statementLink(settings.sealKeys, settings.publicUrl, { walletId, from, to, expiresAt }), expiresAt };
}
