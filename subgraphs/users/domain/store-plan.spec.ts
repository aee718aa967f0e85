import { describe, expect, it } from '@jest/globals';
import { followPlan, type PlanFact, planAfter } from './store-plan.ts';

const now = new Date('2027-01-01T00:00:00Z');
const graceMs = 7 * 86_400_000;

const fact = (status: PlanFact['status'], sequence: number, subscriptionId = 'sbn_1'): PlanFact => ({
  storeId: 'sto_1',
  userId: 'usr_1',
  subscriptionId,
  status,
  sequence,
  currency: 'EUR',
  amountMinor: 2_900n,
  paidUntil: now,
  endsWithPeriod: false,
  hasCard: true,
  needsConfirmation: false,
});

const active = followPlan(null, fact('ACTIVE', 3), now, graceMs)!;

describe('what payments reports of a plan', () => {
  it('changes nothing when it is old: by its sequence, or about an earlier subscription', () => {
    expect(followPlan(active, fact('ENDED', 3), now, graceMs)).toBeNull();
    expect(followPlan(active, fact('ENDED', 9, 'sbn_0'), now, graceMs)).toBeNull();
    expect(followPlan(active, fact('ACTIVE', 1, 'sbn_2'), now, graceMs)).toMatchObject({ subscriptionId: 'sbn_2' });
  });

  it('leaves the plan for the time of grace, which later reports do not prolong', () => {
    const late = followPlan(active, fact('PAST_DUE', 4), now, graceMs)!;
    expect(late).toMatchObject({ isEntitled: true, graceUntil: new Date('2027-01-08T00:00:00Z') });
    const after = new Date('2027-01-09T00:00:00Z');
    expect(followPlan(late, fact('PAST_DUE', 5), after, graceMs)).toMatchObject({
      isEntitled: false,
      graceUntil: late.graceUntil,
    });
    expect(followPlan(late, fact('ACTIVE', 5), after, graceMs)).toMatchObject({ isEntitled: true, graceUntil: null });
  });
});

describe('the plan of a store', () => {
  const later = new Date('2027-02-01T00:00:00Z');
  const [paid, unpaid] = [
    { isEntitled: true, paidUntil: now },
    { isEntitled: false, paidUntil: now },
  ];
  const store = (plan: 'TRIAL' | 'GROWTH' | 'ENTERPRISE', mintQuota = 250) => ({ plan, mintQuota });

  it('follows what is paid, and nothing else', () => {
    expect(planAfter(store('TRIAL'), null, paid, 250)).toEqual({ plan: 'GROWTH', mintQuota: 250 });
    expect(planAfter(store('GROWTH'), paid, unpaid, 250)).toEqual({ plan: 'TRIAL', mintQuota: 25 });
    expect(planAfter(store('GROWTH'), paid, paid, 250)).toBeNull();
    expect(planAfter(store('TRIAL'), null, unpaid, 250)).toBeNull();
    expect(planAfter(store('ENTERPRISE'), null, paid, 250)).toBeNull();
    expect(planAfter(store('ENTERPRISE'), paid, unpaid, 250)).toBeNull();
  });

  it('has the quota for which it is sold now from its next month on', () => {
    const renewed = { isEntitled: true, paidUntil: later };
    expect(planAfter(store('GROWTH', 250), paid, renewed, 500)).toEqual({ plan: 'GROWTH', mintQuota: 500 });
    expect(planAfter(store('GROWTH', 250), paid, paid, 500)).toBeNull();
    expect(planAfter(store('GROWTH', 500), paid, renewed, 500)).toBeNull();
    expect(planAfter(store('ENTERPRISE', 250), paid, renewed, 500)).toBeNull();
    expect(planAfter(store('TRIAL', 25), unpaid, { ...unpaid, paidUntil: later }, 500)).toBeNull();
  });
});
