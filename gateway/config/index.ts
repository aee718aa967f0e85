export { anyGatewayEnv } from './any-gateway-env.ts';
export { gatewayConfigSchema } from './gateway-config.ts';
export { settingsOf } from './settings-of.ts';
