import { usersUser } from '@soko/events';
import { consumer } from '@soko/outbox';
import { campaignsForNewcomer } from '../commands/campaigns/campaigns-for-newcomer.ts';
import { group } from '../group.ts';
import type { NotificationsServices } from '../services.ts';
import { writeToPerson } from './write-to-person.ts';

/** Welcomes a person, once, with the campaigns whose windows are open at this moment. */
export const onUserVerified = (services: NotificationsServices) =>
  consumer({
    group,
    on: usersUser,
    types: ['verified'],
    handle: (event) =>
      writeToPerson(services, event, event.subject, async (contact) => ({
        template: 'welcome',
        data: {
          firstName: contact.firstName,
          campaigns: await campaignsForNewcomer(services, contact, new Date(event.time)),
        },
        oncePer: `welcome:${event.subject}`,
      })),
  });
