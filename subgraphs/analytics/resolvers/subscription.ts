import { requireRole } from '@soko/auth';
import { live } from '@soko/subgraph';
import type { AnalyticsContext } from '../context.ts';
import type { Pulse } from '../domain/pulse/pulse.ts';
import { readPulseData } from '../domain/pulse/pulse-event.ts';
import type { SubscriptionResolvers } from '../generated/graphql.ts';
import { reportSubscription } from './reports.ts';

export const subscription: SubscriptionResolvers = {
  ...reportSubscription,
  platformPulse: live<object, AnalyticsContext, Pulse>({
    follow(_, { identity }) {
      requireRole(identity.viewer, 'ADMIN');
      return null;
    },
    // The event has all that is shown: however many watch, nothing is counted for them.
    answer({ envelope }, _, { identity }) {
      requireRole(identity.viewer, 'ADMIN');
      return readPulseData(envelope.data);
    },
  }),
};
