import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { applyCollectionReport } from './apply-collection-report.ts';
import { applyDisbursementReport } from './apply-disbursement-report.ts';
import { type Collection, collectionReport } from './collection.ts';
import { type Disbursement, disbursementReport } from './disbursement.ts';

const at = new Date('2026-11-26T12:00:00Z');
const trail = {
  correlationId: 'req_1',
  causationId: null,
  actor: { kind: 'service', id: 'payments' },
  now: () => at,
} as const;
const times = { lookMs: 30_000, giveUpMs: 3_600_000 };

const about = {
  userId: 'usr_1',
  provider: 'mpesa',
  currency: 'KES',
  amountMinor: 10_000n,
  providerRef: null,
  settledAt: null,
  receipt: null,
  failure: null,
  requestHash: 'hash',
  sealed: null,
  attempts: 0,
  lastError: null,
  dueAt: at,
  correlationId: 'req_1',
  decisionId: null,
  version: 1,
  createdAt: at,
  updatedAt: at,
} as const;

const collection = (more: Partial<Collection> = {}): Collection => ({
  ...about,
  id: 'col_1',
  reference: 'dep_1',
  purpose: 'DEPOSIT',
  method: 'MPESA',
  status: 'CREATED',
  receivedMinor: null,
  returnedMinor: 0n,
  clientSecret: null,
  actionUrl: null,
  ...more,
});

const disbursement = (more: Partial<Disbursement> = {}): Disbursement => ({
  ...about,
  id: 'dsb_1',
  reference: 'wdr_1',
  purpose: 'WITHDRAWAL',
  kind: 'B2C',
  collectionId: null,
  reversedReceipt: null,
  paymentId: null,
  status: 'CREATED',
  ...more,
});

const succeeded = collectionReport('succeeded', { receivedMinor: 9_900n, receipt: 'NLJ7RT61SV' });
const failed = collectionReport('failed', { failure: { code: 'cancelled_by_user', message: 'Cancelled.' } });

describe('a collection', () => {
  it('waits for its payer, and keeps the id of the provider', () => {
    const change = applyCollectionReport(collection(), collectionReport('pending', { ref: 'ws_CO_1' }), trail, times);
    expect(change?.after).toMatchObject({ status: 'PENDING', providerRef: 'ws_CO_1', version: 2 });
    expect(change?.after.dueAt).toEqual(new Date('2026-11-26T12:00:30Z'));
    expect(applyCollectionReport(change!.after, collectionReport('pending'), trail, times)).toBeNull();
  });

  it('succeeds with the amount that arrived, once', () => {
    const change = applyCollectionReport(collection({ status: 'PENDING' }), succeeded, trail, times);
    expect(change?.after).toMatchObject({
      status: 'SUCCEEDED',
      receivedMinor: 9_900n,
      receipt: 'NLJ7RT61SV',
      dueAt: null,
    });
    expect(change?.events.map(({ type }) => type)).toEqual(['payments.collection.succeeded']);
    for (const again of [succeeded, failed, collectionReport('pending')]) {
      expect(applyCollectionReport(change!.after, again, trail, times)).toBeNull();
    }
  });

  it('succeeds also after it failed: money that arrives late is not lost', () => {
    const late = applyCollectionReport(collection({ status: 'PENDING' }), failed, trail, times)!.after;
    expect(late).toMatchObject({ status: 'FAILED', failure: { code: 'cancelled_by_user' } });
    const change = applyCollectionReport(late, succeeded, trail, times);
    expect(change?.after).toMatchObject({ status: 'SUCCEEDED', failure: null });
    expect(applyCollectionReport(late, failed, trail, times)).toBeNull();
  });

  it('is corrected when its callback tells another amount than was assumed', () => {
    const found = collectionReport('succeeded', { ref: 'ws_CO_1' });
    const assumed = applyCollectionReport(collection({ status: 'PENDING' }), found, trail, times)!.after;
    expect(assumed).toMatchObject({ receivedMinor: 10_000n, receipt: null });
    const told = { ...succeeded, ref: 'ws_CO_1' };
    const change = applyCollectionReport(assumed, told, trail, times);
    expect(change?.after).toMatchObject({ status: 'SUCCEEDED', receivedMinor: 9_900n, receipt: 'NLJ7RT61SV' });
    expect(change?.events).toMatchObject([
      { type: 'payments.collection.corrected', data: { receivedAmount: { amountMinor: '9900' } } },
    ]);
    expect(applyCollectionReport(change!.after, told, trail, times)).toBeNull();
    expect(applyCollectionReport(change!.after, { ...told, receivedMinor: 1n }, trail, times)).toBeNull();
    // Without the id of the request it may be money that the payer sent by hand.
    expect(applyCollectionReport(assumed, succeeded, trail, times)).toBeNull();
    const same = applyCollectionReport(assumed, { ...succeeded, receivedMinor: 10_000n }, trail, times);
    expect(same).toMatchObject({ events: [], after: { receipt: 'NLJ7RT61SV', receivedMinor: 10_000n } });
  });

  it('of a checkout gives back what its callback tells beyond the assumed amount, and keeps what was captured', () => {
    const assumed = collection({ purpose: 'CHECKOUT', status: 'SUCCEEDED', receivedMinor: 10_000n, dueAt: null });
    const told = (receivedMinor: bigint) =>
      applyCollectionReport(assumed, { ...succeeded, ref: 'ws_CO_1', receivedMinor }, trail, times);
    expect(told(10_500n)).toMatchObject({ events: [], after: { receivedMinor: 10_500n, dueAt: at } });
    expect(told(9_900n)).toMatchObject({
      events: [],
      after: { receivedMinor: 10_000n, receipt: 'NLJ7RT61SV', dueAt: null },
    });
  });

  it('tells wallets nothing about checkouts, whose payments have events of their own', () => {
    const change = applyCollectionReport(collection({ purpose: 'CHECKOUT' }), succeeded, trail, times);
    expect(change).toMatchObject({ events: [], after: { dueAt: at } });
  });
});

describe('a disbursement', () => {
  const unknown = disbursementReport('unknown');

  it('is reported as unknown once, and then has one outcome', () => {
    const change = applyDisbursementReport(disbursement({ status: 'PENDING' }), unknown, trail, times);
    expect(change?.events.map(({ type }) => type)).toEqual(['payments.disbursement.unknown']);
    const open = change!.after;
    expect(open).toMatchObject({ status: 'UNKNOWN', dueAt: new Date('2026-11-26T12:00:30Z') });
    expect(applyDisbursementReport(open, unknown, trail, times)).toBeNull();
    expect(applyDisbursementReport(open, disbursementReport('accepted'), trail, times)).toBeNull();
    const paid = applyDisbursementReport(open, disbursementReport('succeeded', { receipt: 'R1' }), trail, times);
    expect(paid?.after).toMatchObject({ status: 'SUCCEEDED', receipt: 'R1', dueAt: null });
    expect(applyDisbursementReport(paid!.after, disbursementReport('failed'), trail, times)).toBeNull();
  });

  it('succeeds also after it failed: money that has moved is reported, once', () => {
    const { after } = applyDisbursementReport(disbursement(), disbursementReport('failed'), trail, times)!;
    expect(after).toMatchObject({ status: 'FAILED', failure: { code: 'declined' } });
    expect(applyDisbursementReport(after, unknown, trail, times)).toBeNull();
    const late = applyDisbursementReport(after, disbursementReport('succeeded', { receipt: 'R1' }), trail, times)!;
    expect(late.after).toMatchObject({ status: 'SUCCEEDED', failure: null, receipt: 'R1' });
    expect(late.events.map(({ type }) => type)).toEqual(['payments.disbursement.succeeded']);
    expect(applyDisbursementReport(late.after, disbursementReport('succeeded'), trail, times)).toBeNull();
    expect(applyDisbursementReport(late.after, disbursementReport('failed'), trail, times)).toBeNull();
  });
});

interface Told {
  type: string;
  data: { receivedAmount?: { amountMinor: string } };
}

describe('reports of M-Pesa in any order', () => {
  const receipt = 'SKX1';
  const reports = fc.array(fc.constantFrom('waiting', 'found by asking', 'told', 'given up', 'reported as failed'), {
    maxLength: 8,
  });

  it('end with the amount that arrived, published once', () => {
    fc.assert(
      fc.property(reports, fc.constantFrom(9_900n, 10_000n, 10_100n), (all, paidMinor) => {
        const told = collectionReport('succeeded', { ref: 'ws_1', receivedMinor: paidMinor, receipt });
        const seen = {
          waiting: collectionReport('pending', { ref: 'ws_1' }),
          'found by asking': collectionReport('succeeded', { ref: 'ws_1' }),
          told,
          'given up': collectionReport('failed', { failure: { code: 'no_outcome', message: 'No.' } }),
          'reported as failed': collectionReport('failed', { ref: 'ws_1' }),
        };
        let [current, bookedMinor, credits] = [collection(), 0n, 0];
        // The callback comes in the end.
        for (const report of [...all.map((name) => seen[name]), told]) {
          const change = applyCollectionReport(current, report, trail, times);
          if (change === null) continue;
          current = change.after;
          for (const { type, data } of change.events as readonly Told[]) {
            if (data.receivedAmount !== undefined) bookedMinor = BigInt(data.receivedAmount.amountMinor);
            if (type.endsWith('.succeeded')) credits += 1;
          }
        }
        expect([current.status, current.receivedMinor, current.receipt]).toEqual(['SUCCEEDED', paidMinor, receipt]);
        expect([bookedMinor, credits]).toEqual([paidMinor, 1]);
      }),
      { numRuns: 500 },
    );
  });

  it('end with a payout that is paid once, however often it failed before', () => {
    const names = fc.array(fc.constantFrom('accepted', 'unknown', 'succeeded', 'failed'), { maxLength: 8 });
    fc.assert(
      fc.property(names, (all) => {
        let current = disbursement();
        const types: string[] = [];
        for (const name of all) {
          const change = applyDisbursementReport(current, disbursementReport(name), trail, times);
          if (change === null) continue;
          current = change.after;
          types.push(...change.events.map(({ type }) => type.slice(type.lastIndexOf('.') + 1)));
        }
        const isPaid = all.includes('succeeded');
        expect(types.filter((type) => type === 'succeeded')).toHaveLength(isPaid ? 1 : 0);
        expect(current.status === 'SUCCEEDED').toBe(isPaid);
        // Nothing follows the success.
        expect(types.indexOf('succeeded')).toBe(isPaid ? types.length - 1 : -1);
      }),
    );
  });
});
