import { GraphQLError, Kind, OperationTypeNode, type ValidationRule } from 'graphql';
import { rootFieldOf } from '../subscriptions/root-field-of.ts';

/**
 * # Unconditional root field
 *
 * Refuses subscriptions whose root field has `@skip` or `@include`. The single-field rule of graphql-js throws for such
 * documents instead of reporting an error. This rule runs before it, and its null ends the validation.
 * https://spec.graphql.org/draft/#sec-Single-root-field
 */
export const unconditionalRootField: ValidationRule = (context) => ({
  Document(document) {
    try {
      for (const node of document.definitions) {
        const subscribes = node.kind === Kind.OPERATION_DEFINITION && node.operation === OperationTypeNode.SUBSCRIPTION;
        if (subscribes) rootFieldOf(document, node);
      }
    } catch (error) {
      if (!(error instanceof GraphQLError)) throw error;
      context.reportError(error);
      return null;
    }
    return undefined;
  },
});
