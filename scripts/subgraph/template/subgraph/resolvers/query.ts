import type { QueryResolvers } from '../generated/graphql.ts';
import { visibleSample } from './sample.ts';

export const query: QueryResolvers = {
  sample: (_, { id }, context) => visibleSample(context, id),
};
