import { type EventsOf, usersStore } from '@soko/events';
import { consumer } from '@soko/outbox';
import { group } from '../group.ts';
import type { Letter } from '../domain/mail-to.ts';
import type { NotificationsServices } from '../services.ts';
import { moneyOf } from './money-of.ts';
import { writeToPerson } from './write-to-person.ts';

type PlanPayment = Extract<EventsOf<typeof usersStore>, { type: 'users.store.plan_payment_changed' }>['data'];

/** The card was removed, and is needed for another month. Events of earlier versions say nothing of it. */
const isCardLost = ({ hasCard, hadCard, endsWithPeriod }: PlanPayment): boolean =>
  hasCard === false && hadCard === true && !endsWithPeriod;

/** The bank asks the payer to confirm a renewal. */
const isAsked = ({ needsConfirmation, neededConfirmation }: PlanPayment): boolean =>
  needsConfirmation === true && neededConfirmation === false;

/**
 * The mail about a change. Null for one that the payer need not know of, such as a renewal or an end that they asked for.
 * `actionUrl` is the page on which they confirm a renewal.
 */
function letterAbout(data: PlanPayment, firstName: string, actionUrl: string | null): Letter | null {
  const { storeName, status, previousStatus, hasPlan, hadPlan, paidUntil, graceUntil } = data;
  const about = { firstName, storeName, price: moneyOf(data.price) };
  if (hadPlan && !hasPlan)
    return { template: 'plan-ended', data: { ...about, isUnpaid: previousStatus === 'PAST_DUE' } };
  if (hasPlan && !hadPlan && paidUntil !== null)
    return { template: 'plan-started', data: { ...about, paidUntil: new Date(paidUntil) } };
  if (hasPlan && actionUrl !== null && graceUntil !== null)
    return { template: 'plan-needs-confirmation', data: { ...about, actionUrl, graceUntil: new Date(graceUntil) } };
  if (hasPlan && status === 'PAST_DUE' && previousStatus !== 'PAST_DUE' && graceUntil !== null)
    return { template: 'plan-overdue', data: { ...about, graceUntil: new Date(graceUntil) } };
  if (hasPlan && isCardLost(data) && paidUntil !== null)
    return { template: 'plan-card-removed', data: { ...about, paidUntil: new Date(paidUntil) } };
  return null;
}

/** Mails the person whose card pays for the plan of a store. */
export const onPlanPaymentChanged = (services: NotificationsServices) =>
  consumer({
    group,
    on: usersStore,
    types: ['plan_payment_changed'],
    handle: async (event) => {
      const { data, correlationId } = event;
      const page =
        isAsked(data) && data.subscriptionId !== undefined
          ? await services.findConfirmation(data.subscriptionId, correlationId)
          : null;
      if (letterAbout(data, '', page) === null) return;
      await writeToPerson(services, event, data.userId, ({ firstName }) => letterAbout(data, firstName, page)!);
    },
  });
