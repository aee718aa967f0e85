import type { ValidationRule } from 'graphql';
import { tooComplex } from './too-complex.ts';

/** Refuses documents with more than `limit` directives: each is read again for each place of its fragment. */
export const maxDirectives =
  (limit: number): ValidationRule =>
  (context) => {
    let count = 0;
    return {
      Directive() {
        count += 1;
      },
      Document: {
        leave(document) {
          if (count > limit)
            context.reportError(
              tooComplex(`The document has ${count} directives; at most ${limit} are allowed.`, document),
            );
        },
      },
    };
  };
