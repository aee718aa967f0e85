export {
  startWebhooksSimulator,
  type WebhooksSimulator,
  type WebhooksSimulatorOptions,
} from './start-webhooks-simulator.ts';
