import type { Scope } from '@soko/auth';

/** A key by which a program acts for a store. The secret itself is not kept. */
export interface ApiKey {
  id: string;
  storeId: string;
  name: string;
  prefix: string;
  scopes: Scope[];
  createdAt: Date;
  lastUsedAt: Date | null;
  revokedAt: Date | null;
}
