import { randomUUID } from 'node:crypto';
import { z } from 'zod';

/**
 * A fault to inject. `match` is a method and a path, `*` for anything: `POST /v1/payment_intents*`. `before` does not run
 * the call; `during` fails inside the call, so that the failure becomes its saved answer; `after` runs the call and drops
 * its answer.
 */
export const faultRule = z.strictObject({
  match: z.string().min(1).default('*'),
  effect: z.enum(['status', 'disconnect']).default('status'),
  status: z.number().int().min(400).max(599).default(500),
  /** Error code of the answer, where the provider has codes of its own. */
  code: z
    .string()
    .regex(/^[\w.]{1,40}$/)
    .optional(),
  when: z.enum(['before', 'during', 'after']).default('before'),
  /** Number of calls to hit; null for all. */
  times: z.number().int().min(1).nullable().default(1),
  /** Share of matching calls to hit, 0 to 1. */
  rate: z.number().min(0).max(1).default(1),
});

export type FaultRule = z.infer<typeof faultRule> & { id: string };

export type FaultMoment = FaultRule['when'];

export interface Faults {
  list(): readonly FaultRule[];
  add(rule: z.infer<typeof faultRule>): FaultRule;
  remove(id: string): boolean;
  clear(): void;
  /** Returns the rule that hits this call, and counts the hit. */
  draw(call: string): FaultRule | undefined;
}

const patternOf = (match: string): RegExp =>
  new RegExp(
    `^${match
      .split('*')
      .map((part) => part.replace(/[.+?^${}()|[\]\\]/g, String.raw`\$&`))
      .join('.*')}$`,
  );

export function createFaults(random: () => number = Math.random): Faults {
  let rules: FaultRule[] = [];
  const remove = (id: string): boolean => {
    const before = rules.length;
    rules = rules.filter((rule) => rule.id !== id);
    return rules.length < before;
  };
  return {
    list: () => rules,
    add(rule) {
      const added = { ...rule, id: randomUUID().slice(0, 8) };
      rules.push(added);
      return added;
    },
    remove,
    clear() {
      rules = [];
    },
    draw(call) {
      const rule = rules.find(({ match, rate }) => patternOf(match).test(call) && (rate === 1 || random() < rate));
      if (!rule) return undefined;
      const hit = { ...rule };
      if (rule.times === 1) remove(rule.id);
      else if (rule.times !== null) rule.times -= 1;
      return hit;
    },
  };
}
