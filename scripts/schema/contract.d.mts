import type { GraphQLError, GraphQLSchema } from 'graphql';

export class SchemaMistakes extends Error {}

export function describeMistake(error: GraphQLError, file: string): string;

export function explainMistakes<T>(file: string, work: () => T): T;

export function readContract(file: string, texts?: { text?: string; shared?: string }): GraphQLSchema;
