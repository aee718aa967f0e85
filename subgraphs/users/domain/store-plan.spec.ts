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
  it('follows what is paid, and nothing else', () => {
    const [paid, unpaid] = [{ isEntitled: true }, { isEntitled: false }];
    expect(planAfter({ plan: 'TRIAL' }, null, paid, 250)).toEqual({ plan: 'GROWTH', mintQuota: 250 });
    expect(planAfter({ plan: 'GROWTH' }, paid, unpaid, 250)).toEqual({ plan: 'TRIAL', mintQuota: 25 });
    expect(planAfter({ plan: 'GROWTH' }, paid, paid, 250)).toBeNull();
    expect(planAfter({ plan: 'TRIAL' }, null, unpaid, 250)).toBeNull();
    expect(planAfter({ plan: 'ENTERPRISE' }, null, paid, 250)).toBeNull();
    expect(planAfter({ plan: 'ENTERPRISE' }, paid, unpaid, 250)).toBeNull();
  });
});
