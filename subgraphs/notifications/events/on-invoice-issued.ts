import { walletsInvoice } from '@soko/events';
import { consumer } from '@soko/outbox';
import { group } from '../group.ts';
import type { NotificationsServices } from '../services.ts';
import { moneyOf } from './money-of.ts';
import { writeToPerson } from './write-to-person.ts';

export const onInvoiceIssued = (services: NotificationsServices) =>
  consumer({
    group,
    on: walletsInvoice,
    types: ['issued'],
    handle: async (event) => {
      const { userId, number, kind, total, periodUntil } = event.data;
      if (userId === null) return;
      // The end is the first moment after the period.
      const day = new Date(Date.parse(periodUntil) - 1);
      await writeToPerson(services, event, userId, ({ firstName }) => ({
        template: 'invoice-issued',
        data: { firstName, number, kind, total: moneyOf(total), day },
      }));
    },
  });
