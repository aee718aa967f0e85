import type { Reference } from '@soko/subgraph';
import type { UsersContext } from '../context.ts';

/** Finds an entity that another subgraph refers to by id. The generated types do not include this resolver. */
export interface ReferenceResolver {
  __resolveReference(reference: Reference, context: UsersContext): unknown;
}
