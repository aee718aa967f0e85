import { v7 } from 'uuid';
import type { MethodVault, ProviderMethod } from './method-vault.ts';
import { ProviderRefusal } from './provider.ts';

/** What every vault has to keep, as functions that fail by throwing. */
export interface VaultAudit {
  name: string;
  run(): Promise<void>;
}

class AuditFailure extends Error {
  override readonly name = 'AuditFailure';
}

function expectEqual(what: string, seen: unknown, wanted: unknown): void {
  if (seen !== wanted) throw new AuditFailure(`${what} is ${String(seen)}, and not ${String(wanted)}.`);
}

const newKey = () => ({ key: `audit-${v7()}`, number: 0 });

async function refusalOf(what: string, call: () => Promise<unknown>): Promise<void> {
  const error = await call().then(
    () => null,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof ProviderRefusal)) throw new AuditFailure(`${what} is not refused: ${String(error)}.`);
}

const refsOf = (methods: readonly ProviderMethod[]): string => methods.map(({ ref }) => ref).join(' ');

/** The audits of one vault, at a provider that works. `tokens`: one that can be kept, and one that its bank refuses. */
export function vaultAudits(vault: MethodVault, tokens: { good: string; refused: string }): VaultAudit[] {
  const person = () => vault.createCustomer(`usr_${v7()}`, newKey());
  const kept = async (customer: string) => vault.attach({ customer, token: tokens.good }, newKey());
  return [
    {
      name: 'knows a person once for a key',
      async run() {
        const key = newKey();
        const userId = `usr_${v7()}`;
        expectEqual('the customer', await vault.createCustomer(userId, key), await vault.createCustomer(userId, key));
      },
    },
    {
      name: 'keeps what it is given, once for a key, and shows what is to be seen of it',
      async run() {
        const customer = await person();
        const key = newKey();
        const first = await vault.attach({ customer, token: tokens.good }, key);
        expectEqual('the method', (await vault.attach({ customer, token: tokens.good }, key)).ref, first.ref);
        if (!/^\d{4}$/.test(first.last4) || first.brand === '') throw new AuditFailure('A card shows what it is.');
        expectEqual('what is kept', refsOf(await vault.list(customer)), first.ref);
        expectEqual('what is found', (await vault.fetch(customer, first.ref))?.last4, first.last4);
        expectEqual('what somebody else finds', await vault.fetch(await person(), first.ref), null);
        await vault.setDefault(customer, first.ref);
      },
    },
    {
      name: 'refuses what a bank refuses',
      async run() {
        const customer = await person();
        await refusalOf('a refused card', () => vault.attach({ customer, token: tokens.refused }, newKey()));
        expectEqual('what is kept', refsOf(await vault.list(customer)), '');
      },
    },
    {
      name: 'lets go of what it keeps, and again without a fault',
      async run() {
        const customer = await person();
        const [first, second] = [await kept(customer), await kept(customer)];
        for (const key of [newKey(), newKey()]) await vault.detach(first.ref, key);
        expectEqual('what is kept', refsOf(await vault.list(customer)), second.ref);
        expectEqual('what is found', await vault.fetch(customer, first.ref), null);
      },
    },
    {
      name: 'forgets a person with all that is theirs, and again without a fault',
      async run() {
        const customer = await person();
        const { ref } = await kept(customer);
        for (let time = 0; time < 2; time += 1) await vault.forget(customer);
        expectEqual('what is found', await vault.fetch(customer, ref), null);
        await refusalOf('keeping something for nobody', () => kept(customer));
      },
    },
  ];
}
