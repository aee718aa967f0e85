import { demoAccount } from '../people/demo-accounts.ts';
import { payForPlan, scheduleReport } from './plan-and-report.ts';
import { seedAudience } from './seed-audience.ts';
import { joinClub, openClub, sellEditions } from './seed-tokens.ts';
import { keeperOf } from './store-keepers.ts';
import { signIn } from './visitor.ts';

export { Refused } from './visitor.ts';

/**
 * Adds to a running Soko what the stores of the demo sell, give away and know of people. It goes in at the public address, as
 * their teams would, because tokens are made by the chain and not by rows. A repeat adds what is missing. `say` gets a
 * sentence for each part.
 */
export async function seedStores(url: string, say: (sentence: string) => void): Promise<void> {
  const [seller, orchard, cycles, customer] = await Promise.all([
    signIn(url, demoAccount('seller').email),
    signIn(url, keeperOf('pixel-orchard').email),
    signIn(url, keeperOf('nordhavn-cycles').email),
    signIn(url, demoAccount('customer').email),
  ]);
  const { contacts, segments } = await seedAudience(seller);
  say(`Rift Valley Roasters has ${contacts} contacts and ${segments} segments.`);
  await payForPlan(cycles);
  say('Nordhavn Cycles pays for the plan Growth, with a test card.');
  await scheduleReport(seller);
  say('The seller gets a report of each month.');
  const club = await openClub(seller);
  await joinClub(customer, club);
  say(`The customer has a club card, which gives a coffee. Others claim one: ${club.url}`);
  say(`Pixel Orchard sells ${await sellEditions(orchard)} tokens.`);
}
