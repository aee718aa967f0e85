import { commaList, readEnv } from '@soko/env';

/** The brokers that the Kafka specs run against. */
export const testBrokers = (): string[] => readEnv({ KAFKA_BROKERS: commaList.optional() }).KAFKA_BROKERS ?? [];
