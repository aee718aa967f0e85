import { describe, expect, it } from '@jest/globals';
import { type DeadLetter, toParkedEvent } from './parked-event.ts';

const letter = (value: unknown): DeadLetter => ({
  value: typeof value === 'string' ? value : JSON.stringify(value),
  error: 'It failed.',
  attempts: 8,
  failedAt: '2026-03-01T10:00:00.000Z',
});

describe('a dead letter', () => {
  const seen = { attempts: 8, failedAt: new Date('2026-03-01T10:00:00Z'), error: 'It failed.' };

  it.each([
    ['of a payment', { type: 'payments.payment.captured', data: { payment: { orderId: 'ord_1' } } }],
    ['of a parcel', { type: 'fulfilment.delivery.completed', data: { orderId: 'ord_1' } }],
  ])('%s is about its order', (_, event) => {
    expect(toParkedEvent(letter(event))).toEqual({ ...seen, orderId: 'ord_1', type: event.type });
  });

  it.each([['{'], ['null'], ['7'], [{ type: 'users.user.erased', data: {} }], [{ data: null }]])(
    'that names no order is about none: %j',
    (value) => {
      expect(toParkedEvent(letter(value))).toBeNull();
    },
  );
});
