export {
  anonymous,
  type ClientViewer,
  hasRole,
  isService,
  type Role,
  roles,
  type Scope,
  scopes,
  userIdOf,
  type Viewer,
} from './viewer.ts';
export { type GoodsGrant, goodsGrant, readGoodsGrant } from './goods-grant.ts';
export { guestGrant, isGuestGrant } from './guest-grant.ts';
export {
  type ApiKeyViewer,
  requireRole,
  requireService,
  requireScope,
  requireUser,
  type ServiceViewer,
  type UserViewer,
} from './require.ts';
export {
  type ClientIdentity,
  createReplayGuard,
  type ReplayGuard,
  type RequestIdentity,
  serviceIdentity,
  signRequest,
  verifyRequest,
} from './service-signature.ts';
