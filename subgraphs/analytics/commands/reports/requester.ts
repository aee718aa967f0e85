import { type ApiKeyViewer, requireScope, type UserViewer } from '@soko/auth';
import type { AnalyticsContext } from '../../context.ts';

type Context = Pick<AnalyticsContext, 'identity'>;

/** Whose reports the viewer sees and asks for: their own, or for an API key those of the keys of its store. */
export const requesterOf = (viewer: UserViewer | ApiKeyViewer): string =>
  viewer.kind === 'apiKey' ? viewer.storeId : viewer.id;

/** A person, or an API key that may read reports. */
export const requireReader = ({ identity }: Context) => requireScope(identity.viewer, 'reports:read', 'reports:write');

/** A person, or an API key that may ask for reports. */
export const requireWriter = ({ identity }: Context) => requireScope(identity.viewer, 'reports:write');
