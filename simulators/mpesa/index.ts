export { type MpesaSimulator, type MpesaSimulatorOptions, startMpesaSimulator } from './start-mpesa-simulator.ts';
