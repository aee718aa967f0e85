export { type Actor, type Envelope, envelope } from './envelope.ts';
export { type EventsOf, type Topic, topic } from './topic.ts';
