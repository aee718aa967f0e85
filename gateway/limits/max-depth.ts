import type { ValidationRule } from 'graphql';
import { measureOperation } from './measure-operation.ts';
import { tooComplex } from './too-complex.ts';

/** Refuses operations that nest fields more than `limit` levels deep. Introspection has its own limit in graphql-js. */
export const maxDepth =
  (limit: number): ValidationRule =>
  (context) => ({
    OperationDefinition(operation) {
      const depth = measureOperation(context, operation, {
        ofField: (field, inner) => (field.name.value.startsWith('__') ? 0 : 1 + inner()),
        combine: Math.max,
      });
      if (depth > limit)
        context.reportError(
          tooComplex(`The operation is ${depth} levels deep; at most ${limit} are allowed.`, operation),
        );
    },
  });
