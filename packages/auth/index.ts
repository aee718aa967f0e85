export { anonymous, hasRole, type Role, roles, type Scope, scopes, userIdOf, type Viewer } from './viewer.ts';
export { type RequestIdentity, serviceIdentity, signRequest, verifyRequest } from './service-signature.ts';
