import { walletsGaming } from '@soko/events';
import { consumer } from '@soko/outbox';
import { group } from '../group.ts';
import type { NotificationsServices } from '../services.ts';
import { moneyOf } from './money-of.ts';
import { writeToPerson } from './write-to-person.ts';

export const onGamingLimitReached = (services: NotificationsServices) =>
  consumer({
    group,
    on: walletsGaming,
    types: ['limit_reached'],
    handle: (event) => {
      const { kind, period, currency, limitMinor, until } = event.data;
      return writeToPerson(services, event, event.subject, ({ firstName }) => ({
        template: 'limit-reached',
        data: {
          firstName,
          kind,
          period,
          limit: moneyOf({ amountMinor: limitMinor, currency }),
          until: until === null ? null : new Date(until),
        },
      }));
    },
  });
