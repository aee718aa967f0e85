import type { openSchemaEngine } from '@soko/postgres';

export function schemaDiff(
  before: string | null,
  after: string,
  open?: typeof openSchemaEngine,
): Promise<string | null>;
