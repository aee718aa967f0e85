import type { ParseArgsConfig, parseArgs } from 'node:util';

type Options = NonNullable<ParseArgsConfig['options']>;

/** The arguments that a program takes. */
export interface CommandLine<Known extends Options> {
  usage: string;
  options: Known;
  minArguments?: number;
  maxArguments?: number;
}

export function refuseArguments(sentence: string, usage: string): never;

export function readCommandLine<const Known extends Options>(
  input: CommandLine<Known> & { args?: readonly string[] },
): {
  values: ReturnType<typeof parseArgs<{ options: Known; allowPositionals: true }>>['values'];
  arguments: string[];
};

export function readWholeNumber(
  text: string,
  name: string,
  limits: { min?: number; max?: number; usage: string },
): number;
