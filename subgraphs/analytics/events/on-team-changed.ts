import { usersStore } from '@soko/events';
import { type Consumer, consumer } from '@soko/outbox';
import { endReportsOf } from '../commands/reports/end-reports-of.ts';
import type { AnalyticsServices } from '../services.ts';

/** The reports and schedules of a person about a store end with the role in its team. A repeat changes nothing. */
export const onTeamChanged = (services: Pick<AnalyticsServices, 'pool' | 'now' | 'findStanding'>): Consumer =>
  consumer({
    group: 'analytics.reports',
    on: usersStore,
    types: ['member_role_changed', 'member_removed'],
    handle: (event) => endReportsOf(services, event.data.userId, event),
  });
