import { readEnv } from '@soko/env';
import { z } from 'zod';

const variables = {
  TEST_DATABASE_URL: z.url({ error: 'run specs with jest, which starts a Postgres, or name one' }),
};

/** The server that integration specs make their databases on. */
export const testServer = (): string => readEnv(variables).TEST_DATABASE_URL;
