export { startStripeSimulator, type StripeSimulatorOptions } from './start-stripe-simulator.ts';
