export { type Actor, type Envelope, envelope } from './envelope.ts';
export { type EventTrail, newEvent, topicOf, trailOf } from './new-event.ts';
export { type EventsOf, type Topic, topic } from './topic.ts';
export { topics } from './catalogue.ts';
export { usersOtp } from './users-otp.ts';
export { usersSeller } from './users-seller.ts';
export { usersSession } from './users-session.ts';
export { usersStore } from './users-store.ts';
export { usersUser } from './users-user.ts';
