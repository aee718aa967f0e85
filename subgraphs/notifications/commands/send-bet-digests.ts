import { newId } from '@soko/ids';
import { workOnRows } from '@soko/subgraph';
import { inTransaction } from '@soko/postgres';
import { composeAll } from '../domain/compose.ts';
import { mailTo } from '../domain/mail-to.ts';
import type { NotificationsServices } from '../services.ts';
import { type BetTotals, digestKey, findDueDigests, takeBetDigest } from '../store/bet-digests.ts';
import { findContacts } from '../store/contacts.ts';
import { saveMessages } from '../store/save-messages.ts';
import { sealMessage } from './seal-message.ts';

type Services = Pick<NotificationsServices, 'db' | 'pool' | 'sealKeys' | 'now'>;

const totalsOf = ({ currency, stakeMinor, paidMinor, ...counts }: BetTotals) => ({
  ...counts,
  stake: { amountMinor: stakeMinor, currency },
  paid: { amountMinor: paidMinor, currency },
});

/** Composes the mail about one day in the transaction that takes its digest: once, wherever the process ends. */
const sendDigest = ({ pool, sealKeys, now }: Services, { userId, day }: { userId: string; day: Date }): Promise<void> =>
  inTransaction(pool, async (tx) => {
    const totals = await takeBetDigest(tx, { userId, day });
    if (totals.length === 0) return;
    const contact = (await findContacts(tx, [userId])).get(userId);
    // The digest stays, and is looked at again.
    if (contact === undefined) throw new Error(`The contact of ${userId} is not known yet.`);
    if (contact === null) return;
    const { firstName } = contact;
    const draft = mailTo(contact, { template: 'bets-settled', data: { firstName, day, totals: totals.map(totalsOf) } });
    const at = now();
    const cause = {
      // Bets of the day that are counted after its mail get a mail of their own.
      id: `bets:${userId}:${day.toISOString().slice(0, 10)}:${newId('req')}`,
      time: at.toISOString(),
      correlationId: newId('req'),
    };
    const sealed = composeAll([draft], cause, at).map((message) => sealMessage(sealKeys, message));
    await saveMessages(tx, sealed);
  });

/** Mails people about their bets of days that are over. */
export async function sendBetDigests(services: Services): Promise<void> {
  const today = services.now().toISOString().slice(0, 10);
  await workOnRows({
    batch: 500,
    find: (limit, except) => findDueDigests(services.db, { today, limit, except }),
    keyOf: digestKey,
    work: (due) => sendDigest(services, due),
  });
}
