import { type Envelope, newEvent, type EventTrail, walletsWallet } from '@soko/events';
import { outboxRows } from '@soko/outbox';
import type { Queryable } from '@soko/postgres';
import type { ChangedBalance, Posted } from '../../ledger/index.ts';

const money = (amountMinor: bigint, currency: string) => ({ amountMinor: amountMinor.toString(), currency });

/** The event of a changed wallet. Its subject and owner are filled in from the wallet's row. */
function balanceChanged({ reference, kind }: Posted, changed: ChangedBalance, trail: EventTrail): Envelope {
  const { account, postedMinor, availableMinor, version } = changed;
  const data = {
    ownerId: account.ownerId!,
    currency: account.currency,
    balance: money(postedMinor, account.currency),
    available: money(availableMinor, account.currency),
    reference,
    kind,
  };
  return newEvent(walletsWallet, 'balance_changed', { subject: account.ownerId!, sequence: version, data }, trail);
}

const walletChanges = (posted: readonly Posted[], trail: EventTrail): Envelope[] =>
  posted.flatMap((each) =>
    each.changed
      .filter(({ account }) => account.code === 'user_wallet')
      .map((changed) => balanceChanged(each, changed, trail)),
  );

/** The events of a change of one main wallet, whose id is known, to be saved with those of the change that caused it. */
export const mainWalletChanged = (posted: readonly Posted[], walletId: string, trail: EventTrail): Envelope[] =>
  walletChanges(posted, trail).map((event) => ({ ...event, subject: walletId }));

/**
 * Publishes the new balance of every wallet that the transactions changed, in the transaction that posted them. One
 * statement for any number; none when no wallet was changed.
 */
export async function tellBalances(tx: Queryable, posted: readonly Posted[], trail: EventTrail): Promise<void> {
  const events = walletChanges(posted, trail);
  if (events.length === 0) return;
  const { rowCount } = await tx.query({
    name: 'wallet-tell-balances',
    // SQL: many rows at once. A pot's account belongs to the pot, a main wallet's to the user.
    text: `INSERT INTO outbox (id, aggregatetype, aggregateid, type, payload)
      SELECT event.id, event.aggregatetype, wallet.id, event.type,
        jsonb_set(jsonb_set(event.payload, '{subject}', to_jsonb(wallet.id)), '{data,ownerId}', to_jsonb(wallet.owner_id))
      FROM ROWS FROM (jsonb_to_recordset($1::jsonb) AS (id text, aggregatetype text, aggregateid text, type text, payload jsonb))
        WITH ORDINALITY AS event (id, aggregatetype, aggregateid, type, payload, no)
      JOIN LATERAL (
        SELECT id, owner_id FROM wallet
        WHERE owner_id = event.aggregateid AND currency = event.payload->'data'->>'currency' AND name IS NULL
        UNION ALL SELECT id, owner_id FROM wallet WHERE id = event.aggregateid) AS wallet ON true
      ORDER BY event.no`,
    values: [outboxRows(events)],
  });
  if (rowCount !== events.length) throw new Error('An account of a wallet was changed that was never opened.');
}
