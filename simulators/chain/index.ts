export { findAnvil } from './find-anvil.ts';
export { type Anvil, startAnvil } from './start-anvil.ts';
export { type HostedEngine, startHostedEngine } from './start-hosted-engine.ts';
export { type ChainSimulator, startChainSimulator } from './start-chain-simulator.ts';
