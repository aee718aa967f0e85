import { expect, it } from '@jest/globals';
import { lastLookAt } from './apply-disbursement-report.ts';
import type { Disbursement } from './disbursement.ts';

it('looks at a paid transfer once more after a week, and at nothing else', () => {
  const settledAt = new Date('2026-11-01T12:00:00Z');
  const at = (days: number): Date => new Date(settledAt.getTime() + days * 86_400_000);
  const paid = { kind: 'TRANSFER', status: 'SUCCEEDED', settledAt } as Disbursement;
  expect(lastLookAt(paid, at(3))).toEqual(at(7));
  expect(lastLookAt(paid, at(7))).toBeNull();
  expect(lastLookAt({ ...paid, kind: 'B2C' }, at(3))).toBeNull();
  expect(lastLookAt({ ...paid, status: 'FAILED' }, at(3))).toBeNull();
});
