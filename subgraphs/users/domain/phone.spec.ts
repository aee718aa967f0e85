import { describe, expect, it } from '@jest/globals';
import { readPhone } from './phone.ts';

describe('reading a phone number', () => {
  it.each([
    ['+254 712 345-678', '+254712345678'],
    ['+1 (415) 555.2671', '+14155552671'],
  ])('takes %j as %j', (text, phone) => {
    expect(readPhone(text)).toBe(phone);
  });

  it.each(['', '0712345678', '+0712345678', '+1234', '+1234567890123456', '+25471234567a', '254712345678'])(
    'refuses %j',
    (text) => {
      expect(() => readPhone(text, 'phone')).toThrow('country code');
    },
  );
});
