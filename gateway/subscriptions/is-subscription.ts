import { type DocumentNode, getOperationAST, OperationTypeNode, parse } from 'graphql';
import type { Operation } from '../graph.ts';
import { rootFieldOf } from './root-field-of.ts';

/** The document, if it is one: whatever is wrong with it is said by whoever is to execute it. */
function parsed(query: string, maxTokens: number): DocumentNode | null {
  try {
    return parse(query, { maxTokens, noLocation: true });
  } catch {
    return null;
  }
}

/** Whether an operation is answered again and again. Throws BAD_USER_INPUT when that depends on its variables. */
export function isSubscription({ query, operationName }: Operation, maxTokens: number): boolean {
  const document = parsed(query, maxTokens);
  const operation = document && getOperationAST(document, operationName);
  if (operation?.operation !== OperationTypeNode.SUBSCRIPTION) return false;
  // The validation rule for single fields fails, rather than to report, where a field depends on a variable.
  rootFieldOf(document!, operation);
  return true;
}
