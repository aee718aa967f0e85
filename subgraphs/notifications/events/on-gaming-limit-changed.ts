import { walletsGaming } from '@soko/events';
import { consumer } from '@soko/outbox';
import { group } from '../group.ts';
import type { NotificationsServices } from '../services.ts';
import { moneyOf } from './money-of.ts';
import { writeToPerson } from './write-to-person.ts';

export const onGamingLimitChanged = (services: NotificationsServices) =>
  consumer({
    group,
    on: walletsGaming,
    types: ['limit_changed'],
    handle: (event) => {
      const { kind, period, currency, amountMinor } = event.data;
      const limit = amountMinor === null ? null : moneyOf({ amountMinor, currency });
      return writeToPerson(services, event, event.subject, ({ firstName }) => ({
        template: 'limit-changed',
        data: { firstName, kind, period, limit },
      }));
    },
  });
