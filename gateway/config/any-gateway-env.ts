import { flag } from '@soko/env';
import { serviceKey } from '@soko/env/known';
import { forwardedPaths, gatewayServiceEnv } from '../env.ts';

/** The variables of a gateway for any supergraph. They are those of Soko's, without what only Soko has. */
export const anyGatewayEnv = {
  ...gatewayServiceEnv,
  SOKO_SERVICE_KEY: serviceKey.optional(),
  FORWARDED_PATHS: forwardedPaths.prefault(''),
  PLAYGROUND: flag.default(false),
};
