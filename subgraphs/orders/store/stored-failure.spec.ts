import { describe, expect, it } from '@jest/globals';
import { readFailure, type StoredFailure } from './stored-failure.ts';

const lines = [{ variantId: 'var_1', requested: 3, available: 1 }];

describe('a failure of a checkout', () => {
  it.each<StoredFailure>([
    { kind: 'outOfStock', lines },
    { kind: 'paymentDeclined', declineCode: 'card_declined', explanation: 'The card was declined.' },
    { kind: 'notConfirmedInTime' },
  ])('is read as it is stored: $kind', (stored) => {
    expect(readFailure(stored)).toEqual(stored);
  });

  it('is read from the refusal that earlier versions stored', () => {
    const words = { code: 'OUT_OF_STOCK', message: 'There is not enough of this.' };
    expect(readFailure({ __typename: 'OutOfStock', ...words, lines })).toEqual({ kind: 'outOfStock', lines });
    const declined = { code: 'PAYMENT_DECLINED', message: 'The card was declined.', declineCode: 'card_declined' };
    expect(readFailure({ __typename: 'PaymentDeclined', ...declined })).toEqual({
      kind: 'paymentDeclined',
      declineCode: 'card_declined',
      explanation: 'The card was declined.',
    });
  });
});
