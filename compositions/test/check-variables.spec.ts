import { describe, expect, it } from '@jest/globals';
import { checkStandaloneVariables } from '../check-variables.ts';

describe('the variables of an installation in one process', () => {
  it.each(['development', 'production'])('need nothing but NODE_ENV=%s', async (NODE_ENV) => {
    await expect(checkStandaloneVariables({ NODE_ENV })).resolves.toBeUndefined();
  });

  it('are refused in production when they show one-time codes', async () => {
    await expect(checkStandaloneVariables({ NODE_ENV: 'production', NOTIFICATIONS_OUTBOX: 'true' })).rejects.toThrow(
      'NOTIFICATIONS_OUTBOX must be off',
    );
  });
});
