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

/** True when the operation is a subscription. */
export function isSubscription({ query, operationName }: Operation, maxTokens: number): boolean {
  const document = parseDocument(query, maxTokens);
  return document !== null && getOperationAST(document, operationName)?.operation === OperationTypeNode.SUBSCRIPTION;
}
