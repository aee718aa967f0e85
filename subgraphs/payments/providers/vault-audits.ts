import { v7 } from 'uuid';
import type { ProviderMethod } from '../domain/saved-method.ts';
import type { MethodVault } from './method-vault.ts';
import { ProviderRefusal } from './provider.ts';

/** A promise that every vault must keep, as a function that throws if it is broken. */
export interface VaultAudit {
  name: string;
  run(): Promise<void>;
}

class AuditFailure extends Error {
  override readonly name = 'AuditFailure';
}

function expectEqual(what: string, seen: unknown, wanted: unknown): void {
  if (seen !== wanted) throw new AuditFailure(`${what} is ${String(seen)}, expected ${String(wanted)}.`);
}

const newKey = () => ({ key: `audit-${v7()}`, number: 0 });

async function refusalOf(what: string, call: () => Promise<unknown>): Promise<void> {
  const error = await call().then(
    () => null,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof ProviderRefusal)) throw new AuditFailure(`${what} was not refused: ${String(error)}.`);
}

const refsOf = (methods: readonly ProviderMethod[]): string => methods.map(({ ref }) => ref).join(' ');

/** The audits of one vault against a working provider. `tokens`: a card that can be saved, and one that its bank refuses. */
export function vaultAudits(vault: MethodVault, tokens: { good: string; refused: string }): VaultAudit[] {
  const newCustomer = () => vault.createCustomer(`usr_${v7()}`, newKey());
  const save = async (customer: string) => vault.attach({ customer, token: tokens.good }, newKey());
  return [
    {
      name: 'creates a customer once for a key',
      async run() {
        const key = newKey();
        const userId = `usr_${v7()}`;
        expectEqual('the customer', await vault.createCustomer(userId, key), await vault.createCustomer(userId, key));
      },
    },
    {
      name: 'saves a card once for a key, and shows its brand and last digits',
      async run() {
        const customer = await newCustomer();
        const key = newKey();
        const first = await vault.attach({ customer, token: tokens.good }, key);
        expectEqual('the method', (await vault.attach({ customer, token: tokens.good }, key)).ref, first.ref);
        if (!/^\d{4}$/.test(first.last4) || first.brand === '')
          throw new AuditFailure('A card has a brand and its last four digits.');
        expectEqual('the saved methods', refsOf(await vault.list(customer)), first.ref);
        expectEqual('the fetched method', (await vault.fetch(customer, first.ref))?.last4, first.last4);
        expectEqual('the method fetched for another customer', await vault.fetch(await newCustomer(), first.ref), null);
        await vault.setDefault(customer, first.ref);
      },
    },
    {
      name: 'refuses a card that its bank refuses',
      async run() {
        const customer = await newCustomer();
        await refusalOf('a refused card', () => vault.attach({ customer, token: tokens.refused }, newKey()));
        expectEqual('the saved methods', refsOf(await vault.list(customer)), '');
      },
    },
    {
      name: 'removes a saved method, and repeats that without an error',
      async run() {
        const customer = await newCustomer();
        const [first, second] = [await save(customer), await save(customer)];
        for (const key of [newKey(), newKey()]) await vault.detach(first.ref, key);
        expectEqual('the saved methods', refsOf(await vault.list(customer)), second.ref);
        expectEqual('the fetched method', await vault.fetch(customer, first.ref), null);
      },
    },
    {
      name: 'deletes a customer with all saved methods, and repeats that without an error',
      async run() {
        const customer = await newCustomer();
        const { ref } = await save(customer);
        for (let time = 0; time < 2; time += 1) await vault.forget(customer);
        expectEqual('the fetched method', await vault.fetch(customer, ref), null);
        await refusalOf('saving for a deleted customer', () => save(customer));
      },
    },
  ];
}
