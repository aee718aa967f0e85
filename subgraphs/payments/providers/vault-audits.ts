import { v7 } from 'uuid';
import type { ProviderMethod } from '../domain/saved-method.ts';
import { type Audit, AuditFailure, expectEqual, expectRefusal, newAttempt } from './audit.ts';
import type { MethodVault } from './method-vault.ts';

const refsOf = (methods: readonly ProviderMethod[]): string => methods.map(({ ref }) => ref).join(' ');

/** The audits of one vault against a working provider. `tokens`: a card that can be saved, and one that its bank refuses. */
export function vaultAudits(vault: MethodVault, tokens: { good: string; refused: string }): Audit[] {
  const newCustomer = () => vault.createCustomer({ userId: `usr_${v7()}` }, newAttempt());
  const save = async (customer: string) => vault.attach({ customer, token: tokens.good }, newAttempt());
  return [
    {
      name: 'creates a customer once for a key',
      async run() {
        const key = newAttempt();
        const owner = { userId: `usr_${v7()}` };
        expectEqual('the customer', await vault.createCustomer(owner, key), await vault.createCustomer(owner, key));
      },
    },
    {
      name: 'saves a card once for a key, and shows its brand and last digits',
      async run() {
        const customer = await newCustomer();
        const key = newAttempt();
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
        await expectRefusal('a refused card', () => vault.attach({ customer, token: tokens.refused }, newAttempt()));
        expectEqual('the saved methods', refsOf(await vault.list(customer)), '');
      },
    },
    {
      name: 'removes a saved method, and repeats that without an error',
      async run() {
        const customer = await newCustomer();
        const [first, second] = [await save(customer), await save(customer)];
        for (const key of [newAttempt(), newAttempt()]) await vault.detach(first.ref, key);
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
        await expectRefusal('saving for a deleted customer', () => save(customer));
      },
    },
  ];
}
