import type { ValidationRule } from 'graphql';
import { measureOperation } from './measure-operation.ts';
import { tooComplex } from './too-complex.ts';

/** Refuses operations with more than `limit` aliases: each alias may resolve a field again. */
export const maxAliases =
  (limit: number): ValidationRule =>
  (context) => ({
    OperationDefinition(operation) {
      const aliases = measureOperation(context, operation, {
        ofField: (field, inner) => (field.alias ? 1 : 0) + inner(),
        combine: (one, other) => one + other,
      });
      if (aliases > limit)
        context.reportError(
          tooComplex(`The operation has ${aliases} aliases; at most ${limit} are allowed.`, operation),
        );
    },
  });
