import { type ASTNode, GraphQLError } from 'graphql';

/** The error for an operation that exceeds a limit. */
export const tooComplex = (message: string, node: ASTNode, details: Record<string, number> = {}): GraphQLError =>
  new GraphQLError(message, { nodes: node, extensions: { code: 'QUERY_TOO_COMPLEX', ...details } });
