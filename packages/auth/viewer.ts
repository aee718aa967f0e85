/** The rights of a user. `ADMIN` includes every other role. */
export const roles = ['CUSTOMER', 'SELLER', 'WAREHOUSE', 'COURIER', 'TRADER', 'SUPPORT', 'ADMIN'] as const;

export type Role = (typeof roles)[number];

/** The rights of an API key. A user holds every scope. */
export const scopes = [
  'products:read',
  'products:write',
  'stock:write',
  'orders:read',
  'orders:write',
  'fulfilment:read',
  'fulfilment:write',
  'contacts:read',
  'contacts:write',
  'content:read',
  'content:write',
  'tokens:read',
  'tokens:write',
  'reports:read',
  'reports:write',
  'webhooks:read',
  'webhooks:write',
] as const;

export type Scope = (typeof scopes)[number];

/**
 * The party that asks. The gateway decides it once per request; subgraphs receive it signed. `service` is a Soko service
 * that asks in its own name: the gateway never makes one for a client.
 */
export type Viewer =
  | { kind: 'anonymous' }
  | { kind: 'user'; id: string; roles: readonly Role[]; sessionId: string }
  | { kind: 'apiKey'; id: string; storeId: string; scopes: readonly Scope[] }
  | { kind: 'service'; name: string };

/** A viewer that a client can be: never a service. */
export type ClientViewer = Exclude<Viewer, { kind: 'service' }>;

export const anonymous: ClientViewer = { kind: 'anonymous' };

/** True when the viewer holds `role` or is an administrator. */
export const hasRole = (viewer: Viewer, role: Role): boolean =>
  viewer.kind === 'user' && (viewer.roles.includes(role) || viewer.roles.includes('ADMIN'));

/** The id of the signed-in user, or null. */
export const userIdOf = (viewer: Viewer): string | null => (viewer.kind === 'user' ? viewer.id : null);

/** True for another Soko service that asks in its own name. */
export const isService = (viewer: Viewer): viewer is Extract<Viewer, { kind: 'service' }> => viewer.kind === 'service';
