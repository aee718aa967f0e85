import type { ZodType } from 'zod';

export function checkCompose(input: {
  text: string;
  services: Record<string, Record<string, ZodType>>;
  secrets: string[];
}): string[];
