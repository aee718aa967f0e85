import { describe, expect, it } from '@jest/globals';
import { isUniqueViolation } from './unique-violation.ts';

const fromPg = Object.assign(new Error('duplicate key'), {
  code: '23505',
  constraint: 'users_email_key',
  detail: 'Key (email)=(handle@example.com) already exists.',
});

const fromPrisma = Object.assign(new Error('Unique constraint failed'), {
  code: 'P2002',
  meta: { modelName: 'User', driverAdapterError: { cause: { constraint: { fields: ['email'] } } } },
});

const fromPrismaSql = Object.assign(new Error('Raw query failed'), {
  code: 'P2010',
  meta: { driverAdapterError: { cause: { originalCode: '23505', constraint: { fields: ['email'] } } } },
});

describe('a unique violation', () => {
  it.each([fromPg, fromPrisma, fromPrismaSql])('is recognised in %o', (error) => {
    expect(isUniqueViolation(error)).toBe(true);
    expect(isUniqueViolation(error, 'phone', 'email')).toBe(true);
    expect(isUniqueViolation(error, 'phone')).toBe(false);
  });

  it('is named by its constraint as well', () => {
    expect(isUniqueViolation(fromPg, 'users_email_key')).toBe(true);
    expect(isUniqueViolation(fromPg, 'users_')).toBe(true);
  });

  it('is not named by the value that was written', () => {
    expect(isUniqueViolation(fromPg, 'handle')).toBe(false);
  });

  it.each([new Error('broken'), Object.assign(new Error('gone'), { code: '08006' }), null, undefined, 'text'])(
    'is not seen in %p',
    (error) => {
      expect(isUniqueViolation(error)).toBe(false);
    },
  );
});
