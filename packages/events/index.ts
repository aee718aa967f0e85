export * from './all-topics.ts';
export { recordedTopics, topics } from './catalogue.ts';
export { type Actor, type Envelope, envelope, maxEventBytes } from './envelope.ts';
export { type EventTrail, newEvent, spanOfTrail, topicOf, trailOf } from './new-event.ts';
export { personal, personalPaths } from './personal.ts';
export { changePersonalFields, personIn, publisherOf } from './personal-fields.ts';
export { maxMatchesCounted } from './products-saved-search.ts';
export { type EventsOf, type Topic, topic } from './topic.ts';
