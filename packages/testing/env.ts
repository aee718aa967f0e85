import { readEnv } from '@soko/env';
import { z } from 'zod';

const variables = {
  TEST_DATABASE_URL: z.url({
    error: 'is not the URL of a Postgres server; jest starts one when the variable is not set',
  }),
};

/** The server on which integration specs create their databases. */
export const testServer = (): string => readEnv(variables).TEST_DATABASE_URL;
