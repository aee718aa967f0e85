import * as all from './all-topics.ts';
import type { Topic } from './topic.ts';

/** Every topic. A topic that is not in this list is not created, documented or consumed. */
export const topics: readonly Topic[] = Object.values(all);

/** The topics that the record of all events keeps: every one that is not fleeting. */
export const recordedTopics: readonly Topic[] = topics.filter(({ isFleeting }) => isFleeting !== true);
