export { anonymous, hasRole, type Role, roles, type Scope, scopes, userIdOf, type Viewer } from './viewer.ts';
export { guestGrant, isGuestGrant } from './guest-grant.ts';
export { type RequestIdentity, serviceIdentity, signRequest, verifyRequest } from './service-signature.ts';
