import { z } from 'zod';
import { topic } from './topic.ts';

export const samplesSample = topic('samples.sample', 'Samples', {
  created: z.object({ ownerId: z.string() }),
});
