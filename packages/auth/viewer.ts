/** What a person may do. `ADMIN` may do everything. */
export const roles = ['CUSTOMER', 'SELLER', 'WAREHOUSE', 'COURIER', 'TRADER', 'SUPPORT', 'ADMIN'] as const;

export type Role = (typeof roles)[number];

/** What an API key may do. A person holds every scope. */
export const scopes = ['products:read', 'products:write', 'orders:read', 'orders:write', 'stock:write'] as const;

export type Scope = (typeof scopes)[number];

/** Who is asking. The gateway decides it once per request; subgraphs receive it signed. */
export type Viewer =
  | { kind: 'anonymous' }
  | { kind: 'user'; id: string; roles: readonly Role[]; sessionId: string }
  | { kind: 'apiKey'; id: string; storeId: string; scopes: readonly Scope[] };

export const anonymous: Viewer = { kind: 'anonymous' };

/** Whether the viewer holds `role`, or is an administrator. */
export const hasRole = (viewer: Viewer, role: Role): boolean =>
  viewer.kind === 'user' && (viewer.roles.includes(role) || viewer.roles.includes('ADMIN'));

/** The signed-in person's id, or null. */
export const userIdOf = (viewer: Viewer): string | null => (viewer.kind === 'user' ? viewer.id : null);
