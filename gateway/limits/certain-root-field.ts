import { GraphQLError, Kind, OperationTypeNode, type ValidationRule } from 'graphql';
import { rootFieldOf } from '../subscriptions/root-field-of.ts';

/**
 * Refuses subscriptions whose field depends on a condition. The rule of graphql-js that allows one field throws there,
 * rather than to report: this one meets the document first, and null ends the validation.
 */
export const certainRootField: ValidationRule = (context) => ({
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
