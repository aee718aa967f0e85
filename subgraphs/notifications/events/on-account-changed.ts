import { type EventsOf, usersUser } from '@soko/events';
import { consumer } from '@soko/outbox';
import { inTransaction } from '@soko/postgres';
import { audienceGroup } from '../group.ts';
import type { NotificationsServices } from '../services.ts';
import {
  type AccountFact,
  eraseAudienceMember,
  saveAccountFact,
  saveHome,
} from '../store/campaigns/audience-members.ts';
import { skipMessagesToPerson } from '../store/campaigns/campaign-messages.ts';

type AccountEvent = EventsOf<typeof usersUser>;

/** What an event says of an account. Null for an event that says nothing that campaigns need. */
function factOf(event: AccountEvent): AccountFact | null {
  const fact = { userId: event.subject, version: event.sequence };
  switch (event.type) {
    case 'users.user.registered':
      return { ...fact, roles: event.data.roles, status: 'PENDING', registeredAt: new Date(event.time) };
    case 'users.user.verified':
    case 'users.user.reinstated':
      return { ...fact, status: 'ACTIVE' };
    case 'users.user.suspended':
      return { ...fact, status: 'SUSPENDED' };
    case 'users.user.roles_changed':
      return { ...fact, roles: event.data.roles };
    default:
      return null;
  }
}

/** Keeps what campaigns know of accounts. A person who is suspended or erased gets none of the mails that wait. */
export const onAccountChanged = ({ pool, now }: NotificationsServices) =>
  consumer({
    group: audienceGroup,
    on: usersUser,
    types: ['registered', 'verified', 'suspended', 'reinstated', 'roles_changed', 'country_changed', 'erased'],
    handle: async (event) => {
      const { subject: userId, type } = event;
      if (event.type === 'users.user.country_changed')
        return saveHome(pool, { userId, country: event.data.country, version: event.sequence });
      const ends = type === 'users.user.suspended' || type === 'users.user.erased';
      const fact = factOf(event);
      if (!ends) {
        if (fact !== null) await saveAccountFact(pool, fact);
        return;
      }
      await inTransaction(pool, async (tx) => {
        // First: mails that are being written are saved by now, and are seen by the next statement.
        await (fact === null ? eraseAudienceMember(tx, userId) : saveAccountFact(tx, fact));
        await skipMessagesToPerson(tx, userId, now());
      });
    },
  });
