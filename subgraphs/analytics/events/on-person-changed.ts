import { usersUser } from '@soko/events';
import { type Consumer, consumer } from '@soko/outbox';
import { forgetVisitsOf } from '../commands/funnel/add-happenings.ts';
import { endReportsOf, forgetReportsOf } from '../commands/reports/end-reports-of.ts';
import type { AnalyticsServices } from '../services.ts';

/**
 * The reports and schedules of a person end with the role that they require and with a suspension, and are deleted with the account. Visits are nobody's then. A repeat
 * changes nothing.
 */
export const onPersonChanged = (services: Pick<AnalyticsServices, 'pool' | 'now' | 'findStanding'>): Consumer =>
  consumer({
    group: 'analytics.reports',
    on: usersUser,
    types: ['roles_changed', 'suspended', 'erased'],
    async handle(event) {
      if (event.type === 'users.user.erased') {
        await forgetVisitsOf(services, event.subject);
        return forgetReportsOf(services, event.subject);
      }
      await endReportsOf(services, event.subject, event);
    },
  });
