import type { CommandLine } from './command-line.mjs';

type Flag = { type: 'boolean'; default: false };
type Text = { type: 'string' };
type TextWithDefault = { type: 'string'; default: string };
type Texts = { type: 'string'; multiple: true };

export const startArguments: CommandLine<{ reset: Flag }>;
export const serviceArguments: CommandLine<{ help: Flag }>;
export const anyGatewayArguments: CommandLine<{
  supergraph: Text;
  config: Text;
  subgraph: Texts;
  port: Text;
  'print-schema': Flag;
}>;
export const adminArguments: CommandLine<{ unverified: Flag }>;
export const seedArguments: CommandLine<{ products: TextWithDefault; reset: Flag }>;
export const seedStoresArguments: CommandLine<{ help?: never }>;
export const deadLettersArguments: CommandLine<{
  group: Text;
  topic: Text;
  id: Texts;
  limit: TextWithDefault;
  json: Flag;
}>;
export const outboxArguments: CommandLine<{
  subgraph: Text;
  id: Texts;
  limit: TextWithDefault;
  json: Flag;
}>;
export const invariantsArguments: CommandLine<{ 'settled-minutes': TextWithDefault; json: Flag }>;
export const verifyLedgerArguments: CommandLine<{ since: Text; json: Flag }>;
export const projectionsArguments: CommandLine<{ help?: never }>;
