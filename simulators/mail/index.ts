export { type MailSimulator, type MailSimulatorOptions, startMailSimulator } from './start-mail-simulator.ts';
