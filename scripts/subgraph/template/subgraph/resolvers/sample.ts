import type { SamplesContext } from '../context.ts';
import { maySeeSample } from '../domain/may-see.ts';
import type { Sample } from '../domain/sample.ts';
import type { SampleResolvers } from '../generated/graphql.ts';

/** The sample, or null when it does not exist or the viewer may not see it. */
export async function visibleSample({ viewer, loaders }: SamplesContext, id: string): Promise<Sample | null> {
  const found = await loaders.sample.load(id);
  return found !== null && maySeeSample(viewer, found) ? found : null;
}

export const sample: SampleResolvers & { __resolveReference: unknown } = {
  __resolveReference: ({ id }: { id: string }, context: SamplesContext) => visibleSample(context, id),
};
