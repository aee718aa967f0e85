import { replayTopic } from '../message.ts';
import type { NewTopic } from './topics.ts';

/** A group's dead letters, by id. An empty message marks one as replayed, so that the topic can be compacted. */
export const deadTopic = (group: string): string => `${group}.dead`;

/** The group of a topic of dead letters. Null for other topics. */
export const groupOfDeadTopic = (topic: string): string | null => /^(.+)\.dead$/.exec(topic)?.[1] ?? null;

/** A dead letter is larger than the message it contains. */
const room = { 'max.message.bytes': '4194304' };

/** The topics that a group needs besides those it reads. */
export const topicsOfGroup = (group: string): NewTopic[] => [
  { name: deadTopic(group), partitions: 1, settings: { ...room, 'cleanup.policy': 'compact' } },
  { name: replayTopic(group), partitions: 1, settings: room },
];
