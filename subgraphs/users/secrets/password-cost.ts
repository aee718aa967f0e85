import { BadEnvironment } from '@soko/env';

/** The cost of one argon2id hash, with one lane. */
export interface PasswordCost {
  memoryKib: number;
  passes: number;
}

/** https://cheatsheetseries.owasp.org/cheatsheets/Password_Storage_Cheat_Sheet.html#argon2id */
export const standardCost: PasswordCost = { memoryKib: 19_456, passes: 2 };

interface CostVariables {
  NODE_ENV: string;
  USERS_PASSWORD_MEMORY_KIB: number;
  USERS_PASSWORD_PASSES: number;
}

/** The configured cost. Throws `BadEnvironment` when it is lowered in production: cheap hashes are for tests. */
export function readPasswordCost(env: CostVariables): PasswordCost {
  const cost = { memoryKib: env.USERS_PASSWORD_MEMORY_KIB, passes: env.USERS_PASSWORD_PASSES };
  if (env.NODE_ENV !== 'production') return cost;
  if (cost.memoryKib < standardCost.memoryKib) {
    throw new BadEnvironment(`USERS_PASSWORD_MEMORY_KIB must be ${standardCost.memoryKib} or more in production`);
  }
  if (cost.passes < standardCost.passes) {
    throw new BadEnvironment(`USERS_PASSWORD_PASSES must be ${standardCost.passes} or more in production`);
  }
  return cost;
}
