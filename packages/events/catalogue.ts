import type { Topic } from './topic.ts';

/** Every topic there is. What is not in this list is not created, not documented and not consumed. */
export const topics: readonly Topic[] = [];
