import type { UsersContext } from '../context.ts';

/** How an entity is found that another subgraph names by id. The generated types do not know of it. */
export interface ReferenceResolver {
  __resolveReference(reference: { id: string }, context: UsersContext): unknown;
}
