import { commaList, readEnv } from '@soko/env';
import { z } from 'zod';

/** The brokers that the Kafka specs run against. */
export const testBrokers = (): string[] => readEnv({ KAFKA_BROKERS: commaList.optional() }).KAFKA_BROKERS ?? [];

/** Variables of `crash-program.ts`: with a group it consumes, otherwise it publishes from `FIRST` on. */
export const crashProgramEnv = () =>
  readEnv({
    BROKERS: commaList.default([]),
    LOG_URL: z.string().default(''),
    TOPIC: z.string(),
    GROUP: z.string().default(''),
    FIRST: z.coerce.number().default(1),
  });
