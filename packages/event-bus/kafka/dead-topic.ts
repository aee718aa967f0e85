import { replayTopic } from '../message.ts';
import type { NewTopic } from './topics.ts';

/** A group's dead letters, by id; an empty message says that one was replayed, so that the topic can be compacted. */
export const deadTopic = (group: string): string => `${group}.dead`;

/** The group whose dead letters a topic holds, if it is such a topic. */
export const groupOfDeadTopic = (topic: string): string | null => /^(.+)\.dead$/.exec(topic)?.[1] ?? null;

/** A dead letter holds a whole message and more. */
const room = { 'max.message.bytes': '4194304' };

/** What a group needs besides the topics it reads. */
export const topicsOfGroup = (group: string): NewTopic[] => [
  { name: deadTopic(group), partitions: 1, settings: { ...room, 'cleanup.policy': 'compact' } },
  { name: replayTopic(group), partitions: 1, settings: room },
];
