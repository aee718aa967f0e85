/** A process that takes attempts until it is refused, and prints how many it got. For limits.spec.ts. */
import { readEnv } from '@soko/env';
import { redisUrl } from '@soko/env/known';
import { silentLogger } from '@soko/log';
import { createLimits } from '../index.ts';

const limits = createLimits({ redisUrl: readEnv({ REDIS_URL: redisUrl }).REDIS_URL, log: silentLogger });
const results = await Promise.allSettled(
  Array.from({ length: 30 }, () => limits.take([{ name: 'users.log-in-to-account', key: 'ada' }])),
);
process.stdout.write(`taken ${results.filter(({ status }) => status === 'fulfilled').length}\n`);
limits.close();
