import { describe, expect, it } from '@jest/globals';
import * as buying from '../harness/buying.ts';
import { signedInAs } from '../harness/client.ts';
import { newAddress, signUp } from '../harness/people.ts';
import { watcher } from '../harness/watching.ts';

const figures = `registrations ordersPlaced { count amounts { amount currency } } ordersConfirmed { count }
  paymentsCaptured { count amounts { amount currency } }`;

interface Figure {
  count: number;
  amounts: { amount: string; currency: string }[];
}

interface Minute {
  from: string;
  figures: { registrations: number; ordersPlaced: Figure; ordersConfirmed: Figure; paymentsCaptured: Figure };
}

const cents = ({ amounts }: Figure): number =>
  Number((amounts.find(({ currency }) => currency === 'EUR')?.amount ?? '0').replace('.', ''));

/** What the minutes say since one of them. Nothing makes it less. */
function sumsSince(since: string, minutes: Minute[]) {
  const figuresSince = minutes.filter(({ from }) => from >= since).map((minute) => minute.figures);
  const sum = (read: (figures: Minute['figures']) => number): number =>
    figuresSince.reduce((all, each) => all + read(each), 0);
  return {
    registrations: sum(({ registrations }) => registrations),
    placed: sum(({ ordersPlaced }) => ordersPlaced.count),
    placedCents: sum(({ ordersPlaced }) => cents(ordersPlaced)),
    confirmed: sum(({ ordersConfirmed }) => ordersConfirmed.count),
    captured: sum(({ paymentsCaptured }) => paymentsCaptured.count),
    capturedCents: sum(({ paymentsCaptured }) => cents(paymentsCaptured)),
  };
}

describe('the pulse of the platform', () => {
  it('shows an administrator what people do, as it happens', async () => {
    const goods = await buying.goodsOnSale('pulse', 5);
    const digital = await buying.putOnSale(goods.seller, 'pulse', 'DIGITAL');
    const admin = await signedInAs('admin@example.com');
    const ofAdmin = watcher(admin.token);
    const watched = await ofAdmin.watch(
      `subscription { platformPulse { at minutes { from figures { ${figures} } } } }`,
    );
    expect(watched.errors).toBeNull();

    const { platformPulse: first } = await admin.data(`{ platformPulse { minutes { from figures { ${figures} } } } }`);
    const since: string = first.minutes.at(-1).from;
    const before = sumsSince(since, first.minutes);
    const buyer = await signUp(newAddress('pulse-buyer'));
    const cart = await buying.fillCart(buyer, [[digital.small, 1]]);
    const checkout = await buying.placeOrder(buyer, (await buying.quote(buyer, cart, { deliveryMethod: 'NONE' })).id);
    const total = Number(checkout.total.amount.replace('.', ''));
    // Other stories may buy at the same time.
    await watched.sees('the new person, the order and its payment', ({ platformPulse: { minutes } }) => {
      const now = sumsSince(since, minutes);
      return (
        now.registrations > before.registrations &&
        now.placed > before.placed &&
        now.placedCents >= before.placedCents + total &&
        now.confirmed > before.confirmed &&
        now.captured > before.captured &&
        now.capturedCents >= before.capturedCents + total
      );
    });
    ofAdmin.close();
  });

  it('is refused to all others', async () => {
    for (const [email, code] of [
      ['customer@example.com', 'FORBIDDEN'],
      ['seller@example.com', 'FORBIDDEN'],
      ['support@example.com', 'FORBIDDEN'],
    ] as const) {
      const person = await signedInAs(email);
      const watching = watcher(person.token);
      const { errors } = await watching.watch('subscription { platformPulse { at } }');
      expect(errors).toMatchObject([{ extensions: { code } }]);
      const answer = await person.ask('{ platformPulse { at } }');
      expect(answer.errors).toMatchObject([{ extensions: { code } }]);
      watching.close();
    }
  });
});
