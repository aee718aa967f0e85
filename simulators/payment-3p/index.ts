export { startPayment3pSimulator, type Payment3pSimulatorOptions } from './start-payment-3p-simulator.ts';
