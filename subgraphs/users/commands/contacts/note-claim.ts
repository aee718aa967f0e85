import type { chainClaim, EventsOf } from '@soko/events';
import type { Queryable } from '@soko/postgres';
import { insertContactClaim, lockPerson, makePersonContact } from '../../store/contacts/contact-orders.ts';

/** Makes a person who has claimed an item a contact of the store that gave it away. */
export async function noteClaim(tx: Queryable, { subject, time, data }: EventsOf<typeof chainClaim>): Promise<void> {
  const { userId, claim } = data;
  if (!(await lockPerson(tx, userId))) return;
  const at = new Date(time);
  const contactId = await makePersonContact(tx, { storeId: claim.storeId, userId, source: 'CLAIM', at });
  if (contactId !== null) await insertContactClaim(tx, contactId, { claimId: subject, tokenId: claim.tokenId, at });
}
