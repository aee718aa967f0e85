import { prismaTransaction } from '@soko/postgres';
import { readerIdOf } from '../domain/preference.ts';
import type { NotificationsServices } from '../services.ts';
import { removeDigestsOf } from '../store/bet-digests.ts';
import { forgetRecipient } from '../store/campaigns/recipients.ts';
import { forgetBlocks } from '../store/blocked-addresses.ts';
import { eraseContact, findContact, findFormerEmails } from '../store/contacts.ts';
import { removeMessagesTo } from '../store/messages.ts';
import { forgetPreferences } from '../store/preferences.ts';
import { forgetCreator } from '../store/webhooks/forget-creator.ts';

/** Empties the contact of a person and removes all messages to them. Later events about the person write to no address. */
export async function forgetPerson(
  { db }: Pick<NotificationsServices, 'db'>,
  person: { userId: string; version: number },
): Promise<void> {
  await prismaTransaction(db, async (tx) => {
    const contact = await findContact(tx, person.userId);
    const former = await findFormerEmails(tx, person.userId);
    const addresses = contact ? [contact.email, ...former] : former;
    const guests = addresses.map((to) => readerIdOf({ userId: null, to }));
    await forgetPreferences(tx, [person.userId, ...guests]);
    // First of what messages need: a message that is being composed is saved before this, or not at all.
    await eraseContact(tx, person);
    await removeDigestsOf(tx, person.userId);
    await tx.quietHours.deleteMany({ where: { userId: person.userId } });
    await forgetCreator(tx, person.userId);
    await forgetBlocks(tx, addresses);
    await forgetRecipient(tx, person.userId);
    await removeMessagesTo(tx, { userId: person.userId, email: contact?.email ?? null });
    // Others than guests may have had a former address as well.
    await tx.notification.deleteMany({ where: { userId: null, recipient: { in: former } } });
  });
}
