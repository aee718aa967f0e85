import { describe, expect, it } from '@jest/globals';
import type { BadEnvironment } from '@soko/env';
import { checkStandaloneVariables } from '../check-variables.ts';

const problemsOf = (source: Record<string, string>): Promise<readonly string[]> =>
  checkStandaloneVariables(source).then(
    () => [],
    (error: BadEnvironment) => error.problems,
  );

describe('the variables of an installation', () => {
  it('are checked together also while single ones are wrong', async () => {
    const problems = await problemsOf({
      NODE_ENV: 'production',
      NOTIFICATIONS_OUTBOX: 'true',
      NOTIFICATION_DAYS: 'many',
    });
    expect(problems).toEqual(
      expect.arrayContaining([
        expect.stringContaining('NOTIFICATION_DAYS: "many"'),
        expect.stringContaining('NOTIFICATIONS_OUTBOX must be off'),
      ]),
    );
  });

  it('that are blank count as not set: the installation has its own', async () => {
    expect(await problemsOf({ SOKO_SEAL_KEY: ' ', SOKO_PUBLIC_URL: '' })).toEqual([]);
  });
});
