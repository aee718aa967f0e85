import { describe, expect, it } from '@jest/globals';
import { isOpenSeller, isPublicSeller, sellerMayBecome, sellerStatuses } from './seller.ts';

describe('the status of a seller', () => {
  it('changes only along these arrows', () => {
    const arrows = sellerStatuses.flatMap((from) =>
      sellerStatuses.filter((to) => sellerMayBecome(from, to)).map((to) => `${from} → ${to}`),
    );
    expect(arrows).toEqual([
      'APPLIED → ACTIVE',
      'APPLIED → REJECTED',
      'ACTIVE → SUSPENDED',
      'ACTIVE → CLOSED',
      'SUSPENDED → ACTIVE',
      'SUSPENDED → CLOSED',
    ]);
  });

  it('decides which sellers are public', () => {
    expect(sellerStatuses.filter((status) => isPublicSeller({ status }))).toEqual(['ACTIVE', 'SUSPENDED', 'CLOSED']);
  });

  it('decides which sellers prevent a second application', () => {
    expect(sellerStatuses.filter((status) => isOpenSeller({ status }))).toEqual(['APPLIED', 'ACTIVE', 'SUSPENDED']);
  });
});
