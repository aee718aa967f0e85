export {
  type DeadLetter,
  type Delivery,
  type EventBus,
  type FollowedEvent,
  type Following,
  type FollowOptions,
  type Handler,
  type ManyHandler,
  type LogEnds,
  type LogRecord,
  type Place,
  type ReadOptions,
  type RetryPolicy,
  type Stretch,
  type SubscribeOptions,
  type Subscription,
  RefusedEvents,
  UnknownTopic,
  TooEarly,
  Unprocessable,
} from './event-bus.ts';
export { onceItWorks } from './once-it-works.ts';
export { createKafkaBus } from './kafka/create-kafka-bus.ts';
export type { KafkaBusOptions } from './kafka/client.ts';
export { createPostgresLog, type PostgresLogOptions } from './postgres/create-postgres-log.ts';
