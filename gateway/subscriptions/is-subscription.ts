import { type DocumentNode, getOperationAST, OperationTypeNode, parse } from 'graphql';
import type { Operation } from '../graph.ts';

/** The parsed document, or null for an invalid one: executing it reports the errors. */
function parseDocument(query: string, maxTokens: number): DocumentNode | null {
  try {
    return parse(query, { maxTokens, noLocation: true });
  } catch {
    return null;
  }
}

/** The type of an operation; null when it cannot be executed. */
export function typeOf({ query, operationName }: Operation, maxTokens: number): OperationTypeNode | null {
  const document = parseDocument(query, maxTokens);
  return (document && getOperationAST(document, operationName)?.operation) ?? null;
}

/** True when the operation is a subscription. */
export const isSubscription = (operation: Operation, maxTokens: number): boolean =>
  typeOf(operation, maxTokens) === OperationTypeNode.SUBSCRIPTION;
