import type { ValidationRule } from 'graphql';
import { measureOperation } from './measure-operation.ts';
import { tooComplex } from './too-complex.ts';

/** Refuses operations that select more than `limit` root fields. */
export const maxRootFields =
  (limit: number): ValidationRule =>
  (context) => ({
    OperationDefinition(operation) {
      const fields = measureOperation(context, operation, { ofField: () => 1, combine: (one, other) => one + other });
      if (fields > limit)
        context.reportError(
          tooComplex(`The operation selects ${fields} root fields; at most ${limit} are allowed.`, operation),
        );
    },
  });
