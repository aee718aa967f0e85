import { paymentsSubscription, trailOf } from '@soko/events';
import { type Consumer, consumer } from '@soko/outbox';
import { followStorePlan } from '../commands/plans/follow-plan.ts';
import type { PlanServices } from '../commands/plans/save-plan.ts';
import { group } from './group.ts';

/** Lets the plan of a store follow its payment. Repeats have no effect. */
export const onSubscriptionChanged = (services: PlanServices): Consumer =>
  consumer({
    group,
    on: paymentsSubscription,
    types: ['changed'],
    handle: async (event) => {
      const {
        reference: storeId,
        userId,
        status,
        amount,
        paidUntil,
        endsWithPeriod,
        hasCard,
        needsConfirmation,
      } = event.data;
      if (status === 'CREATED') return;
      const fact = {
        storeId,
        subscriptionId: event.subject,
        userId,
        status,
        currency: amount.currency,
        amountMinor: BigInt(amount.amountMinor),
        paidUntil: paidUntil === null ? null : new Date(paidUntil),
        endsWithPeriod,
        hasCard: hasCard ?? true,
        needsConfirmation: needsConfirmation ?? false,
        sequence: event.sequence,
      };
      await followStorePlan(services, fact, trailOf(event, 'users', services.now));
    },
  });
