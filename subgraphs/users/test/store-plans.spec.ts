import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { silentLogger } from '@soko/log';
import { endLapsedPlans } from '../commands/plans/end-lapsed-plans.ts';
import { PrismaClient } from '../generated/prisma/client.ts';
import { createPaymentsPeer } from '../peers/payments.ts';
import { mistake } from './ask.ts';
import { admin, join } from './people.ts';
import { clearDesk, dayMs, desk, kept, newKept, nextMonth, payments } from './plan-payments.ts';
import { plansOf } from './plans.ts';
import { startUsers, type UsersGraph } from './start-users.ts';
import { memberFields, storeFields, teamsOf } from './teams.ts';

const plans = { price: null, mintQuota: 300, graceMs: 7 * dayMs };
let graph: UsersGraph;
let db: PrismaClient;

/** Runs the job as if days had passed. */
const endLapsedAfter = (days: number): Promise<void> =>
  endLapsedPlans({
    db,
    now: () => new Date(Date.now() + days * dayMs),
    settings: { plans },
    log: silentLogger,
    payments: createPaymentsPeer(payments.transport),
  });

beforeAll(async () => {
  graph = await startUsers({ STORE_PLAN_MINTS: '300' }, () => payments.transport);
  db = new PrismaClient({ adapter: graph.subgraph.database.adapter });
});

afterAll(() => graph.close());

beforeEach(clearDesk);

const { change, team, open } = teamsOf(() => graph);

const { take, leave, changeCard, look, eventsOf, report, untilPlan } = plansOf(() => graph);

describe('the plans', () => {
  it('are listed with their prices', async () => {
    const { data } = await graph.query('{ storePlans { plan mintQuota price { amount currency } } }', {});
    expect(data.storePlans).toEqual([
      { plan: 'TRIAL', mintQuota: 25, price: null },
      { plan: 'GROWTH', mintQuota: 300, price: { amount: '29.00', currency: 'EUR' } },
    ]);
  });
});

describe('the plan of a store', () => {
  it('is had at once when the card paid, is paid once, and shown to its administrators alone', async () => {
    const { founder, colleague, store } = await team('paying');
    const key = { idempotencyKey: 'one key for both' };
    expect(await take(founder.viewer, store.id, key)).toMatchObject({ plan: 'GROWTH', mintQuota: 300 });
    expect(await take(founder.viewer, store.id, key)).toMatchObject({ plan: 'GROWTH' });
    expect(desk.asked).toMatchObject([
      { reference: store.id, userId: founder.id, amount: { amount: '29.00', currency: 'EUR' }, ...key },
    ]);
    expect((await look(founder.viewer, store.id)).planSubscription).toEqual({
      plan: 'GROWTH',
      status: 'ACTIVE',
      price: { amount: '29.00', currency: 'EUR' },
      endsWithPeriod: false,
      hasCard: true,
      graceUntil: null,
      payer: { id: founder.id },
    });
    expect((await look(colleague.viewer, store.id)).planSubscription).toBeNull();
    // An event that is older than the answer says nothing new. The one after it shows that both were read.
    await report(store.id, 'ENDED', { version: 2 });
    await report(store.id, 'PAST_DUE', { version: 4 });
    await untilPlan(founder.viewer, store.id, { status: 'PAST_DUE' });
    expect(await eventsOf(store.id)).toMatchObject([
      { type: 'plan_changed', data: { plan: 'GROWTH', mintQuota: 300 } },
      { type: 'plan_payment_changed', data: { status: 'ACTIVE', hasPlan: true, hadPlan: false, userId: founder.id } },
      { type: 'plan_payment_changed', data: { status: 'PAST_DUE', previousStatus: 'ACTIVE', hasPlan: true } },
    ]);
  });

  it('waits for the payer where the bank asks, and follows the event', async () => {
    const { founder, store } = await team('asked');
    desk.outcome = {
      status: 'REQUIRES_ACTION',
      paidUntil: null,
      actionUrl: 'https://bank.example',
      clientSecret: 'pi_secret',
    };
    expect(await take(founder.viewer, store.id)).toMatchObject({
      __typename: 'StorePlanActionRequired',
      actionUrl: 'https://bank.example',
      store: { plan: 'TRIAL' },
    });
    expect(await eventsOf(store.id)).toEqual([]);
    await report(store.id, 'ACTIVE', { paidUntil: nextMonth });
    await untilPlan(founder.viewer, store.id, { plan: 'GROWTH', status: 'ACTIVE' });
  });

  it('stays when the card is declined, foreign, or Stripe is away', async () => {
    const { founder, store } = await team('declined');
    desk.outcome = {
      status: 'FAILED',
      paidUntil: null,
      failureCode: 'insufficient_funds',
      failureMessage: 'No money.',
    };
    expect(await take(founder.viewer, store.id)).toMatchObject({
      code: 'STORE_PLAN_DECLINED',
      declineCode: 'insufficient_funds',
    });
    const by = (paymentMethodId: string | null) => take(founder.viewer, store.id, { paymentMethodId });
    await expect(by('pmt_foreign')).rejects.toEqual(mistake('BAD_USER_INPUT'));
    await expect(by(null)).rejects.toEqual(mistake('BAD_USER_INPUT'));
    await expect(by('pmt_away')).rejects.toEqual(mistake('SERVICE_UNAVAILABLE'));
    expect(await look(founder.viewer, store.id)).toMatchObject({ plan: 'TRIAL', mintQuota: 25 });
  });

  it('ends with the month that is paid for, unless that is taken back', async () => {
    const { founder, store } = await team('leaving');
    await take(founder.viewer, store.id);
    expect(await leave(founder.viewer, store.id)).toMatchObject({ plan: 'GROWTH' });
    expect((await look(founder.viewer, store.id)).planSubscription.endsWithPeriod).toBe(true);
    await take(founder.viewer, store.id, { paymentMethodId: null });
    expect((await look(founder.viewer, store.id)).planSubscription.endsWithPeriod).toBe(false);
    await leave(founder.viewer, store.id);
    await report(store.id, 'ENDED');
    await untilPlan(founder.viewer, store.id, { plan: 'TRIAL', mintQuota: 25, status: 'ENDED' });
    expect(await leave(founder.viewer, store.id)).toMatchObject({ plan: 'TRIAL' });
    expect((await eventsOf(store.id)).at(-1)).toMatchObject({ data: { hasPlan: false, hadPlan: true } });
  });

  it('is not changed by late repeats of what was decided before', async () => {
    const { founder, store } = await team('repeating');
    const [first, second, third] = ['the first key', 'the second key', 'the third key'];
    const endsAfter = async (more: object) => {
      await take(founder.viewer, store.id, more);
      return (await look(founder.viewer, store.id)).planSubscription.endsWithPeriod;
    };
    const taken = { idempotencyKey: first };
    const left = { plan: 'TRIAL', paymentMethodId: null, idempotencyKey: second };
    const back = { paymentMethodId: null, idempotencyKey: third };
    expect(await endsAfter(taken)).toBe(false);
    expect(await endsAfter(left)).toBe(true);
    expect(await endsAfter(taken)).toBe(true);
    expect(await endsAfter(back)).toBe(false);
    expect(await endsAfter(left)).toBe(false);
    await expect(endsAfter({ ...taken, paymentMethodId: 'pmt_other' })).rejects.toEqual(
      mistake('IDEMPOTENCY_MISMATCH'),
    );
    expect(desk.asked.map(({ idempotencyKey }) => idempotencyKey)).toEqual([first]);
  });

  it('is renewed by its payer alone, who alone sees what confirms the payment', async () => {
    const { founder, colleague, member, store } = await team('two-payers');
    await change('setStoreMemberRole', { storeMemberId: member.id, role: 'ADMIN' }, founder.viewer, memberFields);
    desk.outcome = { status: 'REQUIRES_ACTION', paidUntil: null, clientSecret: 'pi_secret' };
    await take(founder.viewer, store.id);
    const refused = { __typename: 'StorePlanPaidByOther', code: 'STORE_PLAN_PAID_BY_OTHER' };
    expect(await take(colleague.viewer, store.id)).toMatchObject(refused);
    desk.outcome = { status: 'ACTIVE', paidUntil: nextMonth, version: 4 };
    await take(founder.viewer, store.id);
    await leave(founder.viewer, store.id);
    expect(await take(colleague.viewer, store.id)).toMatchObject(refused);
    expect((await look(founder.viewer, store.id)).planSubscription).toMatchObject({ endsWithPeriod: true });
    expect(desk.asked.map(({ userId }) => userId)).toEqual([founder.id, founder.id]);
  });

  it('is not had by the payment of another person, or of another price, that has begun meanwhile', async () => {
    const { founder, store } = await team('raced');
    const known = newKept({
      reference: store.id,
      userId: 'usr_other',
      amount: { amount: '29.00', currency: 'EUR' },
      status: 'REQUIRES_ACTION',
      paidUntil: null,
    });
    kept.set(known.id, known);
    expect(await take(founder.viewer, store.id)).toMatchObject({ code: 'STORE_PLAN_PAID_BY_OTHER' });
    kept.set(known.id, { ...known, userId: founder.id, amount: { amount: '9.00', currency: 'EUR' } });
    await expect(take(founder.viewer, store.id)).rejects.toEqual(mistake('CONFLICT'));
    expect(await look(founder.viewer, store.id)).toMatchObject({ plan: 'TRIAL', planSubscription: null });
  });

  it('keeps the month that was paid a moment before its end', async () => {
    const { founder, store } = await team('paid-late');
    await take(founder.viewer, store.id);
    await report(store.id, 'PAST_DUE');
    await untilPlan(founder.viewer, store.id, { status: 'PAST_DUE' });
    // Paid, and its event is still under way.
    const before = [...kept.values()].find(({ reference }) => reference === store.id)!;
    kept.set(before.id, { ...before, status: 'ACTIVE', version: before.version + 1 });
    expect(await leave(founder.viewer, store.id)).toMatchObject({ plan: 'GROWTH' });
    expect(kept.get(before.id)).toMatchObject({ status: 'ACTIVE', endsWithPeriod: true });
  });

  it('is kept for a time of grace when a renewal is declined, and then ends with its payment', async () => {
    const { founder, store } = await team('overdue');
    await take(founder.viewer, store.id);
    await report(store.id, 'PAST_DUE');
    await untilPlan(founder.viewer, store.id, { plan: 'GROWTH', status: 'PAST_DUE' });
    await endLapsedAfter(6);
    expect(await look(founder.viewer, store.id)).toMatchObject({ plan: 'GROWTH' });
    desk.isAway = true;
    await endLapsedAfter(8);
    expect(await look(founder.viewer, store.id)).toMatchObject({ plan: 'TRIAL', mintQuota: 25 });
    desk.isAway = false;
    await endLapsedAfter(8);
    expect((await look(founder.viewer, store.id)).planSubscription).toMatchObject({ status: 'ENDED' });
    const [subscription] = [...kept.values()].filter(({ reference }) => reference === store.id);
    expect(subscription).toMatchObject({ status: 'ENDED' });
    // The last try of Stripe had charged the card: what was paid for is had.
    await report(store.id, 'ACTIVE');
    await untilPlan(founder.viewer, store.id, { plan: 'GROWTH', mintQuota: 300 });
  });

  it('that was agreed with Soko is not sold, and one that is paid is not set', async () => {
    const { founder, store } = await team('agreed');
    const set = (plan: string, storeId: string) =>
      change('setStorePlan', { storeId, plan, mintQuota: 5_000 }, admin, storeFields);
    await set('ENTERPRISE', store.id);
    expect(await take(founder.viewer, store.id)).toMatchObject({ code: 'STORE_PLAN_AGREED' });
    expect(await leave(founder.viewer, store.id)).toMatchObject({ code: 'STORE_PLAN_AGREED' });
    const paying = await open(founder.viewer);
    expect(await take(founder.viewer, paying.id, { plan: 'ENTERPRISE' })).toMatchObject({
      code: 'STORE_PLAN_NOT_FOR_SALE',
    });
    await take(founder.viewer, paying.id);
    expect(await set('ENTERPRISE', paying.id)).toMatchObject({ code: 'STORE_PLAN_PAID' });
  });

  it('of an inactive store is ended by its payer who has left the team and is suspended, and renewed by them no more', async () => {
    const { founder, colleague, member, store } = await team('payer-left');
    await take(founder.viewer, store.id);
    await change('setStoreMemberRole', { storeMemberId: member.id, role: 'ADMIN' }, founder.viewer, memberFields);
    const { data } = await graph.query(
      'query ($id: ID) { store(id: $id) { members { id user { id } } } }',
      { id: store.id },
      { as: founder.viewer },
    );
    const { id } = data.store.members.find(({ user }: { user: { id: string } }) => user.id === founder.id);
    await change('removeStoreMember', { storeMemberId: id }, colleague.viewer, memberFields);
    await change('suspendUser', { userId: founder.id, reason: 'Chargebacks' }, admin);
    await change('updateStore', { storeId: store.id, status: 'INACTIVE' }, colleague.viewer);
    // Of the store, only what everyone sees.
    const ended = { id: store.id, plan: null, planSubscription: { endsWithPeriod: true } };
    const shown = 'id plan planSubscription { endsWithPeriod }';
    const left = { storeId: store.id, plan: 'TRIAL', idempotencyKey: 'the payer has left' };
    for (const _ of ['once', 'repeated'])
      expect(await change('changeStorePlan', left, founder.viewer, `... on Store { ${shown} }`)).toMatchObject(ended);
    expect(await take(founder.viewer, store.id)).toMatchObject({ code: 'ACCOUNT_SUSPENDED' });
    expect((await look(colleague.viewer, store.id)).planSubscription).toMatchObject({ endsWithPeriod: true });
  });

  it('that has ended is no more of the person who paid, but for a repeat of their end', async () => {
    const { founder, colleague, member, store } = await team('paid-once');
    await take(founder.viewer, store.id);
    await report(store.id, 'PAST_DUE');
    await untilPlan(founder.viewer, store.id, { status: 'PAST_DUE' });
    await change('setStoreMemberRole', { storeMemberId: member.id, role: 'ADMIN' }, founder.viewer, memberFields);
    const { data } = await graph.query(
      'query ($id: ID) { store(id: $id) { members { id user { id } } } }',
      { id: store.id },
      { as: founder.viewer },
    );
    const { id } = data.store.members.find(({ user }: { user: { id: string } }) => user.id === founder.id);
    await change('removeStoreMember', { storeMemberId: id }, colleague.viewer, memberFields);
    const left = { storeId: store.id, plan: 'TRIAL', idempotencyKey: 'the payer has left' };
    for (const _ of ['once', 'repeated'])
      expect(await change('changeStorePlan', left, founder.viewer, storeFields)).toMatchObject({ id: store.id });
    await expect(leave(founder.viewer, store.id)).rejects.toEqual(mistake('FORBIDDEN'));
    await expect(changeCard(founder.viewer, store.id, 'pmt_visa')).rejects.toEqual(mistake('FORBIDDEN'));
  });

  it('can be ended by who has used up its changes, and repeats are no changes', async () => {
    const { founder, store } = await team('often-changed');
    await take(founder.viewer, store.id, { idempotencyKey: 'the first of many' });
    for (let round = 0; round < 25; round += 1)
      await take(founder.viewer, store.id, { idempotencyKey: 'the first of many' });
    for (let round = 0; round < 19; round += 1) await take(founder.viewer, store.id);
    await expect(take(founder.viewer, store.id)).rejects.toEqual(mistake('RATE_LIMITED'));
    expect(await leave(founder.viewer, store.id)).toMatchObject({ plan: 'GROWTH' });
    expect((await look(founder.viewer, store.id)).planSubscription).toMatchObject({ endsWithPeriod: true });
  });

  it('is changed by its administrators alone', async () => {
    const { colleague, store } = await team('guarded-plan');
    const stranger = await join(graph, 'stranger-plan@example.com');
    for (const { viewer } of [colleague, stranger])
      await expect(take(viewer, store.id)).rejects.toEqual(mistake('FORBIDDEN'));
    await expect(take(stranger.viewer, 'sto_none')).rejects.toEqual(mistake('NOT_FOUND'));
    expect(desk.asked).toEqual([]);
  });
});
