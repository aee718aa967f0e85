import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Viewer } from '@soko/auth';
import { mistake } from './ask.ts';
import { admin, join } from './people.ts';
import { clearDesk, desk, payments } from './plan-payments.ts';
import { plansOf } from './plans.ts';
import { startUsers, type UsersGraph } from './start-users.ts';
import { memberFields, teamsOf } from './teams.ts';

let graph: UsersGraph;

beforeAll(async () => {
  graph = await startUsers({}, () => payments.transport);
});

afterAll(() => graph.close());

beforeEach(clearDesk);

const { change, team } = teamsOf(() => graph);
const { take, changeCard, look, eventsOf, report, untilPlan } = plansOf(() => graph);

describe('the card of a plan', () => {
  it('is changed by its payer, and not again by a late repeat', async () => {
    const { founder, store } = await team('changing-card');
    await take(founder.viewer, store.id);
    const by = (card: string, key: string) => changeCard(founder.viewer, store.id, card, key);
    expect(await by('pmt_second', 'the first card')).toMatchObject({ plan: 'GROWTH' });
    expect(await by('pmt_third', 'the second card')).toMatchObject({ plan: 'GROWTH' });
    expect(await by('pmt_second', 'the first card')).toMatchObject({ plan: 'GROWTH' });
    expect(desk.cards).toEqual(['pmt_second', 'pmt_third']);
    await expect(by('pmt_other', 'the first card')).rejects.toEqual(mistake('IDEMPOTENCY_MISMATCH'));
    await expect(by('pmt_foreign', 'a foreign card')).rejects.toEqual(mistake('BAD_USER_INPUT'));
    // A choice of a card does not make the end of the plan a late one.
    await take(founder.viewer, store.id, { plan: 'TRIAL', paymentMethodId: null, idempotencyKey: 'the end of it' });
    await by('pmt_fourth', 'the fourth card');
    await report(store.id, 'ACTIVE', { endsWithPeriod: false });
    await untilPlan(founder.viewer, store.id, { endsWithPeriod: false });
    await take(founder.viewer, store.id, { plan: 'TRIAL', paymentMethodId: null, idempotencyKey: 'the end of it' });
    expect((await look(founder.viewer, store.id)).planSubscription.endsWithPeriod).toBe(true);
  });

  it('pays at once what was not paid, is declined with a reason, and waits for its payer where the bank asks', async () => {
    const { founder, store } = await team('overdue-card');
    await take(founder.viewer, store.id);
    await report(store.id, 'PAST_DUE');
    await untilPlan(founder.viewer, store.id, { status: 'PAST_DUE' });
    desk.withCard = { failureCode: 'insufficient_funds', failureMessage: 'No money.' };
    expect(await changeCard(founder.viewer, store.id, 'pmt_empty')).toMatchObject({
      code: 'STORE_PLAN_DECLINED',
      declineCode: 'insufficient_funds',
    });
    desk.withCard = { clientSecret: 'pi_secret', actionUrl: 'https://bank.example' };
    expect(await changeCard(founder.viewer, store.id, 'pmt_asking')).toMatchObject({
      __typename: 'StorePlanActionRequired',
      actionUrl: 'https://bank.example',
      clientSecret: 'pi_secret',
    });
    desk.withCard = { status: 'ACTIVE', clientSecret: null, actionUrl: null };
    expect(await changeCard(founder.viewer, store.id, 'pmt_visa')).toMatchObject({ plan: 'GROWTH' });
    expect((await look(founder.viewer, store.id)).planSubscription).toMatchObject({
      status: 'ACTIVE',
      graceUntil: null,
    });
  });

  it('that was removed is shown, and published once', async () => {
    const { founder, store } = await team('removed-card');
    await take(founder.viewer, store.id);
    await report(store.id, 'ACTIVE', { hasCard: false });
    await untilPlan(founder.viewer, store.id, { hasCard: false });
    await report(store.id, 'ACTIVE', { hasCard: false, endsWithPeriod: true });
    await untilPlan(founder.viewer, store.id, { endsWithPeriod: true });
    expect((await eventsOf(store.id)).slice(-2)).toMatchObject([
      { data: { hasCard: false, hadCard: true } },
      { data: { hasCard: false, hadCard: false } },
    ]);
    await changeCard(founder.viewer, store.id, 'pmt_visa');
    expect((await look(founder.viewer, store.id)).planSubscription).toMatchObject({ hasCard: true });
  });

  it('about which the bank asks at a renewal is confirmed by its payer, who alone sees how', async () => {
    const { founder, colleague, member, store } = await team('asked-renewal');
    await change('setStoreMemberRole', { storeMemberId: member.id, role: 'ADMIN' }, founder.viewer, memberFields);
    await take(founder.viewer, store.id);
    const confirmation = { clientSecret: 'pi_secret', actionUrl: 'https://pay.example/invoice' };
    await report(store.id, 'PAST_DUE', confirmation);
    await untilPlan(founder.viewer, store.id, { status: 'PAST_DUE' });
    const seenBy = async (as: Viewer) => {
      const document = `query ($id: ID) { store(id: $id) { planSubscription { confirmation { clientSecret actionUrl } } } }`;
      return (await graph.query(document, { id: store.id }, { as })).data.store.planSubscription.confirmation;
    };
    expect(await seenBy(founder.viewer)).toEqual(confirmation);
    expect(await seenBy(colleague.viewer)).toBeNull();
    await report(store.id, 'ACTIVE', { clientSecret: null, actionUrl: null });
    await untilPlan(founder.viewer, store.id, { status: 'ACTIVE' });
    expect(await seenBy(founder.viewer)).toBeNull();
    expect((await eventsOf(store.id)).slice(-2)).toMatchObject([
      { data: { needsConfirmation: true, neededConfirmation: false, status: 'PAST_DUE' } },
      { data: { needsConfirmation: false, neededConfirmation: true, status: 'ACTIVE' } },
    ]);
    expect(JSON.stringify(await eventsOf(store.id))).not.toMatch(/pi_secret|pay\.example/);
  });

  it('is not changed by others, by a suspended payer, and where none pays', async () => {
    const { founder, colleague, member, store } = await team('guarded-card');
    expect(await changeCard(founder.viewer, store.id, 'pmt_visa')).toMatchObject({ code: 'STORE_PLAN_NOT_PAID' });
    await take(founder.viewer, store.id);
    const stranger = await join(graph, 'stranger-card@example.com');
    for (const { viewer } of [colleague, stranger])
      await expect(changeCard(viewer, store.id, 'pmt_visa')).rejects.toEqual(mistake('FORBIDDEN'));
    await change('setStoreMemberRole', { storeMemberId: member.id, role: 'ADMIN' }, founder.viewer, memberFields);
    expect(await changeCard(colleague.viewer, store.id, 'pmt_visa')).toMatchObject({
      code: 'STORE_PLAN_PAID_BY_OTHER',
    });
    await change('suspendUser', { userId: founder.id, reason: 'Chargebacks' }, admin);
    expect(await changeCard(founder.viewer, store.id, 'pmt_visa')).toMatchObject({ code: 'ACCOUNT_SUSPENDED' });
    expect(desk.cards).toEqual([]);
  });
});
